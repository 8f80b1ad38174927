/**
 * The catalogues: `locales/<language>/<namespace>.json`, a namespace per feature, fetched when a page first
 * needs it. Chinese comes first; English is a choice that the browser remembers.
 */
import i18next, { type BackendModule, type ResourceKey } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '@/lib/format/format';

export const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];
/**
 * What shared components speak. Loaded before anything of the staff area is shown: a component that fetched
 * its catalogue in the middle of the work would suspend the page around it, and a suspended form forgets its
 * field errors. A page fetches its own namespace when it opens.
 */
export const SHARED_NAMESPACES = ['common', 'errors', 'components', 'rules', 'regions'] as const;

const STORED = 'onex.language';

const catalogues = import.meta.glob<ResourceKey>('./locales/*/*.json', { import: 'default' });

const catalogueBackend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language, namespace, callback) {
    const load = catalogues[`./locales/${language}/${namespace}.json`];
    if (!load) {
      callback(new Error(`no catalogue ${language}/${namespace}`), false);
      return;
    }
    load().then(
      (catalogue) => callback(null, catalogue),
      (error: unknown) => callback(error as Error, false),
    );
  },
};

export function storedLanguage(): Language {
  try {
    return localStorage.getItem(STORED) === 'en' ? 'en' : 'zh-CN';
  } catch {
    return 'zh-CN';
  }
}

function follow(language: string): void {
  document.documentElement.lang = language;
}

export async function startI18n(): Promise<void> {
  i18next.on('languageChanged', follow);
  await i18next
    .use(catalogueBackend)
    .use(initReactI18next)
    .init({
      lng: storedLanguage(),
      supportedLngs: LANGUAGES,
      load: 'currentOnly',
      // A test holds that both languages have the same keys, so there is no second catalogue to fetch.
      fallbackLng: false,
      ns: ['common', 'errors'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
    });
}

export async function chooseLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // Storage may be forbidden: the choice then lasts for this page.
  }
  await i18next.changeLanguage(language);
}
