/** The one place that names the view library: everything else imports it from here. */
export {
  html,
  render,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from './lib/standalone.module.js';
