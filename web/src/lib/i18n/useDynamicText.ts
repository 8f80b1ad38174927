/** For keys that are data (a code, a state): the typed `t` cannot know them, so a fallback is asked for. */
import type { Namespace } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

type LooseT = (key: string, options: Record<string, unknown>) => string;

export function useDynamicText(namespace: Namespace & string) {
  const { t, i18n } = useTranslation(namespace);
  const text = useCallback(
    (key: string, fallback: string, values: Record<string, unknown> = {}): string =>
      i18n.exists(`${namespace}:${key}`) ? (t as unknown as LooseT)(key, values) : fallback,
    [t, i18n, namespace],
  );
  return { text };
}
