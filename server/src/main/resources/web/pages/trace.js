import { explain, trace } from '../api.js';
import { Answer } from '../components/answer.js';
import { LogLines } from '../components/loglines.js';
import { isError } from '../components/recordtable.js';
import { SpanPanel } from '../components/spanpanel.js';
import { CopyButton, Empty, Failure, Waiting } from '../components/states.js';
import { Waterfall } from '../components/waterfall.js';
import { digits, duration, moment, money, toMillis } from '../format.js';
import { clause } from '../query.js';
import { useKeys } from '../keys.js';
import { useRequest } from '../request.js';
import { address, change } from '../router.js';
import { html, useMemo } from '../ui.js';

/** What the head of the page says of a trace. Tokens and cost are summed over the innermost spans that name them. */
function summary({ spans, logs }) {
  const begin = Math.min(...spans.map((node) => toMillis(node.start)));
  const end = Math.max(...spans.map((node) => toMillis(node.start) + node.duration * 1000));
  const named = (name) => new Set(spans.flatMap((node, index) => (typeof node.span[name] === 'number' ? [index] : [])));
  const sum = (name) => {
    const having = named(name);
    const below = (index) => spans[index].children.some((child) => having.has(child) || below(child));
    return [...having].filter((index) => !below(index)).reduce((total, index) => total + spans[index].span[name], 0);
  };
  return {
    begin,
    total: (end - begin) / 1000,
    errors: spans.filter(({ span }) => isError(span)).length,
    anomalies: spans.filter(({ span }) => span['anomaly.kind'] !== undefined).length,
    services: new Set(spans.map(({ span }) => span.service).filter(Boolean)).size,
    lines: logs.length + spans.reduce((count, node) => count + node.logs.length, 0),
    input: sum('gen_ai.usage.input_tokens'),
    output: sum('gen_ai.usage.output_tokens'),
    cost: sum('gen_ai.usage.cost'),
  };
}

/** The span to show first: the one of the address, else the failed one furthest down, the most anomalous, the root. */
function chosenSpan(spans, id) {
  const wanted = spans.findIndex(({ span }) => id && span.span_id === id);
  if (wanted >= 0) {
    return wanted;
  }
  const failed = spans.map((node, index) => [node, index]).filter(([{ span }]) => isError(span)).sort((a, b) => b[0].depth - a[0].depth)[0];
  const scores = spans.map(({ span }) => span['anomaly.score'] ?? 0);
  return failed ? failed[1] : scores.indexOf(Math.max(...scores));
}

function Facts({ facts }) {
  return html`<dl class="facts wide">${facts.map(([name, value, tone]) => html`<div><dt>${name}</dt><dd class=${`numbers ${tone ?? ''}`}>${value}</dd></div>`)}</dl>`;
}

/** One trace: its spans in time, and all of the span that is selected. */
export function TracePage({ route: { subject, parameters } }) {
  const { data, problem, again } = useRequest(subject || undefined, (signal) => trace(subject, signal));
  const asked = parameters.why === '1';
  const why = useRequest(asked && subject ? subject : undefined, (signal) => explain({ trace_id: subject }, signal));
  const facts = useMemo(() => data?.spans.length && summary(data), [data]);
  const ask = () => (asked && why.problem ? why.again() : change({ why: '1' }));
  useKeys({ e: ask });
  if (!subject) {
    return html`<div class="page"><${Empty} title="Which trace?"><p><a href=${address('search')}>Search</a> for a record and open its trace from there.</p><//></div>`;
  }
  if (problem) {
    return html`<div class="page">${problem.status === 404
      ? html`<${Empty} title="No such trace"><p>Nothing is stored under <code>${subject}</code>. Records can be found within a second of their arrival; check the id.</p><button class="button" onClick=${again}>Look again</button><//>`
      : html`<${Failure} problem=${problem} again=${again} />`}</div>`;
  }
  if (!data) {
    return html`<div class="page"><${Waiting} what="the trace" lines=${14} /></div>`;
  }
  if (data.spans.length === 0) {
    return html`<div class="page trace"><h1 class="mono">${subject}</h1><p>This trace has log lines, but no spans yet.</p>
      <${LogLines} logs=${data.logs} begin=${toMillis(data.logs[0]?.timestamp)} title="Logs" /></div>`;
  }
  const selected = chosenSpan(data.spans, parameters.span);
  const root = data.spans[0];
  const tone = facts.errors ? 'bad' : '';
  const lines = [...data.logs, ...data.spans.flatMap((node) => node.logs)].sort((a, b) => toMillis(a.timestamp) - toMillis(b.timestamp));
  const stages = new Map(data.spans.flatMap(({ span, logs }) => logs.map((log) => [log, span.stage])));
  return html`<div class="page trace">
    <div class="trace-head">
      <div><h1>${root.span.stage ?? subject} <span class="note">${root.span.service}</span></h1>
        <p class="note"><span class="mono">${subject}</span> · ${moment(facts.begin, true)} · <a href=${address('search', { range: 'all', q: clause('trace_id', subject) })}>its records</a></p></div>
      <${Facts} facts=${[
        ['Duration', duration(facts.total)], ['Spans', digits(data.spans.length)], ['Services', digits(facts.services)], ['Errors', digits(facts.errors), tone],
        ...(facts.anomalies ? [['Anomalies', digits(facts.anomalies), 'warn']] : []),
        ...(facts.input + facts.output ? [['Tokens in / out', `${digits(facts.input)} / ${digits(facts.output)}`]] : []),
        ...(facts.cost ? [['Cost', money(facts.cost)]] : []),
      ]} />
      <div class="trace-actions"><${CopyButton} text=${() => location.href}>Copy link<//><button class="button primary" id="why" onClick=${ask}>${facts.errors ? 'Why did this fail?' : 'Why was this slow?'}</button></div>
    </div>
    ${asked && html`<div class="why">${why.problem ? html`<${Failure} problem=${why.problem} again=${why.again} />` : !why.data ? html`<${Waiting} what="the explanation" lines=${4} />` : html`<${Answer} answer=${why.data} />`}</div>`}
    <div class="trace-body">
      <div class="panel waterfall-panel">
        <div class="panel-head"><ul class="legend"><li><i class="swatch critical"></i>critical path</li><li><i class="swatch other"></i>not waited for</li><li><i class="swatch failed"></i>failed</li><li><i class="swatch waiting-swatch"></i>waiting for a child</li><li><i class="swatch logged"></i>log line</li></ul></div>
        <${Waterfall} spans=${data.spans} selected=${selected} onSelect=${(index) => change({ span: data.spans[index].span.span_id }, { replace: true })} />
        <${LogLines} logs=${lines} begin=${facts.begin} title="Logs" stages=${stages} />
      </div>
      <${SpanPanel} key=${selected} node=${data.spans[selected]} total=${facts.total} begin=${facts.begin} />
    </div>
  </div>`;
}
