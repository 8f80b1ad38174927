/** What a sentence of the server names, as the reader writes it: days, moments, numbers, regions, and several of these. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format/useFormat';

export type Values = Readonly<Record<string, number | string | readonly string[]>>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAYS = /^(\d{4}-\d{2}-\d{2})\/(\d{4}-\d{2}-\d{2})$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

export function useValues(): (values: Values | undefined) => Record<string, string> {
  const { t, i18n } = useTranslation('errors');
  const format = useFormat();
  return useCallback(
    (values) => {
      const one = (text: string): string => {
        const [, from, until] = DAYS.exec(text) ?? [];
        if (from && until)
          return t('interval', { from: format.date(from), until: format.date(until) });
        if (DAY.test(text)) return format.date(text);
        return MOMENT.test(text) ? format.dateTime(text) : text;
      };
      // Not asked for, lest a page of the public wait for it: whoever reads of regions has it.
      const region = (code: string): string => {
        const short: unknown = i18n.getResource(i18n.language, 'regions', `short.${code}`);
        return typeof short === 'string' ? short : code;
      };
      const shown = ([name, value]: [string, Values[string]]): [string, string] => {
        if (typeof value === 'number') return [name, format.number(value)];
        if (typeof value !== 'string') return [name, value.map(one).join(t('separator'))];
        return [name, name === 'region' ? region(value) : one(value)];
      };
      return Object.fromEntries(Object.entries(values ?? {}).map(shown));
    },
    [t, i18n, format],
  );
}
