import { short } from '../format.js';
import { clause, includes } from '../query.js';
import { html } from '../ui.js';

/** The fields by which records are counted beside the table, and what they are called there. */
const FACETS = [
  ['service', 'Service'],
  ['stage', 'Stage'],
  ['status', 'Status'],
  ['kind', 'Kind'],
  ['gen_ai.request.model', 'Model'],
  ['anomaly.kind', 'Anomaly'],
];
const MOST = 8;

/** Top values of a few fields; a click narrows the query to one, or takes it out again. */
export function Facets({ fields, query, onToggle }) {
  const facets = FACETS.map(([name, title]) => [name, title, fields?.find((field) => field.name === name)]).filter(([, , field]) => field?.top?.length);
  return html`<aside class="facets" aria-label="Facets">
    ${facets.map(([name, title, field]) => {
      const most = Math.max(...field.top.map(({ records }) => records));
      return html`<section key=${name}><h2>${title}</h2><ul>
        ${field.top.slice(0, MOST).map(({ value, records }) => {
          const wanted = clause(name, value);
          return html`<li key=${value}><button aria-pressed=${includes(query, wanted)} title=${wanted} onClick=${() => onToggle(wanted)}>
            <span class="share" style=${{ width: `${(records / most) * 100}%` }}></span>
            <span class="facet-value">${value}</span><span class="facet-count numbers">${short(records)}</span></button></li>`;
        })}</ul></section>`;
    })}
  </aside>`;
}
