/** Where the reader is: the page, what it is about and its parameters, all in the address after `#`. */
import { useEffect, useState } from './ui.js';

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Not encoded by us, such as half an address: taken as it stands.
  }
}

export function read(hash = location.hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [page, ...rest] = path.split('/');
  return { page: page || 'search', subject: decoded(rest.join('/')), parameters: Object.fromEntries(new URLSearchParams(query)) };
}

/** An address for a link; parameters without a value are left out. */
export function address(page, parameters = {}, subject = '') {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') {
      query.set(name, value);
    }
  }
  const path = subject ? `${page}/${encodeURIComponent(subject)}` : page;
  return `#/${path}${query.size ? `?${query}` : ''}`;
}

/** Changes some parameters of the page at hand; `replace` leaves no step in the history. */
export function change(parameters, { replace = false } = {}) {
  const here = read();
  const next = address(here.page, { ...here.parameters, ...parameters }, here.subject);
  if (next === location.hash) {
    return;
  }
  if (replace) {
    history.replaceState(null, '', next);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = next;
  }
}

export function go(page, parameters, subject) {
  location.hash = address(page, parameters, subject);
}

export function useRoute() {
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const follow = () => setRoute(read());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return route;
}
