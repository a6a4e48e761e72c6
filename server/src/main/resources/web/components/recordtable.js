import { clock, duration, moment, toMillis } from '../format.js';
import { useKeys } from '../keys.js';
import { address, go } from '../router.js';
import { html, useEffect, useRef, useState } from '../ui.js';
import { AnomalyOf, ErrorOf, Fields, Texts } from './fields.js';

const EXCERPT = 220;

/** The one text that says most about a record. */
export function excerpt(record) {
  const value = record['error.message'] ?? record.message ?? record.output ?? record.input ?? (record.name !== undefined ? `${record.name} = ${record.value}` : '');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
}

export function isError(record) {
  return record.status === 'error' || /^(ERROR|FATAL|CRITICAL|SEVERE)/i.test(record.severity ?? '');
}

export function traceAddress(record) {
  return address('trace', { span: record.span_id }, record.trace_id);
}

/** Records as rows that open; keys j, k, o and t walk them. */
export function RecordTable({ records, onNarrow }) {
  const [opened, setOpened] = useState(() => new Set());
  const [at, setAt] = useState(-1);
  const body = useRef(null);
  const toggle = (index) => {
    const next = new Set(opened);
    next[next.has(records[index]) ? 'delete' : 'add'](records[index]);
    setOpened(next);
  };
  const step = (by) => {
    const next = Math.min(Math.max(at + by, 0), records.length - 1);
    setAt(next);
    body.current.querySelector(`[data-row="${next}"]`)?.focus();
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    o: () => at >= 0 && toggle(at),
    t: () => records[at]?.trace_id && go('trace', { span: records[at].span_id }, records[at].trace_id),
  });
  useEffect(() => setAt(-1), [records[0]]);
  return html`<table class="records">
    <colgroup><col class="col-time" /><col class="col-service" /><col class="col-stage" /><col class="col-status" /><col class="col-duration" /><col /></colgroup>
    <thead><tr><th scope="col">Time</th><th scope="col">Service</th><th scope="col">Stage</th><th scope="col">Status</th><th scope="col" class="right">Duration</th><th scope="col">Message</th></tr></thead>
    <tbody ref=${body}>
      ${records.map((record, index) => html`<${Row} key=${rowKey(record)} record=${record} index=${index} open=${opened.has(record)} current=${index === at}
        onToggle=${() => { setAt(index); toggle(index); }} onNarrow=${onNarrow} />`)}
    </tbody>
  </table>`;
}

/** Different records may be equal in everything that is known of them; such ones share what is open. */
function rowKey(record) {
  return `${record.timestamp}|${record.span_id ?? ''}|${record.kind}|${record.stage ?? ''}|${record.message ?? record.name ?? ''}`;
}

function Row({ record, index, open, current, onToggle, onNarrow }) {
  const time = toMillis(record.timestamp);
  const error = isError(record);
  const place = record.stage ?? record.name;
  const onClick = (event) => {
    if (!event.target.closest('a, button') && getSelection().isCollapsed) {
      onToggle();
    }
  };
  return html`<tr class=${`record ${open ? 'open' : ''} ${current ? 'current' : ''} ${error ? 'error' : ''}`} onClick=${onClick}>
      <td class="numbers"><button class="row-toggle" data-row=${index} aria-expanded=${open} aria-label=${`Details of the record at ${clock(time, true)}`} onClick=${onToggle}><span class="caret" aria-hidden="true">▸</span></button>${moment(time, true)}</td>
      <td title=${record.service}>${record.service}</td>
      <td title=${place}>${record.trace_id ? html`<a class=${place ? '' : 'quiet'} href=${traceAddress(record)} title=${`Open the trace ${record.trace_id}`}>${place ?? 'trace'}</a>` : place}</td>
      <td>${record.status ? html`<span class=${`badge ${error ? 'bad' : 'plain'}`}>${record.status}</span>` : record.severity ? html`<span class=${`badge ${error ? 'bad' : 'plain'}`}>${record.severity.toLowerCase()}</span>` : html`<span class="note">${record.kind}</span>`}</td>
      <td class="right numbers">${duration(record.duration)}</td>
      <td class="says">${record['anomaly.kind'] && html`<span class="badge warn" title=${record['anomaly.reason']}>${[record['anomaly.kind']].flat()[0]}</span> `}${excerpt(record)}</td>
    </tr>
    ${open && html`<tr class="record-detail"><td colspan="6">
      ${record.trace_id && html`<p><a class="button" href=${traceAddress(record)}>Open the trace</a></p>`}
      <${ErrorOf} record=${record} /><${AnomalyOf} record=${record} /><${Texts} record=${record} /><${Fields} record=${record} onNarrow=${onNarrow} />
    </td></tr>`}`;
}
