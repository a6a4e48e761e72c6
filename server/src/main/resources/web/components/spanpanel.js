import { digits, duration, money, percent } from '../format.js';
import { html } from '../ui.js';
import { AnomalyOf, ErrorOf, Fields, Texts } from './fields.js';
import { LogLines } from './loglines.js';

const SHOWN_ABOVE = ['timestamp', 'duration', 'kind', 'stage', 'service', 'status', 'error.type', 'error.message', 'anomaly.kind', 'anomaly.score', 'anomaly.reason', 'anomaly.expected', 'anomaly.observed'];

/** All there is to know of one span. */
export function SpanPanel({ node, total, begin }) {
  const { span, self_time: self, critical_time: critical } = node;
  const facts = [
    ['Duration', duration(node.duration)],
    ['Own time', duration(self)],
    ['Of the critical path', total > 0 ? percent(critical / total) : ''],
    ['Model', span['gen_ai.response.model'] ?? span['gen_ai.request.model']],
    ['Tokens in', span['gen_ai.usage.input_tokens'] !== undefined && digits(span['gen_ai.usage.input_tokens'])],
    ['Tokens out', span['gen_ai.usage.output_tokens'] !== undefined && digits(span['gen_ai.usage.output_tokens'])],
    ['First chunk', duration(span['gen_ai.response.time_to_first_chunk'])],
    ['Finish', [span['gen_ai.response.finish_reasons'] ?? ''].flat().join(', ')],
    ['Cost', span['gen_ai.usage.cost'] !== undefined && money(span['gen_ai.usage.cost'])],
  ].filter(([, value]) => value);
  return html`<aside class="panel span-panel" aria-label="The selected span">
    <h2>${span.stage ?? span.span_id}</h2><p class="note">${span.service}</p>
    <dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd class="numbers">${value}</dd></div>`)}</dl>
    <${ErrorOf} record=${span} /><${AnomalyOf} record=${span} /><${Texts} record=${span} />
    <${LogLines} logs=${node.logs} begin=${begin} title="Logs" />
    <h3>Attributes</h3><${Fields} record=${span} skip=${SHOWN_ABOVE} />
  </aside>`;
}
