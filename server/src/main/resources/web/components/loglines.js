import { duration, toMillis } from '../format.js';
import { html } from '../ui.js';
import { excerpt, isError } from './recordtable.js';

/** Log lines, scores and changes with their time since the trace began; `stages` maps a line to its stage. */
export function LogLines({ logs, begin, title, stages }) {
  if (logs.length === 0) {
    return null;
  }
  return html`<section class="loglines"><h3>${title}</h3><ol>
    ${logs.map((log) => html`<li class=${isError(log) ? 'error' : ''}>
      <span class="numbers note">+${duration(Math.max(0, (toMillis(log.timestamp) - begin) / 1000))}</span>
      <span class=${`badge ${isError(log) ? 'bad' : 'plain'}`}>${(log.severity ?? log.kind ?? 'log').toLowerCase()}</span>
      <span class="note">${stages?.get(log)}</span><span class="line">${excerpt(log)}</span></li>`)}
  </ol></section>`;
}
