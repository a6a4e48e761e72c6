import { percent } from '../format.js';
import { html } from '../ui.js';

const same = (a, b) => a.service === b.service && a.stage === b.stage;

/** The links that lead from a place, one after the other, to where the symptom was felt. */
export function chainFrom(place, links) {
  const chain = [{ place, share: undefined }];
  const seen = new Set();
  let next = links.find((link) => same(link.from, place));
  while (next && !seen.has(next)) {
    seen.add(next);
    chain.push({ place: next.to, share: next.share });
    const reached = next.to;
    next = links.find((link) => same(link.from, reached) && !seen.has(link));
  }
  return chain;
}

/** How the trouble spread, as a chain from the cause to the symptom; each arrow says in what share of requests. */
export function Propagation({ cause, links, symptom }) {
  const chain = chainFrom(cause, links);
  if (chain.length < 2) {
    return null;
  }
  return html`<section><h4>How it spread</h4><ol class="chain">
    ${chain.map(({ place, share }, index) => html`<li class=${index === 0 ? 'origin' : same(place, symptom) ? 'felt' : ''}>
      ${share !== undefined && html`<span class="arrow"><span class="numbers">${percent(share)}</span><svg viewBox="0 0 40 8" width="40" height="8" aria-hidden="true"><path d="M0 4h36M32 1l4 3-4 3" /></svg></span>`}
      <span class="place"><b>${place.stage || 'all stages'}</b><span class="note">${place.service}</span></span></li>`)}
  </ol></section>`;
}
