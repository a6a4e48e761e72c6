import { span, toLocalInput, toRfc3339 } from '../format.js';
import { change } from '../router.js';
import { html, useRef } from '../ui.js';
import { RANGES } from '../window.js';

/** Picks the span of time a page looks at: one of the usual ones up to now, everything, or any two times. */
export function TimeRange({ parameters, window: shown }) {
  const details = useRef(null);
  const custom = Boolean(parameters.from && parameters.to);
  const close = () => {
    details.current.open = false;
  };
  const choose = (range) => change({ range, from: undefined, to: undefined, cursor: undefined });
  const apply = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const [from, to] = [new Date(form.get('from')), new Date(form.get('to'))];
    const input = event.target.elements.to;
    input.setCustomValidity(to > from ? '' : 'The end must be after the start.');
    if (event.target.reportValidity()) {
      close();
      change({ range: undefined, from: toRfc3339(from), to: toRfc3339(to), cursor: undefined });
    }
  };
  return html`<div class="timerange" role="group" aria-label="Span of time">
    <div class="segments">${RANGES.map(({ name, label }) => html`<button aria-pressed=${!custom && parameters.range === name} onClick=${() => choose(name)}>${label}</button>`)}</div>
    <details class="menu" ref=${details} onKeyDown=${(event) => event.key === 'Escape' && close()} onFocusOut=${(event) => event.relatedTarget && !details.current.contains(event.relatedTarget) && close()}>
      <summary class=${`button ${custom ? 'on' : ''}`}><span class="numbers">${shown ? span(shown.from, shown.to) : '…'}</span></summary>
      ${shown && html`<form class="popover" onSubmit=${apply}>
        <label>From <input type="datetime-local" name="from" step="1" required value=${toLocalInput(shown.from)} /></label>
        <label>To <input type="datetime-local" name="to" step="1" required value=${toLocalInput(shown.to)} onInput=${(event) => event.target.setCustomValidity('')} /></label>
        <button class="button primary">Show</button>
      </form>`}
    </details>
  </div>`;
}
