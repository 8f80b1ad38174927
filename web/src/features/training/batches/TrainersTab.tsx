/** The pool of trainers of a batch, and when they are away while it lasts. */
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Grid } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { WideTable } from '@/components/display/WideTable';
import { RowCards } from '@/components/list/RowCards';
import type { ListColumn } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { api, call } from '@/lib/api/client';
import { everyRow } from '@/lib/api/everyRow';
import { filled } from '@/lib/api/filled';
import { instantOf } from '@/lib/format/local';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { ABSENCE_READERS, ABSENCES, type Batch, listAbsences, type Trainer } from '../api';
import { TrainersForm } from './TrainersForm';

interface Props {
  batch: Batch;
  editable: boolean;
  onReload: () => void;
  onChanged: () => Promise<void>;
}

const DAY_MS = 86_400_000;

/** Absences of anybody while the batch lasts, its last day included. */
function useAbsences(batch: Batch, enabled: boolean) {
  const from = instantOf(batch.starts_on) ?? '';
  const until = new Date(Date.parse(instantOf(batch.ends_on) ?? '') + DAY_MS).toISOString();
  return useQuery({
    queryKey: [...ABSENCES, 'during', from, until],
    enabled,
    queryFn: ({ signal }) =>
      everyRow((cursor) => listAbsences({ from, until, limit: 200, cursor }, signal)),
  });
}

/**
 * Whose absences can be read: headquarters anybody's, a branch those of the trainers of its region, a trainer
 * their own. Of others none to be seen does not mean that there are none. Unknown while it is asked.
 */
function useReadable(asked: boolean): (userId: string) => boolean | undefined {
  const { user, grant } = useSession();
  const branch = grant?.role === 'branch_staff';
  const { data: own } = useQuery({
    queryKey: ['users', 'every', 'trainer'],
    enabled: asked && branch,
    queryFn: ({ signal }) =>
      everyRow((cursor) => {
        const query = filled({ role: 'trainer' as const, limit: 200, cursor });
        return call(api.GET('/api/v1/users', { params: { query }, signal }));
      }),
  });
  return (userId) =>
    branch
      ? own?.some(({ id }) => id === userId)
      : grant?.role === 'hq_admin' || (grant?.role === 'trainer' && userId === user?.id);
}

export function TrainersTab({ batch, editable, onReload, onChanged }: Props) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const { grant } = useSession();
  const { regionName } = useRegions();
  const narrow = Grid.useBreakpoint().md === false;
  const [editing, setEditing] = useState(false);
  const sees = grant !== undefined && ABSENCE_READERS.includes(grant.role);
  const asked = sees && batch.trainers.length > 0;
  const { data: absences, error, refetch } = useAbsences(batch, asked);
  const readable = useReadable(asked);

  const available = ({ from_date, until_date }: Trainer) =>
    from_date || until_date
      ? t('available', {
          from: format.date(from_date ?? batch.starts_on),
          until: format.date(until_date ?? batch.ends_on),
        })
      : t('available_always');
  const away = (trainer: Trainer) => {
    if (!absences || error) return null;
    const own = absences.filter(({ user_id }) => user_id === trainer.user_id);
    if (own.length === 0) {
      const known = readable(trainer.user_id);
      if (known === undefined) return null;
      return known ? t('never_away') : t('away_unseen');
    }
    return (
      <ul style={{ margin: 0, paddingInlineStart: 16 }}>
        {own.map((one) => (
          <li key={one.id}>
            {t('away', {
              from: format.dateTime(one.starts_at),
              until: format.dateTime(one.ends_at),
              reason: one.reason,
            })}
          </li>
        ))}
      </ul>
    );
  };

  const columns: ListColumn<Trainer>[] = [
    { key: 'name', title: t('fields.name'), render: ({ name }) => name },
    {
      key: 'region',
      title: t('fields.region'),
      render: ({ region_code }) => (region_code ? regionName(region_code) : t('any_region')),
    },
    { key: 'available', title: t('fields.available'), render: available },
    ...(sees ? [{ key: 'away', title: t('fields.away'), render: away }] : []),
  ];

  return (
    <Card
      size="small"
      title={t('pool_title', { count: batch.trainers.length })}
      extra={editable && <Button onClick={() => setEditing(true)}>{t('change_trainers')}</Button>}
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {batch.trainers.length === 0 ? (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={editable ? t('no_trainers_keeper') : t('no_trainers')}
        />
      ) : narrow ? (
        <RowCards<Trainer>
          rows={batch.trainers}
          columns={columns}
          rowKey={({ user_id }) => user_id}
          rowLabel={({ name }) => name}
          selected={undefined}
          onSelect={() => undefined}
        />
      ) : (
        <WideTable<Trainer>
          label={t('batch_fields.trainers')}
          size="small"
          rowKey="user_id"
          dataSource={batch.trainers}
          pagination={false}
          columns={columns.map(({ key, title, render }) => ({
            key,
            title,
            render: (_: unknown, trainer: Trainer) => render(trainer),
          }))}
        />
      )}
      {sees && (
        <p style={{ marginBottom: 0 }}>
          <Link to="/training/absences">{t('to_absences')}</Link>
        </p>
      )}
      <TrainersForm
        batch={batch}
        open={editing}
        onClose={() => setEditing(false)}
        onReload={onReload}
        onSaved={async () => {
          setEditing(false);
          await onChanged();
        }}
      />
    </Card>
  );
}
