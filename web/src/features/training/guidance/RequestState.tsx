/** Where a request stands, and whether it is late. */
import { WarningOutlined } from '@ant-design/icons';
import { Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { StateTag, type Tone } from '@/components/display/StateTag';
import type { Request, RequestStatus } from './api';

const TONE: Record<RequestStatus, Tone> = {
  open: 'waiting',
  answered: 'good',
  withdrawn: 'neutral',
};

export function RequestState({ request }: { request: Pick<Request, 'status' | 'late'> }) {
  const { t } = useTranslation('training');
  return (
    <Flex gap={4} wrap>
      <StateTag tone={TONE[request.status]}>{t(`guidance.status.${request.status}`)}</StateTag>
      {request.late && (
        <StateTag tone="bad">
          <WarningOutlined aria-hidden /> {t('guidance.late')}
        </StateTag>
      )}
    </Flex>
  );
}
