/**
 * The HTTP API as functions. Each takes an optional AbortSignal last and throws a {@link Problem} that tells the reader
 * what to change. Addresses are relative, so that the pages work below a path prefix too.
 *
 * @typedef {Object<string, any>} WhenceRecord one record as the API writes it
 * @typedef {{time?: string, key: Object<string, string>, count: number, errors: number, metric?: {count: number,
 *   sum: number, min: number, max: number, mean: number, p50: number, p90: number, p95: number, p99: number}}} Bucket
 * @typedef {{name: string, type: string, records: number, top: {value: string, records: number}[]}} Field
 * @typedef {{span: WhenceRecord, parent: number, depth: number, orphan: boolean, start: string, duration: number,
 *   self_time: number, critical_time: number, children: number[], logs: WhenceRecord[]}} Node
 */
import { toRfc3339 } from './format.js';

/** What went wrong, in words for the reader; `column` (from 1) where a query could not be read. */
export class Problem extends Error {
  constructor(detail, { status = 0, column = 0 } = {}) {
    super(detail);
    this.status = status;
    this.column = column;
  }
}

async function answer(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    throw new Problem('The server does not answer. Check that it runs and that this address still reaches it, then try again.');
  }
  if (response.ok) {
    return response.json();
  }
  const problem = await response.json().catch(() => ({}));
  throw new Problem(problem.detail ?? problem.title ?? `The server answered ${response.status}.`, {
    status: response.status,
    column: problem.column ?? 0,
  });
}

function get(path, parameters, signal) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') {
      query.set(name, value);
    }
  }
  return answer(`${path}${query.size ? `?${query}` : ''}`, { signal });
}

const times = ({ from, to }) => ({
  from: from === undefined ? '' : toRfc3339(from),
  to: to === undefined ? '' : toRfc3339(to),
});

/** @returns {Promise<{total: number, total_relation: string, records: WhenceRecord[], cursor?: string, took: number}>} */
export function search({ q, window = {}, sort, limit, cursor }, signal) {
  return get('api/v1/search', { q, ...times(window), sort, limit, cursor }, signal);
}

/** @returns {Promise<Bucket[]>} with an interval in seconds, by time */
export async function aggregate({ q, window = {}, by = [], interval, metric }, signal) {
  const parameters = { q, ...times(window), by: by.join(','), interval: interval ? `${interval}s` : '', metric };
  return (await get('api/v1/aggregate', parameters, signal)).buckets;
}

/** @returns {Promise<Field[]>} */
export async function fields({ q, window = {} }, signal) {
  return (await get('api/v1/fields', { q, ...times(window) }, signal)).fields;
}

/** @returns {Promise<{trace_id: string, spans: Node[], logs: WhenceRecord[]}>} */
export function trace(id, signal) {
  return get(`api/v1/traces/${encodeURIComponent(id)}`, {}, signal);
}

export async function anomalies({ window }, signal) {
  return (await get('api/v1/anomalies', times(window), signal)).anomalies;
}

export function explain(question, signal) {
  return answer('api/v1/rca', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
    signal,
  });
}

/** Calls back with each record that arrives and matches; the answer ends it. */
export function tail(q, onRecord, onTrouble) {
  const events = new EventSource(`api/v1/tail?${new URLSearchParams({ q })}`);
  events.onmessage = (event) => onRecord(JSON.parse(event.data));
  events.onerror = () => onTrouble(events.readyState === EventSource.CLOSED);
  return () => events.close();
}

/** Milliseconds of the oldest and the newest record; empty without records. */
export async function extent(q, signal) {
  const [oldest, newest] = await Promise.all([
    search({ q, sort: 'timestamp', limit: 1 }, signal),
    search({ q, sort: '-timestamp', limit: 1 }, signal),
  ]);
  return { oldest: oldest.records[0]?.timestamp, newest: newest.records[0]?.timestamp };
}
