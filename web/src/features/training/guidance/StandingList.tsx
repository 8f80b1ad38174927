/** Each participant's last guidance, and who is owed it. */
import { WarningOutlined } from '@ant-design/icons';
import { Button, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { usePlaceFilters } from '../usePlaceFilters';
import { GUIDANCE, GUIDES, listStanding, type Standing } from './api';
import type { Guided } from './GuidanceForm';
import { useGuiding } from './useGuiding';

export function StandingList({ classId }: { classId?: string }) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const { regionName } = useRegions();
  const places = usePlaceFilters();
  const { grant } = useSession();
  const { guide, guidanceForm } = useGuiding();
  const guides = grant !== undefined && GUIDES.includes(grant.role);
  const wide = grant?.scope.kind === 'country';

  const filters: ListFilter[] = [
    {
      key: 'owed',
      label: t('guidance.fields.owed'),
      options: [
        { value: 'true', label: t('guidance.owed') },
        { value: 'false', label: t('guidance.in_order') },
      ],
    },
    ...(classId ? [] : places),
  ];

  const nameOf = ({ participant: { teacher } }: Standing) =>
    t('person', { name: teacher.name, no: teacher.staff_no });
  const columns: ListColumn<Standing>[] = [
    { key: 'name', title: t('enrolment_fields.name'), render: nameOf },
    {
      key: 'institution',
      title: t('enrolment_fields.institution'),
      render: ({ participant }) => participant.institution.name,
    },
    {
      key: 'region',
      title: t('enrolment_fields.region'),
      render: ({ participant }) => regionName(participant.region_code),
      initiallyHidden: !wide,
    },
    ...(classId
      ? []
      : [
          {
            key: 'class',
            title: t('guidance.fields.class'),
            render: ({ participant }: Standing) => participant.class.title,
          },
        ]),
    {
      key: 'last',
      title: t('guidance.fields.last'),
      render: ({ last }) =>
        last ? (
          <>
            <DateTimeText value={last.given_at} />
            {' · '}
            {last.by.name}
          </>
        ) : (
          t('guidance.never')
        ),
    },
    {
      key: 'times',
      title: t('guidance.fields.times'),
      align: 'right',
      render: (row) => format.number(row.times),
    },
    {
      key: 'minutes',
      title: t('guidance.minutes'),
      align: 'right',
      render: (row) => format.number(row.minutes),
    },
    {
      key: 'days',
      title: t('guidance.fields.days'),
      render: (row) => (
        <StateTag tone={row.owed ? 'bad' : 'good'}>
          {row.owed && <WarningOutlined aria-hidden />}{' '}
          {t(row.owed ? 'guidance.days_owed' : 'guidance.days', {
            count: row.days_without,
            days: format.number(row.days_without),
            max: format.number(row.max_days),
          })}
        </StateTag>
      ),
    },
    {
      key: 'due_at',
      title: t('guidance.fields.due_at'),
      render: (row) => <DateTimeText value={row.due_at} />,
      initiallyHidden: true,
    },
    {
      key: 'open',
      title: t('guidance.fields.open'),
      render: ({ open_request: open }) =>
        open && (
          <StateTag tone={open.late ? 'bad' : 'waiting'}>
            {t(open.late ? 'guidance.late_request' : 'guidance.open_request')}
          </StateTag>
        ),
    },
    ...(guides
      ? [
          {
            key: 'do',
            title: t('guidance.fields.do'),
            render: (row: Standing) => (
              <Flex gap={8} wrap>
                {row.open_request && (
                  <Button
                    size="small"
                    type="primary"
                    aria-label={t('guidance.answer_of', { name: row.participant.teacher.name })}
                    onClick={() => guide(guidedOf(row, true))}
                  >
                    {t('guidance.answer')}
                  </Button>
                )}
                <Button
                  size="small"
                  aria-label={t('guidance.record_of', { name: row.participant.teacher.name })}
                  onClick={() => guide(guidedOf(row, false))}
                >
                  {t('guidance.record')}
                </Button>
              </Flex>
            ),
          },
        ]
      : []),
  ];

  return (
    <>
      <ListPage<Standing>
        embedded
        id={classId ? 'class-guidance' : 'guidance-overview'}
        title={t('guidance.overview')}
        queryKey={[...GUIDANCE, 'overview', classId]}
        fetchPage={({ cursor, limit, count, filters: set }, signal) =>
          listStanding({ cursor, limit, count, class_id: classId, ...set }, signal)
        }
        columns={columns}
        rowKey={({ participant }) => participant.enrolment_id}
        rowLabel={nameOf}
        filters={filters}
        exportTo={{
          path: '/api/v1/guidance-overview/export.xlsx',
          ...(classId ? { query: { class_id: classId } } : {}),
        }}
        empty={{ title: t('guidance.nobody'), hint: t('guidance.nobody_hint') }}
      />
      {guidanceForm}
    </>
  );
}

const guidedOf = ({ participant, open_request }: Standing, answers: boolean): Guided => ({
  enrolmentId: participant.enrolment_id,
  name: participant.teacher.name,
  ...(answers && open_request ? { request: open_request } : {}),
});
