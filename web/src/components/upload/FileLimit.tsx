/** How large a file may be, as this server has it; nothing as long as that is not known. */
import { useTranslation } from 'react-i18next';
import type { Answer } from '@/lib/api/types';
import { useMeta } from '@/lib/api/useMeta';
import { useFormat } from '@/lib/format/useFormat';

type Limits = Answer<'/api/v1/meta', 'get'>['file_limits'];

const MB = 1_000_000;

/** Bytes. */
export function useFileLimit(of: keyof Limits): number | undefined {
  return useMeta().data?.file_limits[of];
}

export const megabytes = (bytes: number): number => bytes / MB;

export function FileLimit({ of }: { of: keyof Limits }) {
  const { t } = useTranslation('components');
  const format = useFormat();
  const most = useFileLimit(of);
  if (most === undefined) return null;
  return <span>{t('upload.most', { size: format.number(megabytes(most)) })}</span>;
}
