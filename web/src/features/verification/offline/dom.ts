/** Elements without a framework: the saved page carries everything that it is made of. */
import type { View } from '../view';

type Child = Node | string;

interface Attributes {
  [name: string]: string | boolean | ((event: Event) => void);
}

/** An element with attributes, what happens at it, and what it holds. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

type Text = (key: string) => string;

/** The same verdict as the page's. */
export function verdict(view: View, t: Text): HTMLElement {
  const checks = view.checks.map((check) =>
    element(
      'li',
      { class: `ox-checks__one ox-checks__one--${check.outcome}` },
      element('span', { class: 'ox-checks__sign', 'aria-hidden': 'true' }, check.sign),
      element(
        'div',
        {},
        element('strong', {}, `${check.label} · ${check.said}`),
        element('p', {}, check.text),
      ),
    ),
  );
  const rows = view.rows.map((row) =>
    element('div', {}, element('dt', {}, row.label), element('dd', {}, row.value)),
  );
  const compared = [
    element('p', { class: 'ox-verdict__compare' }, t('compare')),
    element('dl', { class: 'ox-fields' }, ...rows),
  ];
  return element(
    'section',
    { class: `ox-card ox-verdict ox-verdict--${view.tone}` },
    element(
      'div',
      { class: 'ox-verdict__head' },
      element('span', { class: 'ox-verdict__sign', 'aria-hidden': 'true' }, view.sign),
      element('div', {}, element('h2', {}, view.title), element('p', {}, view.text)),
    ),
    element(
      'div',
      { class: 'ox-verdict__body' },
      ...view.notes.map((note) => element('p', { class: 'ox-verdict__note' }, note)),
      ...(rows.length > 0 ? compared : []),
      ...(checks.length > 0 ? [element('h3', {}, t('checks.title'))] : []),
      element('ul', { class: 'ox-checks' }, ...checks),
    ),
  );
}
