/** The formatters of `format.ts`, bound to the current language. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import * as format from './format';

export function useFormat() {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return useMemo(
    () => ({
      date: (value: string | null | undefined) => format.formatDate(value, language),
      day: (value: string | null | undefined) => format.formatDay(value, language),
      month: (value: string | null | undefined) => format.formatMonth(value, language),
      dateTime: (value: string | null | undefined) => format.formatDateTime(value, language),
      number: (value: number) => format.formatNumber(value, language),
      compact: (value: number) => format.formatCompact(value, language),
      percent: (value: number) => format.formatPercent(value, language),
      money: (fen: number) => format.formatMoney(fen, language),
      duration: (seconds: number) => format.formatDuration(seconds, language),
    }),
    [language],
  );
}
