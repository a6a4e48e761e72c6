import { address } from '../router.js';
import { html, useState } from '../ui.js';

/** Parameters that mean the same on every page, and so go along. */
const SHARED = ['range', 'from', 'to'];

const prefersDark = () => matchMedia('(prefers-color-scheme: dark)').matches;

function ThemeToggle() {
  const [theme, setTheme] = useState(document.documentElement.dataset.theme ?? (prefersDark() ? 'dark' : 'light'));
  const other = theme === 'dark' ? 'light' : 'dark';
  const toggle = () => {
    document.documentElement.dataset.theme = other;
    localStorage.setItem('whence.theme', other);
    setTheme(other);
  };
  return html`<button class="icon-button" id="theme" onClick=${toggle} aria-label=${`Use the ${other} theme`} title=${`Use the ${other} theme`}>
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5" /><path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" /></svg>
  </button>`;
}

/** The wordmark, the pages to go to, theme and help. */
export function Header({ pages, current, route, onHelp }) {
  const shared = Object.fromEntries(SHARED.map((name) => [name, route.parameters[name]]));
  return html`<header class="masthead">
    <a class="skip" href="#main" onClick=${(event) => { event.preventDefault(); document.querySelector('#main input, #main a, #main button')?.focus(); }}>To the content</a>
    <a class="wordmark" href=${address('search')} aria-label="Whence, to the search page">
      <svg viewBox="0 0 28 24" width="26" height="22" aria-hidden="true"><path class="mark-path" d="M24 4v6a6 6 0 0 1-6 6H8" /><circle class="mark-origin" cx="5.5" cy="16" r="3.5" /></svg>
      <span>whence</span>
    </a>
    <nav aria-label="Pages">
      ${Object.entries(pages).filter(([, page]) => page.navigation).map(([name, page]) => html`
        <a href=${address(name, shared)} aria-current=${name === current ? 'page' : undefined}>${page.navigation}</a>`)}
      ${current === 'trace' && html`<a href=${address('trace', route.parameters, route.subject)} aria-current="page">Trace</a>`}
    </nav>
    <span class="grow"></span>
    <${ThemeToggle} />
    <button class="icon-button" onClick=${onHelp} aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)">?</button>
  </header>`;
}
