import { aggregate, explain } from '../api.js';
import { AnomalyList } from '../components/anomalylist.js';
import { Answer } from '../components/answer.js';
import { TimeChart } from '../components/chart.js';
import { QueryBox } from '../components/querybox.js';
import { Empty, Failure, FirstSteps, Waiting } from '../components/states.js';
import { TimeRange } from '../components/timerange.js';
import { duration, percent, short, span, toMillis, toRfc3339 } from '../format.js';
import { useKeys } from '../keys.js';
import { matching } from '../query.js';
import { useRequest } from '../request.js';
import { change } from '../router.js';
import { html, useEffect, useMemo, useState } from '../ui.js';
import { bucketSeconds, fixed, resolve, windowOf } from '../window.js';

const POINTS = 120;
const SYMPTOMS = [
  ['auto', 'Whatever is wrong'],
  ['latency', 'Slow'],
  ['error', 'Failing'],
  ['output', 'Bad answers'],
  ['throughput', 'Traffic'],
  ['cost', 'Cost'],
];

/** The charts: name, tone, number taken of a bucket, and how it reads. */
const CHARTS = [
  { name: 'p95 latency', tone: 'tone-accent', take: ({ metric }) => metric?.p95, format: duration },
  { name: 'error rate', tone: 'tone-error', take: ({ count, errors }) => errors / count, format: percent },
  { name: 'requests', tone: 'tone-span', take: ({ count }) => count, format: short },
];

const both = (...queries) => queries.filter(Boolean).map((query) => (queries.filter(Boolean).length > 1 ? `(${query})` : query)).join(' AND ');

/** The stages there are, those in which most time was spent first: the entry of a pipeline contains all the others. */
async function stagesOf(q, window, signal) {
  const buckets = await aggregate({ q, window, by: ['service', 'stage'], metric: 'duration' }, signal);
  return buckets
    .filter(({ key, metric }) => metric && key.stage)
    .sort((a, b) => b.metric.sum - a.metric.sum)
    .map(({ key }) => ({ service: key.service ?? '', stage: key.stage }));
}

async function lookUp({ q, parameters }, signal) {
  const window = await resolve(parameters, signal);
  if (window.empty) {
    return { window, empty: true };
  }
  const stages = await stagesOf(q, window, signal);
  const chosen = stages.find(({ service, stage }) => service === parameters.service && stage === parameters.stage) ?? stages[0];
  const interval = bucketSeconds(window, POINTS);
  const buckets = chosen ? await aggregate({ q: both(q, matching(chosen)), window, interval, metric: 'duration' }, signal) : [];
  return { window, stages, chosen, interval, buckets };
}

/** The question of the address, for the server. */
function questionOf({ ifrom, ito, bfrom, bto, symptom, service, stage, felt, q }) {
  return {
    from: ifrom,
    to: ito,
    ...(bfrom && bto ? { baseline: { from: bfrom, to: bto } } : {}),
    ...(symptom && symptom !== 'auto' ? { symptom } : {}),
    ...(felt && stage ? { target: { service, stage } } : {}),
    ...(q ? { q } : {}),
  };
}

/** What a cause's chart shows: the incident and as much again, or the baseline, before it. */
function contextOf(incident, baseline, shown) {
  const before = baseline?.from ?? incident.from - (incident.to - incident.from) * 2;
  return { from: Math.max(before, Math.min(shown.from, incident.from)), to: incident.to };
}

/** Explains a window of time: charts to pick it from, the question, and the causes. */
export function IncidentPage({ route: { parameters } }) {
  const q = parameters.q ?? '';
  const key = JSON.stringify([q, parameters.range, parameters.from, parameters.to, parameters.service, parameters.stage]);
  const { data, problem, busy, again } = useRequest(key, (signal) => lookUp({ q, parameters }, signal));
  const incident = windowOf(parameters.ifrom, parameters.ito);
  const baseline = windowOf(parameters.bfrom, parameters.bto);
  const [picking, setPicking] = useState('incident');
  const question = JSON.stringify(questionOf(parameters));
  const asked = parameters.explain === '1' && incident !== undefined;
  const rca = useRequest(asked ? question : undefined, (signal) => explain(JSON.parse(question), signal));
  const current = rca.key === question;
  const run = () => incident && (asked ? rca.again() : change({ explain: '1' }));
  useKeys({ e: run });
  useEffect(() => {
    const answer = document.getElementById('answer');
    if (current && answer && answer.getBoundingClientRect().top > innerHeight * 0.6) {
      answer.scrollIntoView({ behavior: 'smooth' });
    }
  }, [rca.data]);
  const series = useMemo(() => CHARTS.map((chart) => ({ ...chart, values: new Map((data?.buckets ?? []).map((bucket) => [toMillis(bucket.time), chart.take(bucket)]).filter(([, value]) => value !== undefined && !Number.isNaN(value))) })), [data]);
  if (data?.empty) {
    return html`<div class="page"><${FirstSteps} /></div>`;
  }
  const select = ({ from, to }) => {
    if (picking === 'baseline') {
      setPicking('incident');
      change({ bfrom: toRfc3339(from), bto: toRfc3339(to), explain: undefined });
    } else {
      change({ ...fixed(data.window), ifrom: toRfc3339(from), ito: toRfc3339(to), explain: undefined });
    }
  };
  const bands = [
    ...(baseline ? [{ ...baseline, tone: 'healthy', label: 'Baseline' }] : []),
    ...(incident ? [{ ...incident, tone: 'chosen', label: 'Incident' }] : []),
  ];
  const started = asked && current && rca.data?.symptom ? [{ at: toMillis(rca.data.symptom.started_at), label: 'began' }] : [];
  const chooseStage = (event) => {
    const stage = data.stages[event.target.value];
    change({ service: stage?.service, stage: stage?.stage, felt: undefined, explain: undefined });
  };
  return html`<div class=${`page incident ${busy && data ? 'busy' : ''}`}>
    <div class="search-head"><${QueryBox} value=${q} problem=${problem} onSubmit=${(query) => change({ q: query, explain: undefined })} placeholder="Only these records (optional)" /><${TimeRange} parameters=${parameters} window=${data?.window} /></div>
    ${problem && problem.status !== 400 && html`<${Failure} problem=${problem} again=${again} />`}
    <section class="panel" aria-label="Pick the incident">
      <div class="panel-head">
        <label class="field">Watch <select id="stage" onChange=${chooseStage} disabled=${!data?.stages?.length}>
          ${(data?.stages ?? []).map(({ service, stage }, index) => html`<option value=${index} selected=${data.chosen?.service === service && data.chosen?.stage === stage}>${stage} · ${service}</option>`)}</select></label>
        <span class="grow"></span>
        <div class="segments" role="group" aria-label="What dragging selects">
          <button aria-pressed=${picking === 'incident'} onClick=${() => setPicking('incident')}>Drag: incident</button>
          <button aria-pressed=${picking === 'baseline'} onClick=${() => setPicking('baseline')}>Drag: baseline</button></div>
      </div>
      ${!data && !problem ? html`<${Waiting} what="the charts" lines=${10} />` : data && data.buckets.length === 0
        ? html`<${Empty} title="No stage with durations in this window"><p>The charts draw spans: records with a <code>stage</code> and a <code>duration</code>. Choose another span of time or drop the query.</p><//>`
        : data && html`<div class="charts">${series.map((one, index) => html`<figure key=${one.name}><figcaption>${one.name}</figcaption>
            <${TimeChart} window=${data.window} step=${data.interval * 1000} series=${[one]} kind=${index === 2 ? 'bars' : 'lines'} height=${index === 0 ? 128 : 92} format=${one.format} bands=${bands} markers=${started} onSelect=${select}
              label=${`${one.name} over time; arrow keys move, Shift and arrows select, Enter takes the selection as the ${picking}`} /></figure>`)}</div>`}
      <div class="question">
        <div><span class="label">Incident</span>${incident ? html`<span class="numbers" id="incident-window">${span(incident.from, incident.to)}</span>` : html`<span class="note">drag over the bad stretch of a chart</span>`}</div>
        <div><span class="label">Baseline</span>${baseline ? html`<span class="numbers">${span(baseline.from, baseline.to)}</span> <button class="link" onClick=${() => change({ bfrom: undefined, bto: undefined, explain: undefined })}>find it instead</button>` : html`<span class="note">found: the healthy time before</span>`}</div>
        <label class="field"><span class="label">Symptom</span><select id="symptom" value=${parameters.symptom ?? 'auto'} onChange=${(event) => change({ symptom: event.target.value === 'auto' ? undefined : event.target.value, explain: undefined })}>
          ${SYMPTOMS.map(([value, label]) => html`<option value=${value} selected=${(parameters.symptom ?? 'auto') === value}>${label}</option>`)}</select></label>
        <label class="check"><input type="checkbox" checked=${parameters.felt === '1'} onChange=${(event) => change({ felt: event.target.checked ? '1' : undefined, service: data.chosen?.service, stage: data.chosen?.stage, explain: undefined })} /> felt at the watched stage</label>
        <span class="grow"></span>
        <button class="button primary large" id="explain" disabled=${!incident} onClick=${run}>Explain</button>
      </div>
    </section>
    ${asked && (rca.problem && current ? html`<${Failure} problem=${rca.problem} again=${rca.again} />` : current && rca.data
      ? html`<div class=${rca.busy ? 'busy' : ''}><${Answer} answer=${rca.data} window=${contextOf(incident, baseline, data?.window ?? incident)} /></div>`
      : html`<div class="panel"><p class="note">Comparing the incident with the time before…</p><${Waiting} what="the causes" lines=${6} /></div>`)}
    ${data?.window && html`<${AnomalyList} window=${incident ?? data.window} />`}
  </div>`;
}
