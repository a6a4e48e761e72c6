import { digits, duration, money } from '../format.js';
import { clause } from '../query.js';
import { html } from '../ui.js';
import { Content } from './content.js';

/** Fields with a view of their own above the list of all others. */
const TEXTS = [
  ['input', 'Input'],
  ['output', 'Output'],
];
const APART = new Set(['input', 'output', 'error.stack']);
const FIRST = ['timestamp', 'kind', 'service', 'stage', 'status', 'duration', 'severity', 'message', 'error.type', 'error.message', 'trace_id', 'span_id', 'parent_span_id'];

export function shownValue(name, value) {
  if (typeof value === 'number') {
    const seconds = name === 'duration' || /duration|time_to_first/.test(name);
    return seconds ? duration(value) : /cost/.test(name) ? money(value) : digits(value);
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The list of a record's fields; with `onNarrow`, each value can be added to the query or excluded from it. */
export function Fields({ record, onNarrow, skip = [] }) {
  const names = Object.keys(record)
    .filter((name) => !APART.has(name) && !skip.includes(name))
    .sort((a, b) => (FIRST.indexOf(a) + 1 || 99) - (FIRST.indexOf(b) + 1 || 99) || a.localeCompare(b));
  return html`<dl class="fields">
    ${names.map((name) => {
      const value = record[name];
      const askable = onNarrow && typeof value !== 'object' && name !== 'timestamp' && String(value).length <= 200;
      return html`<div key=${name}><dt>${name}</dt><dd title=${String(value)}>
        <span>${shownValue(name, value)}</span>
        ${askable && html`<span class="narrow">
          <button aria-label=${`Only records with this ${name}`} title="Add to the query" onClick=${() => onNarrow(clause(name, value))}>+</button>
          <button aria-label=${`Without this ${name}`} title="Exclude" onClick=${() => onNarrow(`NOT ${clause(name, value)}`)}>−</button></span>`}
      </dd></div>`;
    })}
  </dl>`;
}

/** A record's error: its type, message and stack. */
export function ErrorOf({ record }) {
  if (!record['error.type'] && !record['error.message'] && !record['error.stack']) {
    return null;
  }
  return html`<section class="error-of"><h3>${record['error.type'] ?? 'Error'}</h3>
    ${record['error.message'] && html`<p>${record['error.message']}</p>`}
    ${record['error.stack'] && html`<details><summary>Stack trace</summary><pre>${record['error.stack']}</pre></details>`}</section>`;
}

/** What the detectors say of a record. */
export function AnomalyOf({ record }) {
  const kind = record['anomaly.kind'];
  if (kind === undefined) {
    return null;
  }
  return html`<section class="anomaly-of"><h3><span class="badge warn">${[kind].flat().join(', ')}</span> <span class="note">score ${digits(record['anomaly.score'] ?? 0)}</span></h3>
    <p>${record['anomaly.reason']}</p></section>`;
}

/** Input and output, where the record has them. */
export function Texts({ record }) {
  return TEXTS.filter(([name]) => record[name] !== undefined).map(
    ([name, title]) => html`<${Content} key=${name} title=${title} text=${typeof record[name] === 'string' ? record[name] : JSON.stringify(record[name])} />`,
  );
}
