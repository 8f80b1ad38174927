/** The calendar of an edition: windows, exam dates, holidays, and where they contradict each other. */
import { EditOutlined, HistoryOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Empty, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DateText, Text } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { WideTable } from '@/components/display/WideTable';
import { api, call } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { CalendarForm } from './CalendarForm';
import { CalendarWarnings } from './CalendarWarnings';
import { EditionPicker } from './EditionPicker';
import { MoveExamDrawer } from './MoveExamDrawer';
import { Timeline } from './Timeline';
import { useChosenEdition } from './useChosenEdition';
import { EDITIONS, type ExamDate } from './words';

export default function CalendarPage() {
  const { t, i18n } = useTranslation('editions');
  const format = useFormat();
  const client = useQueryClient();
  const { grant } = useSession();
  const chosen = useChosenEdition();
  const [editing, setEditing] = useState(false);
  const [moving, setMoving] = useState<ExamDate>();
  const hq = grant?.role === 'hq_admin';
  const id = chosen.editionId;
  const { data, error, refetch } = useQuery({
    queryKey: [...EDITIONS, id, 'calendar'],
    enabled: id !== undefined,
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/v1/editions/{id}/calendar', { params: { path: { id: id ?? '' } }, signal }),
      ),
  });
  const refresh = () => void client.invalidateQueries({ queryKey: EDITIONS });
  const none = chosen.loaded && chosen.editions.length === 0;

  return (
    <>
      <PageHeader
        title={t('calendar.title')}
        intro={id && chosen.editionTitle(id)}
        extra={
          <>
            <EditionPicker chosen={chosen} />
            {id && (
              <Link to={`/editions/${id}/history`}>
                <Button icon={<HistoryOutlined />} tabIndex={-1}>
                  {t('history.title')}
                </Button>
              </Link>
            )}
            {hq && data && (
              <Button type="primary" icon={<EditOutlined />} onClick={() => setEditing(true)}>
                {t('calendar.edit')}
              </Button>
            )}
          </>
        }
      />
      {(error ?? chosen.error) && (
        <ProblemAlert error={error ?? chosen.error} onRetry={() => void refetch()} />
      )}
      {none && <Empty description={t('no_editions')} />}
      {!data && !error && !chosen.error && !none && <Skeleton active />}
      {data && (
        <Flex vertical gap={16}>
          <CalendarWarnings warnings={data.warnings} />
          <Card size="small" title={t('calendar.overview')}>
            <Timeline calendar={data} />
          </Card>
          <Card size="small" title={t('calendar.exams')}>
            {data.exam_dates.some((exam) => exam.tentative) && (
              <Alert
                type="info"
                showIcon
                title={t('calendar.tentative_explain')}
                style={{ marginBottom: 12 }}
              />
            )}
            <WideTable
              label={t('calendar.exams')}
              size="small"
              rowKey="id"
              pagination={false}
              dataSource={data.exam_dates}
              locale={{ emptyText: t('calendar.no_exams') }}
              columns={[
                {
                  title: t('fields.period'),
                  key: 'period',
                  render: (_, exam) => t('exam', { period: exam.period }),
                },
                {
                  title: t('fields.date'),
                  key: 'date',
                  render: (_, exam) => (
                    <Flex gap={8} align="center">
                      <DateText value={exam.date} />
                      {exam.tentative && <StateTag tone="waiting">{t('tentative')}</StateTag>}
                    </Flex>
                  ),
                },
                {
                  title: t('fields.clause'),
                  key: 'clause',
                  render: (_, exam) => <Text value={exam.clause} />,
                },
                ...(hq
                  ? [
                      {
                        title: t('fields.actions'),
                        key: 'actions',
                        render: (_: unknown, exam: ExamDate) => (
                          <Button size="small" onClick={() => setMoving(exam)}>
                            {t('move.open')}
                          </Button>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          </Card>
          <Card size="small" title={t('calendar.windows')}>
            <WideTable
              label={t('calendar.windows')}
              size="small"
              rowKey={(window) => `${window.kind}|${window.period}`}
              pagination={false}
              dataSource={data.windows}
              columns={[
                {
                  title: t('fields.window'),
                  key: 'kind',
                  render: (_, window) => t(`kind.${window.kind}`),
                },
                {
                  title: t('fields.period'),
                  key: 'period',
                  render: (_, window) => t('period', { period: window.period }),
                },
                {
                  title: t('fields.start'),
                  key: 'start',
                  render: (_, window) => <DateText value={window.start} />,
                },
                {
                  title: t('fields.end'),
                  key: 'end',
                  render: (_, window) => <DateText value={window.end} />,
                },
                {
                  title: t('fields.effect'),
                  key: 'effect',
                  render: (_, window) => t(`effect.${window.effect}`),
                },
                {
                  title: t('fields.clause'),
                  key: 'clause',
                  render: (_, window) => <Text value={window.clause} />,
                },
              ]}
            />
          </Card>
          <Card size="small" title={t('calendar.holidays')}>
            <WideTable
              label={t('calendar.holidays')}
              size="small"
              rowKey="start"
              pagination={false}
              dataSource={data.holidays}
              locale={{ emptyText: t('calendar.no_holidays') }}
              columns={[
                {
                  title: t('fields.holiday'),
                  key: 'name',
                  render: (_, day) => (i18n.language === 'en' ? day.name_en : day.name_zh),
                },
                {
                  title: t('fields.start'),
                  key: 'start',
                  render: (_, day) => <DateText value={day.start} />,
                },
                {
                  title: t('fields.end'),
                  key: 'end',
                  render: (_, day) => <DateText value={day.end} />,
                },
                {
                  title: t('fields.make_up'),
                  key: 'make_up',
                  render: (_, day) => (
                    <Text value={(day.make_up ?? []).map(format.day).join(t('separator'))} />
                  ),
                },
              ]}
            />
          </Card>
        </Flex>
      )}
      {data && (
        <>
          <CalendarForm
            open={editing}
            calendar={data}
            onClose={() => setEditing(false)}
            onDone={() => {
              setEditing(false);
              refresh();
            }}
            onReload={refresh}
          />
          <MoveExamDrawer
            exam={moving}
            version={data.version}
            onClose={() => setMoving(undefined)}
            onDone={() => {
              setMoving(undefined);
              refresh();
            }}
          />
        </>
      )}
    </>
  );
}
