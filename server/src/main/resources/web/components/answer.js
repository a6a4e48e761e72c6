/** The answer of a root-cause analysis: the symptom, its causes by rank, and the same as Markdown. */
import { digits, duration, measured, moment, percent, plural, toMillis } from '../format.js';
import { html } from '../ui.js';
import { Cause } from './cause.js';
import { unitOf } from './evidence.js';
import { chainFrom } from './propagation.js';
import { CopyButton, Empty } from './states.js';

export function markdown({ symptom, causes, propagation, examined }) {
  if (!symptom) {
    return 'Nothing changed beyond chance.\n';
  }
  const lines = [`## ${symptom.kind} at ${symptom.stage} (${symptom.service})`, '', `${symptom.signal} went from ${measured(symptom.signal, symptom.before)} to ${measured(symptom.signal, symptom.after)}, since ${symptom.started_at}.`, ''];
  for (const cause of causes) {
    lines.push(`### ${cause.rank}. ${cause.statement}`, '', `- confidence ${cause.confidence}, explains ${percent(cause.explains)}, since ${cause.started_at}`);
    lines.push(...cause.evidence.map((item) => item.kind === 'change' ? `- ${item.text}` : `- ${item.text} (${unitOf(item)(item.before)} → ${unitOf(item)(item.after)})`));
    const chain = chainFrom(cause, propagation);
    if (chain.length > 1) {
      lines.push(`- spread: ${chain.map(({ place }) => place.stage).join(' → ')}`);
    }
    lines.push(...cause.next.map((step) => `- next: ${step}`), ...cause.traces.map((id) => `- trace: ${location.origin}${location.pathname}#/trace/${id}`), '');
  }
  lines.push(`Examined ${examined.traces} traces, ${examined.spans} spans, ${examined.logs} logs in ${duration(examined.took)}${examined.sampled ? ' (a sample)' : ''}.`);
  return `${lines.join('\n')}\n`;
}

function Examined({ examined }) {
  return html`<p class="note examined">Looked at ${plural(examined.traces, 'trace')}, ${plural(examined.spans, 'span')} and ${plural(examined.logs, 'log line')}${examined.sampled ? ' (a sample)' : ''} in ${duration(examined.took)}.</p>`;
}

export function Answer({ answer, window }) {
  const { symptom, causes, examined } = answer;
  if (!symptom) {
    return html`<div class="panel answer-none" id="answer"><${Empty} title="Nothing changed beyond chance">
      <p>Latency, errors, outputs, traffic and cost in this window are what the time before it lets expect.</p>
      <p class="note">If users do complain: choose the stage they feel it at, a longer window, or a baseline that is known to be healthy.</p>
      <${Examined} examined=${examined} /><//></div>`;
  }
  return html`<section id="answer" aria-label="Answer">
    <div class="symptom">
      <div><h2><span class="note">Symptom</span> ${symptom.signal} at ${symptom.stage || 'all stages'} <span class="note">${symptom.service}</span></h2>
        <p class="numbers">${measured(symptom.signal, symptom.before)} <span aria-label="to">→</span> <b>${measured(symptom.signal, symptom.after)}</b>
          ${symptom.before > 0 && symptom.after > symptom.before && html` <span class="note">× ${digits(symptom.after / symptom.before)}</span>`}
          <span class="note"> since ${moment(toMillis(symptom.started_at))}</span></p></div>
      <span class="grow"></span><${CopyButton} text=${() => markdown(answer)}>Copy as Markdown<//>
    </div>
    ${causes.length === 0 && html`<${Empty} title="Felt, but not explained"><p>The change is real, but no stage in the stored records accounts for it. It may lie outside of what is logged.</p><//>`}
    ${causes.map((cause) => html`<${Cause} key=${cause.rank + cause.statement} cause=${cause} answer=${answer} window=${window} />`)}
    <${Examined} examined=${examined} />
  </section>`;
}
