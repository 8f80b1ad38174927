/** What happened to somebody on the list: who did it, when and why, and what stood there before. */
import { useQuery } from '@tanstack/react-query';
import { Skeleton, Timeline, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { type Kind, memberHistory } from './api';
import { useKindWords } from './words';

export function MemberHistory({ kind, id }: { kind: Kind; id: string }) {
  const { t } = useTranslation('people');
  const word = useKindWords(kind);
  const { text } = useDynamicText('people');
  const { data, error, refetch } = useQuery({
    queryKey: [kind, 'one', id, 'history'],
    queryFn: ({ signal }) => memberHistory(kind, id, signal),
  });
  // What stood before. States and genders are told in words, numbers of documents come masked.
  const was = (field: string, value: string | null) => {
    const name = text(`fields.${field}`, field);
    if (value === null) return t('was_empty', { field: name });
    const words = { status: word(`status.${value}`), gender: text(`genders.${value}`, value) };
    const before = words[field as keyof typeof words] ?? value;
    return t('was', { field: name, before });
  };
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
            {Object.entries(event.changes).map(([field, before]) => (
              <div key={field}>{was(field, before)}</div>
            ))}
            {event.reason && <div>{t('because', { reason: event.reason })}</div>}
          </>
        ),
      }))}
    />
  );
}
