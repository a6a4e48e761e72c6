/** Prompts, answers and other long texts, shown as what they are: messages by role, JSON, or text. */
import { html, useState } from '../ui.js';
import { CopyButton } from './states.js';

const ROLE_LINE = /^(system|user|assistant|tool|developer|function|human|ai): /i;
const FOLD_AFTER = 1200;

function parsed(text) {
  if (!/^\s*[[{]/.test(text)) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not JSON after all: it is shown as text.
  }
}

function textOf(content) {
  if (typeof content === 'string') {
    return content;
  }
  if (Array.isArray(content)) {
    return content.map((part) => part?.text ?? part?.content ?? JSON.stringify(part, null, 2)).join('\n');
  }
  return JSON.stringify(content, null, 2);
}

/** Messages with their roles, from JSON or from `role: text` paragraphs; empty when it is neither. */
export function messagesOf(text) {
  const tree = parsed(text);
  const list = Array.isArray(tree) ? tree : (tree?.messages ?? (tree?.role ? [tree] : undefined));
  if (Array.isArray(list) && list.length > 0 && list.every((each) => typeof each?.role === 'string')) {
    return list.map((each) => ({ role: each.role, text: textOf(each.content ?? each.parts ?? each.tool_calls ?? '') }));
  }
  if (!ROLE_LINE.test(text)) {
    return [];
  }
  const messages = [];
  for (const paragraph of text.split(/\n\n/)) {
    const role = ROLE_LINE.exec(paragraph);
    if (role) {
      messages.push({ role: role[1].toLowerCase(), text: paragraph.slice(role[0].length) });
    } else {
      messages.at(-1).text += `\n\n${paragraph}`;
    }
  }
  return messages;
}

const TOKENS = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function Json({ tree }) {
  const text = JSON.stringify(tree, null, 2);
  const pieces = [];
  let last = 0;
  for (const token of text.matchAll(TOKENS)) {
    pieces.push(text.slice(last, token.index));
    const tone = token[2] ? 'json-key' : token[1] ? 'json-text' : 'json-value';
    pieces.push(html`<span class=${tone}>${token[1] ?? token[0]}</span>${token[2] ?? ''}`);
    last = token.index + token[0].length;
  }
  pieces.push(text.slice(last));
  return html`<pre class="json">${pieces}</pre>`;
}

function Text({ text }) {
  const [unfolded, setUnfolded] = useState(false);
  const tree = parsed(text);
  const long = text.length > FOLD_AFTER;
  return html`<div class=${`text ${long && !unfolded ? 'folded' : ''}`}>
      ${tree === undefined ? html`<div class="prose">${text}</div>` : html`<${Json} tree=${tree} />`}
    </div>
    ${long && html`<button class="link" aria-expanded=${unfolded} onClick=${() => setUnfolded(!unfolded)}>${unfolded ? 'Show less' : `Show all ${text.length} characters`}</button>`}`;
}

/** One long text under a heading. */
export function Content({ title, text }) {
  const messages = messagesOf(text);
  return html`<section class="content">
    <div class="content-head"><h3>${title}</h3><${CopyButton} text=${text}>Copy<//></div>
    ${messages.length > 0
      ? html`<ol class="messages">${messages.map((message) => html`<li class=${`message ${message.role}`}><span class="role">${message.role}</span><${Text} text=${message.text} /></li>`)}</ol>`
      : text === '' ? html`<p class="note">Empty.</p>` : html`<${Text} text=${text} />`}
  </section>`;
}
