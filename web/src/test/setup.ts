/** What every test starts from: the real catalogues in Chinese, no network, and no silent complaints. */
import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import i18next, { type Resource, type ResourceLanguage } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { connection } from '@/lib/api/connection';
import { session } from '@/lib/session/store';

const files = import.meta.glob<ResourceLanguage[string]>('../lib/i18n/locales/*/*.json', {
  import: 'default',
  eager: true,
});
const resources: Resource = {};
for (const [path, catalogue] of Object.entries(files)) {
  const [, language = '', namespace = ''] = /locales\/([^/]+)\/([^/]+)\.json$/.exec(path) ?? [];
  resources[language] = { ...resources[language], [namespace]: catalogue };
}

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: 'zh-CN',
    resources,
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    fallbackLng: false,
  });
});

// What jsdom lacks and the component library asks for. A wide screen, unless a test says otherwise.
class NoResize implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
globalThis.ResizeObserver = NoResize;
Element.prototype.scrollIntoView = () => undefined;
window.scrollTo = () => undefined;
// A saved file is let go of a minute later, when another test may run.
URL.createObjectURL = () => 'blob:x';
URL.revokeObjectURL = () => undefined;
// jsdom computes no style of a pseudo-element and says so each time.
const computed = window.getComputedStyle.bind(window);
// Nor a size out of a variable, which a text area asks for that grows with its text.
window.getComputedStyle = (element) => {
  const style = computed(element);
  if (element instanceof HTMLTextAreaElement) {
    const known = style.getPropertyValue.bind(style);
    style.getPropertyValue = (name) =>
      /^(padding|border)-/.test(name) ? `${Number.parseFloat(known(name)) || 0}px` : known(name);
  }
  return style;
};

// What the component library has closed and keeps: of its styles the only one here (see render.tsx).
const hidden = document.createElement('style');
hidden.textContent =
  '[class^="ant-"][class$="-hidden"], [class^="ant-"][class*="-hidden "] { display: none }';
document.head.append(hidden);

export function screenWidth(px: number): void {
  window.matchMedia = (query) => {
    const min = /min-width:\s*(\d+)/.exec(query)?.[1];
    const max = /max-width:\s*(\d+)/.exec(query)?.[1];
    const matches =
      (min === undefined || px >= Number(min)) && (max === undefined || px <= Number(max));
    return Object.assign(new EventTarget(), {
      matches,
      media: query,
      onchange: null,
      addListener: () => undefined,
      removeListener: () => undefined,
    });
  };
}

// The whole document in each failure helps nobody.
configure({
  // A busy machine is no failure: pages are fetched lazily, and a find ends as soon as it can.
  asyncUtilTimeout: 15_000,
  getElementError: (message) => new Error(message ?? 'not found'),
});

let complaints: unknown[][] = [];
beforeEach(() => {
  screenWidth(1440);
  complaints = [];
  vi.spyOn(console, 'error').mockImplementation((...args) => {
    complaints.push(args);
  });
  vi.spyOn(console, 'warn').mockImplementation((...args) => {
    complaints.push(args);
  });
  vi.spyOn(globalThis, 'fetch').mockImplementation((input) =>
    Promise.reject(new Error(`no test expected ${input instanceof Request ? input.url : input}`)),
  );
});

afterEach(async () => {
  cleanup();
  session.reset();
  connection.reset();
  localStorage.clear();
  sessionStorage.clear();
  if (i18next.language !== 'zh-CN') await i18next.changeLanguage('zh-CN');
  // React's and the component library's warnings are defects of ours.
  expect(complaints).toEqual([]);
});
