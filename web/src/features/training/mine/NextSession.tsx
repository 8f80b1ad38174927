/** The next live session of a participant's class, with the way in, and what they attended so far. */
import { useQuery } from '@tanstack/react-query';
import { Card, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DateTimeText } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { SESSIONS, sessionsOf } from '@/components/live/api';
import { JoinButton } from '@/components/live/JoinButton';
import { useFormat } from '@/lib/format/useFormat';
import type { Enrolment } from '../api';
import { BOARD, myHours } from '../board/api';

export function NextSession({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const classId = enrolment.class?.id ?? '';
  const sessions = useQuery({
    queryKey: [...SESSIONS, 'mine', classId],
    queryFn: ({ signal }) => sessionsOf('training_class', classId, signal),
  });
  const hours = useQuery({
    queryKey: [...BOARD, 'mine'],
    queryFn: ({ signal }) => myHours(signal),
  });
  const next = sessions.data?.find(({ status }) => status === 'open' || status === 'planned');
  const own = hours.data?.items.find((row) => row.enrolment_id === enrolment.id);
  const error = sessions.error ?? hours.error;
  // Nothing is planned, and nothing was held.
  if (!error && !next && !own) return null;
  return (
    <Card
      size="small"
      title={t('mine.sessions')}
      extra={<Link to="/account">{t('mine.subscribe')}</Link>}
    >
      {error && (
        <ProblemAlert
          error={error}
          onRetry={() => {
            void sessions.refetch();
            void hours.refetch();
          }}
        />
      )}
      <Flex vertical gap={12} align="start">
        {next && (
          <>
            <Flex gap={8} wrap>
              <span>{t('mine.next')}</span>
              <Link to={`/live-sessions/${next.id}`}>{next.title}</Link>
              <DateTimeText value={next.starts_at} />
            </Flex>
            {next.can_join && <JoinButton session={next} primary />}
          </>
        )}
        {own && (
          <Flex gap={8} wrap align="center">
            {t('mine.attended', {
              n: format.number(own.attended_hours),
              all: format.number(own.held_hours),
            })}
            <StateTag tone={own.percent < own.min_percent ? 'bad' : 'good'}>
              {t('risk.percent_of', {
                percent: format.number(own.percent),
                min: format.number(own.min_percent),
              })}
            </StateTag>
          </Flex>
        )}
      </Flex>
    </Card>
  );
}
