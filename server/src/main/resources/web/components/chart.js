/** Charts over time, drawn as SVG at the width there is; a window can be selected by dragging or with the keyboard. */
import { clock, moment, tick } from '../format.js';
import { html, useLayoutEffect, useRef, useState } from '../ui.js';

const LEFT = 52;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 20;
const LEAST_DRAG = 4;
const TICKS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000];

/** The element's width, kept up to date. */
export function useWidth(ref) {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setWidth(ref.current.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(ref.current);
    measure();
    return () => observer.disconnect();
  }, []);
  return width;
}

/** A round number at or a little above the value: 1, 2, 2.5 or 5 times a power of ten. */
function roundUp(value) {
  if (!(value > 0)) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value * 0.999);
}

function ticksOf(from, to, width) {
  const seconds = (to - from) / 1000;
  const most = Math.max(2, Math.floor(width / 96));
  const step = TICKS.find((each) => seconds / each <= most) ?? seconds / most;
  const offset = new Date(from).getTimezoneOffset() * 60_000;
  const first = Math.ceil((from - offset) / (step * 1000)) * step * 1000 + offset;
  const marks = [];
  for (let at = first; at <= to; at += step * 1000) {
    marks.push(at);
  }
  return { marks, step: step * 1000 };
}

/**
 * Points without a value break a line.
 *
 * @param window `{from, to}` in milliseconds
 * @param step width of a bucket in milliseconds
 * @param series list of `{name, tone, values: Map from bucket start to number}`; bars are stacked in this order
 * @param kind `bars` or `lines`
 * @param bands list of `{from, to, tone, label}` behind the data
 * @param markers list of `{at, label}`: lines across
 * @param onSelect called with `{from, to}`; without it nothing can be selected
 */
export function TimeChart({ window: shown, step, series, kind = 'lines', height = 120, format, bands = [], markers = [], onSelect, label }) {
  const box = useRef(null);
  const width = useWidth(box);
  const [cursor, setCursor] = useState(undefined);
  const [drag, setDrag] = useState(undefined);
  const plotWidth = Math.max(10, width - LEFT - RIGHT);
  const plotHeight = height - TOP - BOTTOM;
  const x = (at) => LEFT + ((at - shown.from) / (shown.to - shown.from)) * plotWidth;
  const timeAt = (pixel) => shown.from + (Math.min(Math.max(pixel - LEFT, 0), plotWidth) / plotWidth) * (shown.to - shown.from);
  const starts = [];
  for (let at = Math.floor(shown.from / step) * step; at < shown.to; at += step) {
    starts.push(at);
  }
  const valuesAt = (at) => series.map((one) => one.values.get(at));
  const highest = Math.max(0, ...starts.map((at) => {
    const values = valuesAt(at).map((value) => value ?? 0);
    return kind === 'bars' ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
  }));
  const top = roundUp(highest);
  const y = (value) => TOP + plotHeight - (value / top) * plotHeight;
  const { marks, step: tickStep } = ticksOf(shown.from, shown.to, plotWidth);

  const pixelOf = (event) => event.clientX - box.current.getBoundingClientRect().left;
  const down = (event) => {
    if (onSelect && event.button === 0) {
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ from: pixelOf(event), to: pixelOf(event) });
    }
  };
  const move = (event) => {
    setCursor(Math.floor(timeAt(pixelOf(event)) / step) * step);
    if (drag) {
      setDrag({ ...drag, to: pixelOf(event) });
    }
  };
  const up = () => {
    if (drag && Math.abs(drag.to - drag.from) >= LEAST_DRAG) {
      const [from, to] = [timeAt(drag.from), timeAt(drag.to)].sort((a, b) => a - b);
      onSelect({ from, to });
    }
    setDrag(undefined);
  };
  const press = (event) => {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') {
      setCursor(undefined);
      setDrag(undefined);
    } else if (direction) {
      event.preventDefault();
      const here = cursor ?? (direction > 0 ? starts[0] - step : starts.at(-1) + step);
      const next = Math.min(Math.max(here + direction * step, starts[0]), starts.at(-1));
      setCursor(next);
      if (event.shiftKey && onSelect) {
        setDrag({ from: drag?.from ?? x(Math.max(here, shown.from)), to: x(next + (direction > 0 ? step : 0)), keyboard: true });
      } else {
        setDrag(undefined);
      }
    } else if (event.key === 'Enter' && drag) {
      event.preventDefault();
      up();
    }
  };
  const atCursor = cursor !== undefined && cursor + step > shown.from ? cursor : undefined;
  const spoken = atCursor !== undefined && `${moment(atCursor)}: ${series.map((one) => `${one.name} ${format(one.values.get(atCursor) ?? 0)}`).join(', ')}`;
  const barWidth = Math.max(1, (step / (shown.to - shown.from)) * plotWidth - 1);

  return html`<div class="chart" ref=${box} style=${{ height: `${height}px` }}>
    ${width > 0 && html`<svg width=${width} height=${height} class=${onSelect ? 'selectable' : ''} role="img" aria-label=${label}
        tabindex=${onSelect ? 0 : undefined} onKeyDown=${press} onPointerDown=${down} onPointerMove=${move} onPointerUp=${up}
        onPointerCancel=${() => setDrag(undefined)} onPointerLeave=${() => drag || setCursor(undefined)} onBlur=${() => { setCursor(undefined); setDrag(undefined); }}>
      ${bands.map((band) => html`<g class=${`band ${band.tone}`}>
        <rect x=${x(Math.max(band.from, shown.from))} y=${TOP} width=${Math.max(0, x(Math.min(band.to, shown.to)) - x(Math.max(band.from, shown.from)))} height=${plotHeight} /><title>${band.label}</title></g>`)}
      ${[0, 0.5, 1].map((share) => html`<g class="grid"><line x1=${LEFT} x2=${width - RIGHT} y1=${y(top * share)} y2=${y(top * share)} />
        <text x=${LEFT - 6} y=${y(top * share) + 4} text-anchor="end">${format(top * share)}</text></g>`)}
      ${marks.map((at) => html`<text class="tick" x=${x(at)} y=${height - 4} text-anchor="middle">${tick(at, tickStep)}</text>`)}
      ${kind === 'bars' ? starts.map((at) => {
        let below = 0;
        const left = Math.max(LEFT, x(at));
        return series.map((one) => {
          const value = one.values.get(at) ?? 0;
          if (value === 0) {
            return null;
          }
          const bottom = y(below);
          below += value;
          return html`<rect class=${`bar ${one.tone}`} x=${left} width=${Math.max(1, Math.min(x(at) + barWidth, width - RIGHT) - left)} y=${Math.min(y(below), bottom - 1)} height=${Math.max(1, bottom - y(below))} />`;
        });
      }) : series.map((one) => html`<${Line} one=${one} starts=${starts} x=${(at) => x(at + step / 2)} y=${y} from=${shown.from} />`)}
      ${markers.filter(({ at }) => at >= shown.from && at <= shown.to).map(({ at, label: text }) => html`<g class="marker">
        <line x1=${x(at)} x2=${x(at)} y1=${TOP} y2=${TOP + plotHeight} /><text x=${x(at) + (x(at) > width - 120 ? -4 : 4)} y=${TOP + 10} text-anchor=${x(at) > width - 120 ? 'end' : 'start'}>${text}</text></g>`)}
      ${drag && html`<rect class="selection" x=${Math.min(drag.from, drag.to)} width=${Math.abs(drag.to - drag.from)} y=${TOP} height=${plotHeight} />`}
      ${atCursor !== undefined && html`<line class="cursor" x1=${x(atCursor + step / 2)} x2=${x(atCursor + step / 2)} y1=${TOP} y2=${TOP + plotHeight} />`}
    </svg>`}
    ${atCursor !== undefined && html`<div class="tip" style=${tipPlace(x(atCursor + step / 2), width)}>
      <b>${step < 1000 ? clock(atCursor, true) : moment(atCursor)}</b>
      ${series.filter((one) => one.values.has(atCursor)).map((one) => html`<span><i class=${`swatch ${one.tone}`}></i>${one.name} <b>${format(one.values.get(atCursor))}</b></span>`)}
    </div>`}
    <span class="unseen" aria-live="polite">${spoken}</span>
  </div>`;
}

const tipPlace = (at, width) => (at > width / 2 ? { right: `${width - at + 10}px` } : { left: `${at + 10}px` });

function Line({ one, starts, x, y, from }) {
  let path = '';
  let drawing = false;
  const points = [];
  for (const at of starts) {
    const value = one.values.get(at);
    if (value === undefined || Number.isNaN(value)) {
      drawing = false;
      continue;
    }
    const place = `${x(Math.max(at, from)).toFixed(1)} ${y(value).toFixed(1)}`;
    path += `${drawing ? 'L' : 'M'}${place}`;
    drawing = true;
    points.push([x(Math.max(at, from)), y(value)]);
  }
  return html`<g class=${`line ${one.tone}`}><path d=${path} />${points.length < 40 && points.map(([px, py]) => html`<circle cx=${px} cy=${py} r="1.8" />`)}</g>`;
}

/** What the colours of a chart stand for. */
export function Legend({ series }) {
  return html`<ul class="legend">${series.map((one) => html`<li><i class=${`swatch ${one.tone}`}></i>${one.name}</li>`)}</ul>`;
}
