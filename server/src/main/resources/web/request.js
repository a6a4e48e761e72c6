/** Asks the server as part of a view. */
import { useCallback, useEffect, useState } from './ui.js';

/**
 * Calls `ask(signal)` whenever `key` changes, and gives `{data, problem, busy, again}`. What came before stays in `data`
 * while the next answer is awaited or when there is none, so that nothing jumps; an answer that comes too late is dropped. No key, no request.
 */
export function useRequest(key, ask) {
  const [state, setState] = useState({ data: undefined, problem: undefined, busy: true });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (key === undefined) {
      return undefined;
    }
    const abort = new AbortController();
    setState((before) => ({ ...before, busy: true }));
    ask(abort.signal).then(
      (data) => abort.signal.aborted || setState({ data, problem: undefined, busy: false, key }),
      (problem) => abort.signal.aborted || setState((before) => ({ ...before, problem, busy: false, key })),
    );
    return () => abort.abort();
  }, [key, attempt]);
  return { ...state, again: useCallback(() => setAttempt((count) => count + 1), []) };
}
