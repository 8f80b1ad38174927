/** Who guided whom, when and for how long. */
import { useTranslation } from 'react-i18next';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { useFormat } from '@/lib/format/useFormat';
import { usePlaceFilters } from '../usePlaceFilters';
import { GUIDANCE, type GuidanceRecord, KINDS, listRecords } from './api';

export function RecordList({ classId }: { classId?: string }) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const places = usePlaceFilters({ periods: false });

  const filters: ListFilter[] = [
    {
      key: 'kind',
      label: t('guidance.kind'),
      options: KINDS.map((value) => ({ value, label: t(`guidance.kinds.${value}`) })),
    },
    ...(classId ? [] : places),
  ];

  const columns: ListColumn<GuidanceRecord>[] = [
    {
      key: 'name',
      title: t('enrolment_fields.name'),
      render: ({ participant }) => participant.teacher.name,
    },
    {
      key: 'institution',
      title: t('enrolment_fields.institution'),
      render: ({ participant }) => participant.institution.name,
    },
    ...(classId
      ? []
      : [
          {
            key: 'class',
            title: t('guidance.fields.class'),
            render: ({ participant }: GuidanceRecord) => participant.class.title,
          },
        ]),
    { key: 'by', title: t('guidance.fields.by'), render: (row) => row.given_by.name },
    {
      key: 'kind',
      title: t('guidance.kind'),
      render: ({ kind }) => t(`guidance.kinds.${kind}`),
    },
    {
      key: 'given_at',
      title: t('guidance.given_at'),
      render: (row) => <DateTimeText value={row.given_at} />,
    },
    {
      key: 'minutes',
      title: t('guidance.minutes'),
      align: 'right',
      render: (row) => format.number(row.minutes),
    },
    { key: 'note', title: t('guidance.note'), render: ({ note }) => <Text value={note} /> },
  ];

  return (
    <ListPage<GuidanceRecord>
      embedded
      id={classId ? 'class-guidance-records' : 'guidance-records'}
      title={t('guidance.records')}
      queryKey={[...GUIDANCE, 'records', classId]}
      fetchPage={({ cursor, limit, count, filters: set }, signal) =>
        listRecords({ cursor, limit, count, class_id: classId, ...set }, signal)
      }
      columns={columns}
      rowKey={({ id }) => id}
      rowLabel={(row) => `${row.participant.teacher.name} ${format.dateTime(row.given_at)}`}
      filters={filters}
      exportTo={{
        path: '/api/v1/guidance-records/export.xlsx',
        ...(classId ? { query: { class_id: classId } } : {}),
      }}
      empty={{ title: t('guidance.no_records'), hint: t('guidance.no_records_hint') }}
    />
  );
}
