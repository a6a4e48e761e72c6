/** Writes clauses of the query language and puts them into queries. */

const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const WORDS_OF_THE_LANGUAGE = new Set(['AND', 'OR', 'NOT', 'TO']);

export function clause(field, value) {
  const text = String(value);
  const name = field.replace(/[^A-Za-z0-9_.-]/g, '\\$&');
  const plain = PLAIN.test(text) && !WORDS_OF_THE_LANGUAGE.has(text);
  return `${name}:${plain ? text : `"${text.replace(/[\\"]/g, '\\$&')}"`}`;
}

/** The clauses joined by AND at the top of a query; one item, the query itself, when something else joins them. */
export function parts(query) {
  const found = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i < query.length; i++) {
    const letter = query[i];
    if (letter === '\\') {
      i++;
    } else if (letter === '"') {
      quoted = !quoted;
    } else if (!quoted && '([{'.includes(letter)) {
      depth++;
    } else if (!quoted && ')]}'.includes(letter)) {
      depth--;
    } else if (!quoted && depth === 0 && /^(\sOR\s|\|\|)/i.test(query.slice(i, i + 4))) {
      return [`(${query.trim()})`];
    } else if (!quoted && depth === 0 && /^\sAND\s/i.test(query.slice(i, i + 5))) {
      found.push(query.slice(start, i).trim());
      start = i + 5;
      i += 4;
    }
  }
  found.push(query.slice(start).trim());
  return found.filter((part) => part !== '');
}

export function includes(query, wanted) {
  return parts(query).includes(wanted);
}

export function narrowed(query, wanted) {
  const present = parts(query);
  if (present.includes(wanted)) {
    return query;
  }
  const opposite = wanted.startsWith('NOT ') ? wanted.slice(4) : `NOT ${wanted}`;
  return [...present.filter((part) => part !== opposite), wanted].join(' AND ');
}

export function without(query, unwanted) {
  return parts(query)
    .filter((part) => part !== unwanted)
    .join(' AND ');
}

/** All of these fields have these values; fields with an empty value are left out. */
export function matching(fields) {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([field, value]) => clause(field, value))
    .join(' AND ');
}
