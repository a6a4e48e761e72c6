import { anomalies } from '../api.js';
import { digits, moment, plural, toMillis } from '../format.js';
import { useRequest } from '../request.js';
import { address } from '../router.js';
import { html, useState } from '../ui.js';
import { Failure, Waiting } from './states.js';

const FIRST = 12;

/** What the detectors flagged in a window, the strongest first. */
export function AnomalyList({ window }) {
  const [all, setAll] = useState(false);
  const { data, problem, again } = useRequest(`${window.from}|${window.to}`, (signal) => anomalies({ window }, signal));
  const sorted = [...(data ?? [])].sort((a, b) => b.score - a.score);
  return html`<section class="panel anomalies" aria-labelledby="anomalies-title">
    <div class="panel-head"><h2 id="anomalies-title">Flagged in this window</h2><span class="note">${data && plural(data.length, 'anomaly')}</span></div>
    ${problem ? html`<${Failure} problem=${problem} again=${again} />` : !data ? html`<${Waiting} what="anomalies" />`
      : data.length === 0 ? html`<p class="note">The detectors flagged nothing.</p>`
      : html`<ol>${sorted.slice(0, all ? undefined : FIRST).map((one) => html`<li>
          <span class="numbers note">${moment(toMillis(one.timestamp))}</span><span class="badge warn">${one.kind}</span>
          <span>${one.trace_id ? html`<a href=${address('trace', {}, one.trace_id)}>${one.stage || one.service}</a>` : one.stage || one.service}</span>
          <span class="reason" title=${one.reason}>${one.reason}</span><span class="numbers note" title="Score">${digits(one.score)}</span></li>`)}</ol>
        ${sorted.length > FIRST && html`<button class="link" onClick=${() => setAll(!all)}>${all ? 'Show fewer' : `Show all ${sorted.length}`}</button>`}`}
  </section>`;
}
