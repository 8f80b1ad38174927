/** Whether work came in time, and whether it was read. */
import { WarningOutlined } from '@ant-design/icons';
import { Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { StateTag } from '@/components/display/StateTag';
import type { HandIn } from './api';

export function HandInState({ handIn }: { handIn: Pick<HandIn, 'late' | 'read_at'> }) {
  const { t } = useTranslation('training');
  return (
    <Flex gap={4} wrap>
      {handIn.late ? (
        <StateTag tone="bad">
          <WarningOutlined aria-hidden /> {t('tasks.late')}
        </StateTag>
      ) : (
        <StateTag tone="good">{t('tasks.in_time')}</StateTag>
      )}
      <StateTag tone={handIn.read_at ? 'good' : 'waiting'}>
        {t(handIn.read_at ? 'tasks.read' : 'tasks.unread')}
      </StateTag>
    </Flex>
  );
}
