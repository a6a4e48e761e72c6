import { useKeys } from '../keys.js';
import { clause } from '../query.js';
import { html, useEffect, useRef, useState } from '../ui.js';

const MOST = 10;

/** What could stand where the caret is: names of fields, or values of the field before the colon. */
export function completions(text, caret, fields) {
  const before = text.slice(0, caret);
  const value = /([A-Za-z0-9_.-]+):"?([^\s"():]*)$/.exec(before);
  if (value) {
    const field = fields.find((each) => each.name === value[1]);
    const wanted = value[2].toLowerCase();
    const quoted = before[before.length - value[2].length - 1] === '"';
    return (field?.top ?? [])
      .filter((each) => each.value.toLowerCase().includes(wanted) && each.value.length <= 120)
      .slice(0, MOST)
      .map((each) => ({
        label: each.value,
        note: each.records,
        start: caret - value[2].length - (quoted ? 1 : 0),
        text: `${clause('f', each.value).slice(2)} `,
      }));
  }
  const word = /(?:^|[\s(])([A-Za-z0-9_.-]+)$/.exec(before)?.[1];
  if (!word) {
    return [];
  }
  const wanted = word.toLowerCase();
  return fields
    .filter((each) => each.name.toLowerCase().includes(wanted))
    .sort((a, b) => b.name.startsWith(wanted) - a.name.startsWith(wanted) || b.records - a.records)
    .slice(0, MOST)
    .map((each) => ({ label: each.name, note: each.type, start: caret - word.length, text: `${each.name}:` }));
}

/** A line for a query: completes fields and values, and shows where a query could not be read. */
export function QueryBox({ value, fields = [], problem, onSubmit, placeholder, focusKey = true }) {
  const [text, setText] = useState(value);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const input = useRef(null);
  const caretAfter = useRef(undefined);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (caretAfter.current !== undefined) {
      input.current.setSelectionRange(caretAfter.current, caretAfter.current);
      caretAfter.current = undefined;
    }
  });
  useKeys(focusKey ? { '/': () => input.current.focus() } : {});
  const offers = open ? completions(text, input.current?.selectionStart ?? text.length, fields) : [];
  const take = (offer) => {
    const rest = text.slice(input.current.selectionStart).replace(/^[^\s()"]*"?\s?/, '');
    caretAfter.current = offer.start + offer.text.length;
    setText(text.slice(0, offer.start) + offer.text + rest);
    setChosen(-1);
    input.current.focus();
  };
  const press = (event) => {
    if (offers.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      setChosen((chosen + (event.key === 'ArrowDown' ? 1 : offers.length)) % offers.length);
    } else if (offers.length > 0 && event.key === 'Tab' && chosen >= 0) {
      event.preventDefault();
      take(offers[chosen]);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (chosen >= 0 && offers[chosen]) {
        take(offers[chosen]);
      } else {
        setOpen(false);
        onSubmit(text.trim());
      }
    } else if (event.key === 'Escape') {
      setOpen(false);
      setChosen(-1);
    }
  };
  const failed = problem?.status === 400;
  return html`<div class="querybox">
    <div class=${`querybox-line ${failed ? 'failed' : ''}`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><circle cx="7" cy="7" r="4.5" /><path d="m10.5 10.5 4 4" /></svg>
      <input ref=${input} id="query" type="text" role="combobox" aria-label="Query" aria-expanded=${offers.length > 0} aria-controls="query-offers"
        aria-autocomplete="list" aria-activedescendant=${chosen >= 0 ? `offer-${chosen}` : undefined} aria-invalid=${failed} aria-describedby="query-problem"
        autocomplete="off" autocapitalize="off" spellcheck=${false} value=${text} placeholder=${placeholder}
        onInput=${(event) => { setText(event.target.value); setOpen(true); setChosen(-1); }} onKeyDown=${press} onBlur=${() => setOpen(false)} />
      ${text && html`<button class="icon-button small" aria-label="Clear the query" onClick=${() => { setText(''); onSubmit(''); input.current.focus(); }}>×</button>`}
      <button class="button primary" onClick=${() => onSubmit(text.trim())}>Search</button>
    </div>
    ${offers.length > 0 && html`<ul class="offers" id="query-offers" role="listbox" aria-label="Completions">
      ${offers.map((offer, index) => html`<li key=${offer.label} id=${`offer-${index}`} role="option" aria-selected=${index === chosen}
          onPointerDown=${(event) => { event.preventDefault(); take(offer); }}>
        <span class="mono">${offer.label}</span><span class="note">${offer.note}</span></li>`)}
    </ul>`}
    <div id="query-problem" class="query-problem" role=${failed ? 'alert' : undefined}>
      ${failed && html`${problem.column > 0 && html`<pre aria-hidden="true">${`${value}\n${' '.repeat(problem.column - 1)}`}<b>^</b></pre>`}<p>${problem.message}</p>`}
    </div>
  </div>`;
}
