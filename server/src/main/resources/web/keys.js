/** Single-key shortcuts. */
import { useEffect, useRef } from './ui.js';

const typing = (target) => target.closest('input, textarea, select, [contenteditable], dialog[open]') !== null;

/** Calls the handler of a key while the view is shown, unless the reader is typing. */
export function useKeys(handlers) {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    const listen = (event) => {
      const handler = latest.current[event.key];
      if (handler && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
        event.preventDefault();
        handler();
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
