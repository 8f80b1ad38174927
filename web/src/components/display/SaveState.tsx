/** Saving, saved or not saved: always visible next to what is being edited. */
import { Button, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format/useFormat';
import { StateTag } from './StateTag';

export type SaveStatus = 'clean' | 'unsaved' | 'saving' | 'saved' | 'failed';

interface Props {
  status: SaveStatus;
  /** When it was saved last, RFC 3339. */
  savedAt?: string;
  onRetry?: () => void;
}

export function SaveState({ status, savedAt, onRetry }: Props) {
  const { t } = useTranslation('components');
  const format = useFormat();
  return (
    <Flex align="center" gap={4} role="status" aria-live="polite">
      {status === 'saving' && <StateTag tone="active">{t('save.saving')}</StateTag>}
      {status === 'unsaved' && <StateTag tone="warn">{t('save.unsaved')}</StateTag>}
      {status === 'saved' && (
        <StateTag tone="good">
          {savedAt ? t('save.saved_at', { at: format.dateTime(savedAt) }) : t('save.saved')}
        </StateTag>
      )}
      {status === 'failed' && (
        <>
          <StateTag tone="bad">{t('save.failed')}</StateTag>
          {onRetry && (
            <Button size="small" onClick={onRetry}>
              {t('problem.retry')}
            </Button>
          )}
        </>
      )}
    </Flex>
  );
}
