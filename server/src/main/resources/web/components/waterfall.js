import { duration, toMillis } from '../format.js';
import { useKeys } from '../keys.js';
import { html, useEffect, useMemo, useRef, useState } from '../ui.js';
import { excerpt, isError } from './recordtable.js';

/** The stretches of a span's time which no child of it covers, as `[from, to]` in milliseconds. */
function selfStretches(spans, index) {
  const { start, duration: seconds, children } = spans[index];
  const from = toMillis(start);
  const to = from + seconds * 1000;
  const stretches = [];
  let reached = from;
  const covered = children.map((child) => [toMillis(spans[child].start), spans[child].duration * 1000]).sort((a, b) => a[0] - b[0]);
  for (const [childFrom, length] of covered) {
    if (childFrom > reached) {
      stretches.push([reached, Math.min(childFrom, to)]);
    }
    reached = Math.max(reached, childFrom + length);
  }
  return reached < to ? [...stretches, [reached, to]] : stretches;
}

/** Indexes of the spans that show, given which are folded. */
function shownRows(spans, folded) {
  const hidden = new Set();
  return spans.map((node, index) => index).filter((index) => {
    const { parent } = spans[index];
    if (parent >= 0 && (hidden.has(parent) || folded.has(parent))) {
      hidden.add(index);
      return false;
    }
    return true;
  });
}

const LABEL_ROOM = 0.12;

/** How long a bar is, written behind it, before it, or on its end, wherever there is room. */
function Time({ from, to, seconds }) {
  const text = duration(seconds);
  if (to < 1 - LABEL_ROOM) {
    return html`<span class="time numbers" style=${{ left: `${to * 100}%` }}>${text}</span>`;
  }
  return from > LABEL_ROOM
    ? html`<span class="time numbers" style=${{ right: `${(1 - from) * 100}%` }}>${text}</span>`
    : html`<span class="time numbers on-bar" style=${{ right: `${(1 - to) * 100}%` }}>${text}</span>`;
}

/** The spans of a trace under each other, each where it was in time; the solid part of a bar is the span's own work. */
export function Waterfall({ spans, selected, onSelect }) {
  const [folded, setFolded] = useState(() => new Set());
  const body = useRef(null);
  const begin = Math.min(...spans.map((node) => toMillis(node.start)));
  const end = Math.max(...spans.map((node) => toMillis(node.start) + node.duration * 1000));
  const total = Math.max(end - begin, 1e-6);
  const stretches = useMemo(() => spans.map((_, index) => selfStretches(spans, index)), [spans]);
  const rows = shownRows(spans, folded);
  const place = (from, to) => ({ left: `${((from - begin) / total) * 100}%`, width: `${Math.max(0, ((to - from) / total) * 100)}%` });
  const share = (at) => `${Math.min(Math.max((at - begin) / total, 0), 1) * 100}%`;
  const fold = (index, yes) => {
    const next = new Set(folded);
    next[yes ? 'add' : 'delete'](index);
    setFolded(next);
  };
  const step = (by) => {
    const next = rows[Math.min(Math.max(rows.indexOf(selected) + by, 0), rows.length - 1)];
    onSelect(next);
    body.current.querySelector(`[data-span="${next}"]`)?.focus();
  };
  const press = (event) => {
    const { parent, children } = spans[selected] ?? {};
    const actions = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      ArrowRight: () => (folded.has(selected) ? fold(selected, false) : children?.length && step(1)),
      ArrowLeft: () => (children?.length && !folded.has(selected) ? fold(selected, true) : parent >= 0 && step(rows.indexOf(parent) - rows.indexOf(selected))),
      Home: () => step(-rows.length),
      End: () => step(rows.length),
    };
    if (actions[event.key]) {
      event.preventDefault();
      actions[event.key]();
    }
  };
  useKeys({ j: () => step(1), k: () => step(-1), o: () => spans[selected]?.children.length && fold(selected, !folded.has(selected)) });
  useEffect(() => body.current.querySelector(`[data-span="${selected}"]`)?.scrollIntoView({ block: 'nearest' }), []);
  return html`<div class="waterfall" role="tree" aria-label="Spans" ref=${body} onKeyDown=${press}>
    <div class="waterfall-row waterfall-axis" aria-hidden="true"><span class="name">Stage</span><span class="lane">
      ${[0, 0.25, 0.5, 0.75, 1].map((share) => html`<span class=${`axis-label ${share === 1 ? 'last' : ''}`} style=${{ left: `${share * 100}%` }}>${duration((total / 1000) * share)}</span>`)}</span></div>
    ${rows.map((index) => {
      const node = spans[index];
      const { span, depth, children, orphan, start, duration: seconds, critical_time: critical } = node;
      const from = toMillis(start);
      const error = isError(span);
      const tone = `${critical > 0 ? 'critical' : ''} ${error ? 'error' : ''}`;
      return html`<div key=${index} class=${`waterfall-row ${index === selected ? 'selected' : ''} ${tone}`} role="treeitem" data-span=${index} aria-level=${depth + 1}
          aria-selected=${index === selected} aria-expanded=${children.length ? !folded.has(index) : undefined} tabindex=${index === selected ? 0 : -1}
          aria-label=${`${span.stage ?? 'span'} of ${span.service ?? 'unknown service'}, ${duration(seconds)}${error ? ', failed' : ''}${critical > 0 ? ', on the critical path' : ''}`}
          title=${span.service ?? ''} onClick=${() => onSelect(index)}>
        <span class="name" style=${{ paddingLeft: `${Math.min(depth, 12) * 14}px` }}>
          ${children.length ? html`<button class="fold" tabindex="-1" aria-label=${folded.has(index) ? 'Unfold' : 'Fold'} onClick=${(event) => { event.stopPropagation(); fold(index, !folded.has(index)); }}><span class="caret" aria-hidden="true">▸</span></button>` : html`<span class="fold"></span>`}
          <span class="called"><span class="stage">${span.stage ?? span.span_id ?? 'span'}</span>
          ${error && html`<span class="badge bad">error</span>`}${span['anomaly.kind'] && html`<span class="badge warn" title=${span['anomaly.reason']}>${[span['anomaly.kind']].flat()[0]}</span>`}${orphan && html`<span class="badge plain" title="Its parent has not arrived">orphan</span>`}</span>
          <span class="service">${span.service}</span>
        </span>
        <span class="lane">
          <span class="bar" style=${place(from, from + seconds * 1000)}></span>
          ${stretches[index].map(([a, b]) => html`<span class="bar own" style=${place(a, b)}></span>`)}
          ${node.logs.map((log) => html`<span class=${`log-mark ${isError(log) ? 'error' : ''}`} title=${excerpt(log)} style=${{ left: share(toMillis(log.timestamp)) }}></span>`)}
          <${Time} from=${(from - begin) / total} to=${(from - begin + seconds * 1000) / total} seconds=${seconds} />
        </span>
      </div>`;
    })}
  </div>`;
}
