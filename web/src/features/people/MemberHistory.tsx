/** What happened to somebody on the list: who did it, when and why. */
import { useQuery } from '@tanstack/react-query';
import { Skeleton, Timeline, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { type Kind, memberHistory } from './api';
import { useKindWords } from './words';

export function MemberHistory({ kind, id }: { kind: Kind; id: string }) {
  const { t } = useTranslation('people');
  const word = useKindWords(kind);
  const { data, error, refetch } = useQuery({
    queryKey: [kind, 'one', id, 'history'],
    queryFn: ({ signal }) => memberHistory(kind, id, signal),
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  if (data.items.length === 0) return <p>{t('history_empty')}</p>;
  return (
    <Timeline
      items={data.items.map((event) => ({
        key: event.id,
        content: (
          <>
            <strong>{word(`actions.${event.action}`)}</strong>{' '}
            <Typography.Text type="secondary">
              <DateTimeText value={event.at} />
              {event.actor_name && ` · ${event.actor_name}`}
            </Typography.Text>
            {event.reason && <div>{t('because', { reason: event.reason })}</div>}
          </>
        ),
      }))}
    />
  );
}
