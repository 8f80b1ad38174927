/** When trainers are away: one's own, or those of the trainers one looks after. */
import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { UserSelect } from '@/components/pickers/UserSelect';
import { instantOf } from '@/lib/format/local';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { ABSENCES, type Absence, listAbsences, removeAbsence } from '../api';
import { AbsenceForm } from './AbsenceForm';

export default function AbsencesPage() {
  const { t } = useTranslation('training');
  const { message } = App.useApp();
  const client = useQueryClient();
  const format = useFormat();
  const { grant } = useSession();
  const [adding, setAdding] = useState(false);
  const own = grant?.role === 'trainer';

  const filters: ListFilter[] = [
    ...(own
      ? []
      : [
          {
            key: 'user_id',
            label: t('fields.trainer'),
            options: [],
            control: (value: string | undefined, change: (value: string | undefined) => void) => (
              <UserSelect
                holding="trainer"
                label={t('fields.trainer')}
                placeholder={t('fields.trainer')}
                value={value ?? null}
                onChange={(next) => change(typeof next === 'string' ? next : undefined)}
              />
            ),
          },
        ]),
    {
      key: 'from',
      label: t('fields.away_from'),
      options: [],
      control: (value, change) => (
        <Input
          type="date"
          prefix={t('fields.away_from')}
          aria-label={t('fields.away_from')}
          value={value ?? ''}
          onChange={(event) => change(event.target.value || undefined)}
        />
      ),
    },
  ];

  const columns: ListColumn<Absence>[] = [
    { key: 'name', title: t('fields.trainer'), render: ({ name }) => name },
    {
      key: 'starts_at',
      title: t('fields.away_starts'),
      render: (row) => <DateTimeText value={row.starts_at} />,
    },
    {
      key: 'ends_at',
      title: t('fields.away_ends'),
      render: (row) => <DateTimeText value={row.ends_at} />,
    },
    { key: 'reason', title: t('enrolment_fields.reason'), render: ({ reason }) => reason },
    {
      key: 'created_at',
      title: t('fields.created_at'),
      render: (row) => <DateTimeText value={row.created_at} />,
      initiallyHidden: true,
    },
  ];

  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t('add_absence')}
    </Button>
  );

  return (
    <>
      <ListPage<Absence>
        id="trainer-absences"
        title={t('absences')}
        intro={t('absences_intro')}
        queryKey={[...ABSENCES, 'list']}
        fetchPage={({ cursor, limit, count, filters: set }, signal) =>
          listAbsences({ cursor, limit, count, ...set, from: instantOf(set.from) }, signal)
        }
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={(row) => `${row.name} ${format.dateTime(row.starts_at)}`}
        filters={filters}
        bulkActions={[
          {
            key: 'remove',
            label: t('remove_absence'),
            danger: true,
            confirm: (rows) => t('remove_absences', { count: rows.length }),
            run: ({ id }) => removeAbsence(id),
          },
        ]}
        actions={add}
        empty={{ title: t('no_absences'), hint: t('no_absences_hint'), action: add }}
      />
      <AbsenceForm
        open={adding}
        forOthers={!own}
        onClose={() => setAdding(false)}
        onSaved={async () => {
          setAdding(false);
          void message.success(t('saved'));
          await client.invalidateQueries({ queryKey: ABSENCES });
        }}
      />
    </>
  );
}
