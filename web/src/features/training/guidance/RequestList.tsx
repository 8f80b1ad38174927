/** What participants ask: those that wait, how long they may, and what was answered. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { usePlaceFilters } from '../usePlaceFilters';
import { GUIDANCE, GUIDES, listRequests, type Request, STATUSES } from './api';
import { RequestState } from './RequestState';
import { useGuiding } from './useGuiding';

export function RequestList({ classId }: { classId?: string }) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const { regionName } = useRegions();
  const places = usePlaceFilters({ periods: false });
  const { grant } = useSession();
  const { guide, guidanceForm } = useGuiding();
  const guides = grant !== undefined && GUIDES.includes(grant.role);

  const filters: ListFilter[] = [
    {
      key: 'status',
      label: t('batch_fields.status'),
      options: STATUSES.map((value) => ({ value, label: t(`guidance.status.${value}`) })),
    },
    {
      key: 'late',
      label: t('guidance.fields.late'),
      options: [
        { value: 'true', label: t('guidance.late') },
        { value: 'false', label: t('guidance.timely') },
      ],
    },
    ...(classId ? [] : places),
  ];

  const columns: ListColumn<Request>[] = [
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
            render: ({ participant }: Request) => participant.class.title,
          },
        ]),
    {
      key: 'region',
      title: t('enrolment_fields.region'),
      render: ({ participant }) => regionName(participant.region_code),
      initiallyHidden: true,
    },
    {
      key: 'question',
      title: t('guidance.fields.question'),
      render: ({ question }) => <span style={{ whiteSpace: 'pre-wrap' }}>{question}</span>,
    },
    {
      key: 'status',
      title: t('batch_fields.status'),
      render: (row) => <RequestState request={row} />,
    },
    {
      key: 'asked_at',
      title: t('guidance.fields.asked_at'),
      render: (row) => <DateTimeText value={row.asked_at} />,
    },
    {
      key: 'due_at',
      title: t('guidance.fields.answer_by'),
      render: (row) => <DateTimeText value={row.due_at} />,
    },
    {
      key: 'answer',
      title: t('guidance.fields.answer'),
      render: ({ answer }) =>
        answer && (
          <>
            <div>
              {t('guidance.answered_by', {
                name: answer.by.name,
                kind: t(`guidance.kinds.${answer.kind}`),
                minutes: format.number(answer.minutes),
                at: format.dateTime(answer.answered_at),
              })}
            </div>
            <Text value={answer.note} />
          </>
        ),
    },
    ...(guides
      ? [
          {
            key: 'do',
            title: t('guidance.fields.do'),
            render: (row: Request) =>
              row.status === 'open' && (
                <Button
                  size="small"
                  type="primary"
                  aria-label={t('guidance.answer_of', { name: row.participant.teacher.name })}
                  onClick={() =>
                    guide({
                      enrolmentId: row.participant.enrolment_id,
                      name: row.participant.teacher.name,
                      request: row,
                    })
                  }
                >
                  {t('guidance.answer')}
                </Button>
              ),
          },
        ]
      : []),
  ];

  return (
    <>
      <ListPage<Request>
        embedded
        id={classId ? 'class-guidance-requests' : 'guidance-requests'}
        title={t('guidance.requests')}
        queryKey={[...GUIDANCE, 'requests', classId]}
        fetchPage={({ cursor, limit, count, filters: set }, signal) =>
          listRequests({ cursor, limit, count, class_id: classId, ...set }, signal)
        }
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={(row) => `${row.participant.teacher.name} ${format.dateTime(row.asked_at)}`}
        filters={filters}
        exportTo={{
          path: '/api/v1/guidance-requests/export.xlsx',
          ...(classId ? { query: { class_id: classId } } : {}),
        }}
        empty={{ title: t('guidance.no_requests'), hint: t('guidance.no_requests_hint') }}
      />
      {guidanceForm}
    </>
  );
}
