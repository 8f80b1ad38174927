/** What each participant handed in for a task; a trainer reads it and says something to it. */
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Empty, Flex, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { ReasonModal } from '@/components/form/ReasonModal';
import { useFileDownload } from '@/components/jobs/useFileDownload';
import { type HandIn, type HandInLine, listHandIns, readHandIn, TASKS, type Task } from './api';
import { HandInState } from './HandInState';

function Work({ line, task, onRead }: { line: HandInLine; task: Task; onRead?: () => void }) {
  const { t } = useTranslation('training');
  const { take, taking } = useFileDownload(
    (id) => `/api/v1/class-tasks/${task.id}/hand-ins/${id}/file`,
  );
  const { teacher, institution, enrolment_id } = line.participant;
  const work = line.hand_in;
  return (
    <Card
      size="small"
      title={
        <span style={{ whiteSpace: 'normal' }}>
          {teacher.name}
          <Typography.Text type="secondary">
            {' '}
            {teacher.staff_no} · {institution.name}
          </Typography.Text>
        </span>
      }
      extra={work ? <HandInState handIn={work} /> : <Missing task={task} />}
    >
      {!work && <Typography.Text type="secondary">{t('tasks.nothing_yet')}</Typography.Text>}
      {work && (
        <Flex vertical gap={8} align="start">
          <Typography.Text type="secondary">
            {t('tasks.fields.handed_in_at')} <DateTimeText value={work.handed_in_at} />
          </Typography.Text>
          {work.body && (
            <div style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{work.body}</div>
          )}
          {work.file && (
            <Button
              icon={<DownloadOutlined />}
              loading={taking === enrolment_id}
              style={{ height: 'auto', whiteSpace: 'normal' }}
              onClick={() => void take(enrolment_id, work.file?.name)}
            >
              {work.file.name}
            </Button>
          )}
          {work.remarks && (
            <div style={{ whiteSpace: 'pre-wrap' }}>
              <strong>{t('tasks.fields.remarks')}</strong> {work.remarks}
            </div>
          )}
          {onRead && (
            <Button
              size="small"
              aria-label={t('tasks.read_of', { name: teacher.name })}
              onClick={onRead}
            >
              {t(work.read_at ? 'tasks.remark' : 'tasks.mark_read')}
            </Button>
          )}
        </Flex>
      )}
    </Card>
  );
}

function Missing({ task }: { task: Task }) {
  const { t } = useTranslation('training');
  return (
    <StateTag tone={task.overdue ? 'bad' : 'neutral'}>
      {t(task.overdue ? 'tasks.missing_late' : 'tasks.missing')}
    </StateTag>
  );
}

export function HandIns({ task, reads }: { task: Task; reads: boolean }) {
  const { t } = useTranslation('training');
  const { message } = App.useApp();
  const client = useQueryClient();
  const [reading, setReading] = useState<{ name: string; work: HandIn }>();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...TASKS, 'one', task.id, 'hand-ins'],
    queryFn: ({ signal }) => listHandIns(task.id, signal),
  });
  return (
    <section aria-label={t('tasks.hand_ins')}>
      <Typography.Title level={2} style={{ fontSize: 16 }}>
        {t('tasks.hand_ins')}
      </Typography.Title>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Skeleton active />}
      {data?.items.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('tasks.nobody')} />
      )}
      <Flex vertical gap={12}>
        {data?.items.map((line) => {
          const work = line.hand_in;
          const name = line.participant.teacher.name;
          return (
            <Work
              key={line.participant.enrolment_id}
              line={line}
              task={task}
              {...(reads && work ? { onRead: () => setReading({ name, work }) } : {})}
            />
          );
        })}
      </Flex>
      <ReasonModal
        open={reading !== undefined}
        title={reading ? t('tasks.read_title', { name: reading.name }) : ''}
        explain={t('tasks.read_explain')}
        okText={t('tasks.mark_read')}
        label={t('tasks.fields.remarks')}
        required={false}
        onClose={() => setReading(undefined)}
        onSubmit={async (remarks) => {
          if (!reading) return;
          await readHandIn(reading.work, remarks);
          void message.success(t('tasks.read_done'));
          await client.invalidateQueries({ queryKey: TASKS });
        }}
      />
    </section>
  );
}
