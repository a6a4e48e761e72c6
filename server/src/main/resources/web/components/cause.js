import { aggregate } from '../api.js';
import { duration, moment, percent, short, toMillis } from '../format.js';
import { matching } from '../query.js';
import { useRequest } from '../request.js';
import { address } from '../router.js';
import { html } from '../ui.js';
import { bucketSeconds, fixed } from '../window.js';
import { TimeChart } from './chart.js';
import { Evidence } from './evidence.js';
import { Propagation } from './propagation.js';

/** What to draw of the blamed stage over time, by the kind of cause: the field measured, and the number taken of a bucket. */
const SIGNALS = {
  error: { name: 'error rate', take: errorRate },
  timeout: { name: 'error rate', take: errorRate },
  calls: { name: 'calls', take: ({ count }) => count },
  throughput: { name: 'records', take: ({ count }) => count },
  missing: { name: 'records', take: ({ count }) => count },
  tokens: { name: 'output tokens, mean', metric: 'gen_ai.usage.output_tokens', take: ({ metric }) => metric?.mean },
  cost: { name: 'cost, mean', metric: 'gen_ai.usage.cost', take: ({ metric }) => metric?.mean },
  output: { name: 'output length, p50', metric: 'output.length', take: ({ metric }) => metric?.p50 },
};
const LATENCY = { name: 'duration, p95', metric: 'duration', take: ({ metric }) => metric?.p95 };
const POINTS = 60;

function errorRate({ count, errors }) {
  return count > 0 ? errors / count : undefined;
}

/** The blamed stage before and after the onset. */
function StageChart({ cause, window }) {
  const signal = SIGNALS[cause.kind] ?? LATENCY;
  const q = matching({ service: cause.service, stage: cause.stage, ...cause.attributes });
  const interval = bucketSeconds(window, POINTS);
  const { data, problem } = useRequest(`${q}|${window.from}|${window.to}`, (signalOfAbort) => aggregate({ q, window, interval, metric: signal.metric }, signalOfAbort));
  const values = new Map((data ?? []).map((bucket) => [toMillis(bucket.time), signal.take(bucket)]).filter(([, value]) => value !== undefined));
  if (problem) {
    return html`<p class="note">${problem.message}</p>`;
  }
  return html`<figure class="stage-chart"><figcaption>${signal.name} of ${cause.stage || cause.service}</figcaption>
    <${TimeChart} window=${window} step=${interval * 1000} series=${[{ name: signal.name, tone: 'tone-accent', values }]} height=${110}
      format=${(value) => (signal.take === errorRate ? percent(value) : signal === LATENCY ? duration(value) : short(value))}
      markers=${[{ at: toMillis(cause.started_at), label: 'began' }]} label=${`${signal.name} of ${cause.stage || cause.service} over time`} /></figure>`;
}

/** A next step; one that names a query or a trace leads there. */
function Step({ text, window }) {
  const [, verb, rest] = /^(search|open trace) (.+)$/.exec(text) ?? [];
  if (verb === undefined) {
    return text;
  }
  const where = verb === 'search' ? address('search', { q: rest, ...(window ? fixed(window) : { range: 'all' }) }) : address('trace', {}, rest);
  return html`${verb} <a class="mono" href=${where}>${rest}</a>`;
}

/** One cause as a card: what happened, how sure, and why we say so. The first is open, the others fold. */
export function Cause({ cause, answer, window }) {
  const first = cause.rank === 1;
  const attributes = Object.entries(cause.attributes ?? {});
  return html`<article class=${`panel cause ${first ? 'first' : ''}`} aria-labelledby=${`cause-${cause.rank}`}>
    <header>
      <span class="rank numbers" aria-hidden="true">${cause.rank}</span>
      <div class="cause-head">
        <h3 id=${`cause-${cause.rank}`}>${cause.statement}</h3>
        <ul class="chips">
          <li class="chip strong">${cause.stage || 'all stages'}</li><li class="chip">${cause.service}</li><li class="chip">${cause.kind}</li>
          ${attributes.map(([name, value]) => html`<li class="chip narrow-chip mono">${name} = ${value}</li>`)}
          <li class="chip plain">since ${moment(toMillis(cause.started_at))}</li>
        </ul>
      </div>
      <dl class="measures">
        <div><dt>Confidence</dt><dd class=${`confidence ${cause.confidence}`}><i aria-hidden="true"></i><i aria-hidden="true"></i><i aria-hidden="true"></i>${cause.confidence}</dd></div>
        <div><dt>Explains</dt><dd class="numbers">${percent(cause.explains)}</dd></div>
      </dl>
    </header>
    <details open=${first}><summary>Why, and what to do</summary>
      <div class="cause-body">
        <div><${Evidence} items=${cause.evidence} />${window && html`<${StageChart} cause=${cause} window=${window} />`}</div>
        <div>
          ${answer.symptom && html`<${Propagation} cause=${cause} links=${answer.propagation} symptom=${answer.symptom} />`}
          ${cause.next.length > 0 && html`<section><h4>What to do next</h4><ul class="next">${cause.next.map((step) => html`<li><${Step} text=${step} window=${window} /></li>`)}</ul></section>`}
          ${cause.traces.length > 0 && html`<section><h4>Requests that show it</h4><ul class="chips">${cause.traces.map((id) => html`<li><a class="chip mono" href=${address('trace', { span: cause.span_id }, id)}>${id.slice(0, 12)}</a></li>`)}</ul></section>`}
        </div>
      </div>
    </details>
  </article>`;
}
