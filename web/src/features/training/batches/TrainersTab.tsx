/** The pool of trainers of a batch, and when they are away while it lasts. */
import { Button, Card, Empty, Grid } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { WideTable } from '@/components/display/WideTable';
import { RowCards } from '@/components/list/RowCards';
import type { ListColumn } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { useFormat } from '@/lib/format/useFormat';
import type { Batch, Trainer } from '../api';
import { TrainersForm } from './TrainersForm';

interface Props {
  batch: Batch;
  editable: boolean;
  onReload: () => void;
  onChanged: () => Promise<void>;
}

export function TrainersTab({ batch, editable, onReload, onChanged }: Props) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const { regionName } = useRegions();
  const narrow = Grid.useBreakpoint().md === false;
  const [editing, setEditing] = useState(false);
  // Of whom nothing is told nothing is known: that is not the same as being there.
  const sees = batch.trainers.some(({ absences }) => absences);

  const available = ({ from_date, until_date }: Trainer) =>
    from_date || until_date
      ? t('available', {
          from: format.date(from_date ?? batch.starts_on),
          until: format.date(until_date ?? batch.ends_on),
        })
      : t('available_always');
  const away = ({ absences }: Trainer) => {
    if (!absences) return t('away_unseen');
    return absences.length === 0 ? (
      t('never_away')
    ) : (
      <ul style={{ margin: 0, paddingInlineStart: 16 }}>
        {absences.map((one) => (
          <li key={one.starts_at}>
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
