/** What a page shows when it has nothing to show: waiting, trouble, emptiness. */
import { html, useState } from '../ui.js';

export function Failure({ problem, again }) {
  return html`<div class="state failure" role="alert">
    <p>${problem.message}</p>
    ${again && html`<button class="button" onClick=${again}>Try again</button>`}
  </div>`;
}

/** Keeps its height, so that what comes later does not push anything. */
export function Waiting({ what, lines = 3 }) {
  return html`<div class="waiting" role="status" aria-label=${`Loading ${what}`}>
    ${Array.from({ length: lines }, () => html`<span class="bone"></span>`)}
  </div>`;
}

export function Empty({ title, children }) {
  return html`<div class="state"><h2>${title}</h2>${children}</div>`;
}

export function CopyButton({ text, children }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(typeof text === 'function' ? text() : text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return html`<button class="button quiet" onClick=${copy}><span aria-live="polite">${copied ? 'Copied' : children}</span></button>`;
}

/** How the first log gets here, for a store without records. */
export function FirstSteps() {
  const curl = `curl ${location.origin}/api/v1/records \\
  -H 'content-type: application/x-ndjson' \\
  -d '{"service":"assistant","stage":"chat","duration":1.2,"message":"hello"}'`;
  const appender = `<appender name="WHENCE" class="dev.whence.appender.WhenceAppender">
  <url>${location.origin}</url>
  <service>assistant</service>
</appender>`;
  return html`<${Empty} title="Nothing here yet: ship the first log">
    <p>One line is enough; it can be searched within a second.</p>
    <div class="step"><pre>${curl}</pre><${CopyButton} text=${curl}>Copy<//></div>
    <p>From a Java application, with Logback:</p>
    <div class="step"><pre>${appender}</pre><${CopyButton} text=${appender}>Copy<//></div>
    <p>Or point any OpenTelemetry exporter (OTLP over HTTP) at <code>${location.origin}</code>.</p>
  <//>`;
}
