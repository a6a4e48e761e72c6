import { digits, duration, money, percent } from '../format.js';
import { html } from '../ui.js';

/** In which unit an evidence of a kind counts; of the others its own text tells. */
const UNITS = {
  self_time: duration,
  network: duration,
  error_rate: percent,
  error_origin: percent,
  error_type: percent,
  requests_share: percent,
  log_template: percent,
  cost: money,
};
const SMALL_P = 1e-3;
const RAISED = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };

/** How the numbers of an item read. */
export function unitOf({ kind, text, before, after }) {
  if (UNITS[kind]) {
    return UNITS[kind];
  }
  if (/\d m?s\b/.test(text)) {
    return duration;
  }
  return / %/.test(text) && Math.max(Math.abs(before), Math.abs(after)) <= 1 ? percent : digits;
}

/** What the two numbers stand for: an attribute's are measured side by side, all others one after the other. */
const sidesOf = ({ kind }) => (kind === 'attributes' ? ['elsewhere', 'there'] : ['before', 'after']);

/** A pair of bars on one scale; an event such as a deployment has no measure, and gets none. */
function Comparison({ item }) {
  if (item.kind === 'change') {
    return null;
  }
  const most = Math.max(Math.abs(item.before), Math.abs(item.after), Number.MIN_VALUE);
  const unit = unitOf(item);
  const [first, second] = sidesOf(item);
  return html`<div class="comparison">
    ${[[first, item.before, ''], [second, item.after, 'after']].map(([name, value, tone]) => html`<span class=${`side ${tone}`}><span class="note">${name}</span>
      <span class="track"><span class="measure" style=${{ width: `${(Math.abs(value) / most) * 100}%` }}></span></span><b class="numbers">${unit(value)}</b></span>`)}
  </div>`;
}

/** A chance in words: tiny ones as the power of ten below. */
function chance(p) {
  if (p >= SMALL_P) {
    return `p = ${p.toFixed(3)}`;
  }
  const power = p > 0 ? Math.ceil(Math.log10(p)) : -99;
  return `p ≤ 10${[...String(Math.max(power, -99))].map((letter) => RAISED[letter]).join('')}`;
}

export function Evidence({ items }) {
  return html`<section><h4>Evidence</h4><ul class="evidence">
    ${items.map((item) => html`<li><div><p>${item.text}</p>
      ${item.p_value < 1 && html`<span class="note numbers" title="How likely chance alone would make such a difference">${chance(item.p_value)}</span>`}</div><${Comparison} item=${item} /></li>`)}
  </ul></section>`;
}
