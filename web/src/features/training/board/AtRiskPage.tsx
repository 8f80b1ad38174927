/** Participants who attend too little of what their class holds. */
import { useTranslation } from 'react-i18next';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { useFormat } from '@/lib/format/useFormat';
import { usePlaceFilters } from '../usePlaceFilters';
import { type AtRisk, BOARD, listAtRisk } from './api';

export default function AtRiskPage() {
  const { t } = useTranslation('training');
  const format = useFormat();
  const { regionName } = useRegions();
  const places = usePlaceFilters();
  const columns: ListColumn<AtRisk>[] = [
    {
      key: 'name',
      title: t('enrolment_fields.name'),
      render: ({ participant }) =>
        t('person', { name: participant.teacher.name, no: participant.teacher.staff_no }),
    },
    {
      key: 'institution',
      title: t('enrolment_fields.institution'),
      render: ({ participant }) => participant.institution.name,
    },
    {
      key: 'region',
      title: t('enrolment_fields.region'),
      render: ({ participant }) => regionName(participant.region_code),
    },
    {
      key: 'class',
      title: t('guidance.fields.class'),
      render: ({ participant }) => participant.class.title,
    },
    {
      key: 'attended',
      title: t('risk.attended'),
      align: 'right',
      render: (row) =>
        t('tasks.of', {
          n: format.number(row.attended_minutes),
          all: format.number(row.held_minutes),
        }),
    },
    {
      key: 'percent',
      title: t('risk.percent'),
      render: (row) => (
        <StateTag tone="bad">
          {t('risk.percent_of', {
            percent: format.number(row.percent),
            min: format.number(row.min_percent),
          })}
        </StateTag>
      ),
    },
  ];
  return (
    <ListPage<AtRisk>
      id="training-at-risk"
      title={t('risk.title')}
      intro={t('risk.intro')}
      queryKey={[...BOARD, 'at-risk']}
      fetchPage={({ cursor, limit, count, filters }, signal) =>
        listAtRisk({ cursor, limit, count, ...filters }, signal)
      }
      columns={columns}
      rowKey={({ participant }) => participant.enrolment_id}
      rowLabel={({ participant }) => participant.teacher.name}
      filters={places}
      exportTo={{ path: '/api/v1/training-participants-at-risk/export.xlsx' }}
      empty={{ title: t('risk.none'), hint: t('risk.none_hint') }}
    />
  );
}
