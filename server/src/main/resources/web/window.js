/** The span of time a page looks at: from the address of the page to milliseconds, and the width of its buckets. */
import { Problem, extent } from './api.js';
import { toMillis, toRfc3339 } from './format.js';

const MINUTE = 60_000;

/** What the time range picker offers, in order; `all` spans everything stored. */
export const RANGES = [
  { name: '15m', label: '15 min', millis: 15 * MINUTE },
  { name: '1h', label: '1 h', millis: 60 * MINUTE },
  { name: '24h', label: '24 h', millis: 1440 * MINUTE },
  { name: '7d', label: '7 d', millis: 10_080 * MINUTE },
  { name: 'all', label: 'All' },
];

const STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
  14_400, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000,
];

/** The smallest round width, in seconds, that cuts the window into at most so many buckets. */
export function bucketSeconds({ from, to }, most) {
  const seconds = (to - from) / 1000;
  return STEPS.find((step) => seconds / step <= most) ?? STEPS.at(-1);
}

/** The window between two times of an address; nothing when one of them is missing or cannot be read. */
export function windowOf(from, to) {
  const window = { from: toMillis(from), to: toMillis(to) };
  return Number.isNaN(window.from + window.to) ? undefined : window;
}

/** The window of the page's parameters, now. Without any: the last hour when it holds records, else everything. */
export async function resolve({ range, from, to }, signal) {
  if (from && to) {
    const chosen = windowOf(from, to);
    if (!chosen) {
      throw new Problem(`The address asks for the time from ${from} to ${to}, which cannot be read. Choose a span of time above.`);
    }
    return chosen;
  }
  const now = Date.now();
  const chosen = RANGES.find((each) => each.name === range);
  if (chosen?.millis) {
    return { from: now - chosen.millis, to: now };
  }
  const { oldest, newest } = await extent('', signal);
  if (newest === undefined) {
    return { from: now - 60 * MINUTE, to: now, empty: true };
  }
  const [start, end] = [toMillis(oldest), toMillis(newest)];
  if (!chosen && end > now - 60 * MINUTE && end <= now && start < now - 120 * MINUTE) {
    return { from: now - 60 * MINUTE, to: now };
  }
  const margin = Math.max(500, (end - start) * 0.01);
  return { from: start - margin, to: end + margin };
}

export function fixed({ from, to }) {
  return { from: toRfc3339(from), to: toRfc3339(to), range: undefined };
}
