import { aggregate, fields as askFields, search, tail } from '../api.js';
import { TimeChart, Legend } from '../components/chart.js';
import { Facets } from '../components/facets.js';
import { QueryBox } from '../components/querybox.js';
import { RecordTable } from '../components/recordtable.js';
import { Empty, Failure, FirstSteps, Waiting } from '../components/states.js';
import { TimeRange } from '../components/timerange.js';
import { digits, duration, plural, short, span, toMillis, toRfc3339 } from '../format.js';
import { useKeys } from '../keys.js';
import { includes, narrowed, without } from '../query.js';
import { useRequest } from '../request.js';
import { change, go } from '../router.js';
import { html, useEffect, useMemo, useState } from '../ui.js';
import { bucketSeconds, fixed, resolve } from '../window.js';

const PAGE_SIZE = 100;
const BUCKETS = 90;
const TAIL_KEPT = 200;
const TAIL_PERIOD = 250;
const TONES = { span: 'tone-span', log: 'tone-log' };

/** One search in one window: the page's parts of the answer arrive together, so that nothing jumps. */
async function lookUp({ q, parameters }, signal) {
  const window = await resolve(parameters, signal);
  if (window.empty) {
    return { window, empty: true };
  }
  const interval = bucketSeconds(window, BUCKETS);
  const [page, buckets, fields] = await Promise.all([
    search({ q, window, limit: PAGE_SIZE }, signal),
    aggregate({ q, window, by: ['kind'], interval }, signal),
    askFields({ q, window }, signal),
  ]);
  return { window, page, interval, buckets, fields };
}

/** Counts over time: errors apart, the rest by kind. */
function seriesOf(buckets) {
  const series = new Map([['errors', { name: 'errors', tone: 'tone-error', values: new Map() }]]);
  for (const { time, key, count, errors } of buckets) {
    const kind = key.kind || 'other';
    if (!series.has(kind)) {
      series.set(kind, { name: `${kind}s`.replace('others', 'other'), tone: TONES[kind] ?? 'tone-other', values: new Map() });
    }
    const at = toMillis(time);
    const add = (values, number) => number > 0 && values.set(at, (values.get(at) ?? 0) + number);
    add(series.get('errors').values, errors);
    add(series.get(kind).values, count - errors);
  }
  return [...series.values()].filter((one) => one.values.size > 0);
}

/** Further pages after the first one; forgotten when the search changes. */
function useMore(data, q) {
  const [more, setMore] = useState({ records: [], cursor: undefined, busy: false });
  useEffect(() => setMore({ records: [], cursor: data?.page?.cursor, busy: false }), [data]);
  const load = async () => {
    setMore({ ...more, busy: true, problem: undefined });
    try {
      const page = await search({ q, window: data.window, limit: PAGE_SIZE, cursor: more.cursor });
      setMore({ records: [...more.records, ...page.records], cursor: page.cursor, busy: false });
    } catch (problem) {
      setMore({ ...more, busy: false, problem });
    }
  };
  return { ...more, load };
}

/** Records as they arrive, newest first, while it is on; a few times a second at most, however many come. */
function useTail(on, q) {
  const [state, setState] = useState({ records: [], trouble: false });
  useEffect(() => {
    setState({ records: [], trouble: false });
    if (!on) {
      return undefined;
    }
    let arrived = [];
    const end = tail(q, (record) => arrived.unshift(record), () => setState((before) => ({ ...before, trouble: true })));
    const timer = setInterval(() => {
      if (arrived.length > 0) {
        const batch = arrived;
        arrived = [];
        setState(({ records }) => ({ records: [...batch, ...records].slice(0, TAIL_KEPT), trouble: false }));
      }
    }, TAIL_PERIOD);
    return () => {
      clearInterval(timer);
      end();
    };
  }, [on, q]);
  return state;
}

/** Finds records: query, histogram, facets and table. */
export function SearchPage({ route: { parameters } }) {
  const q = parameters.q ?? '';
  const live = parameters.tail === '1';
  const key = JSON.stringify([q, parameters.range, parameters.from, parameters.to]);
  const { data, problem, busy, again } = useRequest(key, (signal) => lookUp({ q, parameters }, signal));
  const more = useMore(data, q);
  const followed = useTail(live, q);
  const [selected, setSelected] = useState(undefined);
  useEffect(() => setSelected(undefined), [key]);
  const series = useMemo(() => seriesOf(data?.buckets ?? []), [data]);
  const records = live ? followed.records : [...(data?.page?.records ?? []), ...more.records];
  const ask = (query) => (query === q ? again() : change({ q: query }));
  const explain = () => {
    const window = selected ?? data?.window;
    if (window) {
      go('incident', { ...fixed(data.window), ifrom: toRfc3339(window.from), ito: toRfc3339(window.to), q, explain: 1 });
    }
  };
  useKeys({ e: explain });

  if (data?.empty && !live) {
    return html`<div class="page search"><${FirstSteps} /><p class="center"><button class="button" onClick=${again}>Look again</button></p></div>`;
  }
  return html`<div class=${`page search ${busy && data ? 'busy' : ''}`} aria-busy=${busy}>
    <div class="search-head">
      <${QueryBox} value=${q} fields=${data?.fields} problem=${problem} onSubmit=${ask} placeholder="Words, or field:value - try status:error AND duration:>2s" />
      <${TimeRange} parameters=${parameters} window=${data?.window} />
    </div>
    <section class="panel histogram" aria-label="Records over time">
      <div class="panel-head">
        <p class="total"><b class="numbers" id="total">${data?.page ? `${data.page.total_relation === 'gte' ? 'over ' : ''}${digits(data.page.total)}` : '–'}</b> records
          ${data?.page && html`<span class="note"> in ${duration(data.page.took)}</span>`}</p>
        <span class="grow"></span>
        ${selected ? html`<div class="selected" role="status"><span class="numbers">${span(selected.from, selected.to)}</span>
            <button class="button" onClick=${() => change(fixed(selected))}>Zoom in</button>
            <button class="button primary" id="explain-window" onClick=${explain}>Explain this window</button>
            <button class="icon-button small" aria-label="Drop the selection" onClick=${() => setSelected(undefined)}>×</button></div>`
          : html`<span class="note">Drag over a stretch to zoom in or explain it</span><${Legend} series=${series} />`}
      </div>
      ${data?.window ? html`<${TimeChart} window=${data.window} step=${data.interval * 1000} kind="bars" series=${series} height=${112} format=${short}
          label="Records over time; arrow keys move, Shift and arrows select, Enter takes the selection"
          bands=${selected ? [{ ...selected, tone: 'chosen', label: 'Selected' }] : []} onSelect=${setSelected} />` : html`<div class="chart-space"></div>`}
    </section>
    <div class="search-body">
      <${Facets} fields=${data?.fields} query=${q} onToggle=${(wanted) => change({ q: includes(q, wanted) ? without(q, wanted) : narrowed(q, wanted) })} />
      <section class="results" aria-label="Records">
        <div class="results-head"><span class="note">${live ? 'Newest on top, as they arrive' : 'Newest first'}</span><span class="grow"></span>
          <button class=${`button toggle ${live ? 'on' : ''}`} id="tail" aria-pressed=${live} onClick=${() => change({ tail: live ? undefined : '1' })}><i class="dot"></i>Live tail</button></div>
        ${live && followed.trouble && html`<p class="note" role="status">The connection broke; trying again.</p>`}
        ${problem && problem.status !== 400 ? html`<${Failure} problem=${problem} again=${again} />`
          : !data && !problem && !live ? html`<${Waiting} what="records" lines=${12} />`
          : records.length > 0 ? html`<${RecordTable} records=${records} onNarrow=${(wanted) => change({ q: narrowed(q, wanted) })} />`
          : live ? html`<${Empty} title="Waiting for records"><p>What arrives and matches the query shows up here at once.</p><//>`
          : problem ? html`<p class="note center">The query could not be read; the line above says where.</p>`
          : html`<${Empty} title="No record matches"><p>In ${span(data.window.from, data.window.to)} nothing matches${q && html` <code>${q}</code>`}.</p>
              <p><button class="button" onClick=${() => change({ range: 'all', from: undefined, to: undefined })}>Look at all times</button>
              ${q && html` <button class="button" onClick=${() => change({ q: undefined })}>Drop the query</button>`}</p><//>`}
        ${!live && more.problem && html`<${Failure} problem=${more.problem} again=${more.load} />`}
        ${!live && more.cursor && !more.problem && html`<p class="center"><button class="button" id="more" disabled=${more.busy} onClick=${more.load}>${more.busy ? 'Loading…' : `Show ${PAGE_SIZE} more`}</button>
          <span class="note"> ${plural(records.length, 'record')} shown</span></p>`}
      </section>
    </div>
  </div>`;
}
