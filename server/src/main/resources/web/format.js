/** Numbers, durations and times as people read them. Times are milliseconds since the epoch, with a fraction. */

const MILLIS = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Milliseconds of an RFC 3339 time; keeps micro- and most of the nanoseconds, which Date.parse drops. */
export function toMillis(text) {
  const [, whole, fraction = '', zone] = /^(.*?\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})$/.exec(text ?? '') ?? [];
  return whole === undefined ? NaN : Date.parse(whole + zone) + Number(`0.${fraction || 0}`) * 1000;
}

export function toRfc3339(millis) {
  return new Date(Math.round(millis)).toISOString();
}

const pad = (number, width = 2) => String(number).padStart(width, '0');

export function clock(millis, withMillis = false) {
  const date = new Date(millis);
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return withMillis ? `${time}.${pad(date.getMilliseconds(), 3)}` : time;
}

export function day(millis) {
  return new Date(millis).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

/** A time in the reader's zone: the day only when it is not today. */
export function moment(millis, withMillis = false) {
  const sameDay = new Date(millis).toDateString() === new Date().toDateString();
  return sameDay ? clock(millis, withMillis) : `${day(millis)} ${clock(millis, withMillis)}`;
}

export function span(from, to) {
  const oneDay = new Date(from).toDateString() === new Date(to).toDateString();
  return `${moment(from)} – ${oneDay ? clock(to) : moment(to)}`;
}

/** For an input of type datetime-local: local time to the second. */
export function toLocalInput(millis) {
  const date = new Date(millis);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${clock(millis)}`;
}

/** An axis label as fine as its step asks for. */
export function tick(millis, step) {
  if (step >= MILLIS.day) {
    return day(millis);
  }
  if (step < MILLIS.second) {
    return clock(millis, true);
  }
  return step < MILLIS.minute ? clock(millis) : clock(millis).slice(0, 5);
}

export function duration(seconds) {
  if (seconds === undefined || seconds === null || Number.isNaN(seconds)) {
    return '';
  }
  const size = Math.abs(seconds);
  if (size === 0) {
    return '0';
  }
  if (size < 1e-3) {
    return `${digits(seconds * 1e6)} µs`;
  }
  if (size < 1) {
    return `${digits(seconds * 1e3)} ms`;
  }
  if (size < 120) {
    return `${digits(seconds)} s`;
  }
  return size < 7200 ? `${digits(seconds / 60)} min` : `${digits(seconds / 3600)} h`;
}

/** Three significant digits, thousands apart. */
export function digits(value) {
  const size = Math.abs(value);
  if (size >= 1000) {
    return Math.round(value).toLocaleString('en-GB').replaceAll(',', '\u202f');
  }
  return String(Number(value.toPrecision(3)));
}

export function short(value) {
  const size = Math.abs(value);
  if (size >= 1e6) {
    return `${digits(value / 1e6)} M`;
  }
  return size >= 1e4 ? `${digits(value / 1e3)} k` : digits(value);
}

export function percent(share) {
  const value = share * 100;
  return `${value > 0 && value < 10 ? Number(value.toPrecision(2)) : Math.round(value)} %`;
}

export function money(dollars) {
  return dollars === 0 ? '$0' : `$${dollars < 0.01 ? Number(dollars.toPrecision(2)) : dollars.toFixed(dollars < 1 ? 3 : 2)}`;
}

/** A measured value in the unit its signal's name speaks of. */
export function measured(signal, value) {
  if (/(^|[._])(rate|share|ratio|fraction|availability|quality|refusal|truncated|invalid_json|empty|repetition)/.test(signal) && Math.abs(value) <= 1) {
    return percent(value);
  }
  if (/cost/.test(signal)) {
    return money(value);
  }
  return /duration|time|latency|gap|wait|delay/.test(signal) ? duration(value) : digits(value);
}

export function plural(count, noun) {
  const ending = count === 1 ? '' : noun.endsWith('y') ? 'ies' : 's';
  return `${digits(count)} ${ending === 'ies' ? noun.slice(0, -1) : noun}${ending}`;
}
