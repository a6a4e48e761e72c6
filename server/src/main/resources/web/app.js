/** The frame around the pages, and the table of pages. */
import { useKeys } from './keys.js';
import { Header } from './components/header.js';
import { IncidentPage } from './pages/incident.js';
import { SearchPage } from './pages/search.js';
import { TracePage } from './pages/trace.js';
import { useRoute } from './router.js';
import { html, render, useEffect, useRef } from './ui.js';

/** A page: the component, its title, and its name in the navigation, if it stands there. */
const PAGES = {
  search: { component: SearchPage, title: 'Search', navigation: 'Search' },
  incident: { component: IncidentPage, title: 'Incident', navigation: 'Incident' },
  trace: { component: TracePage, title: 'Trace' },
};

function App() {
  const route = useRoute();
  const page = PAGES[route.page] ?? PAGES.search;
  const help = useRef(null);
  useKeys({ '?': () => help.current.showModal() });
  useEffect(() => {
    document.title = `${page.title}${route.subject ? ` ${route.subject.slice(0, 8)}` : ''} · Whence`;
  }, [page, route.subject]);
  return html`
    <${Header} pages=${PAGES} current=${route.page} route=${route} onHelp=${() => help.current.showModal()} />
    <main id="main"><${page.component} key=${route.page + route.subject} route=${route} /></main>
    <dialog class="help" ref=${help} aria-labelledby="help-title">
      <h2 id="help-title">Keyboard</h2>
      <dl>
        <dt><kbd>/</kbd></dt><dd>write a query</dd>
        <dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next and previous record or span</dd>
        <dt><kbd>o</kbd></dt><dd>open or close it</dd>
        <dt><kbd>t</kbd></dt><dd>go to the record's trace</dd>
        <dt><kbd>e</kbd></dt><dd>explain: the window, or the trace</dd>
        <dt><kbd>←</kbd> <kbd>→</kbd></dt><dd>on a chart: move the mark; with <kbd>Shift</kbd> select a window</dd>
        <dt><kbd>?</kbd></dt><dd>this help</dd>
      </dl>
      <form method="dialog"><button class="button">Close</button></form>
    </dialog>
  `;
}

render(html`<${App} />`, document.getElementById('app'));
