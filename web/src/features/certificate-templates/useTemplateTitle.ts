/** What a template is called: its kind and version, and the edition that it is for. */
import { useTranslation } from 'react-i18next';
import type { TemplateRow } from './words';

type Named = Pick<TemplateRow, 'kind' | 'no'>;

export function useTemplateTitle() {
  const { t } = useTranslation('certificate_templates');
  return {
    title: ({ kind, no }: Named) => t('version', { kind: t(`kind.${kind}`), no }),
    /** For every edition that has none of its own, where it names none. */
    of: ({ edition_id }: TemplateRow, editionTitle: (id: string) => string) =>
      edition_id ? editionTitle(edition_id) : t('general'),
  };
}
