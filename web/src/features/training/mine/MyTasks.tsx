/** The work a participant is set: what is due, what was handed in, and handing in. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Flex, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { everyRow } from '@/lib/api/everyRow';
import type { Enrolment } from '../api';
import { listTasks, TASKS, type Task } from '../tasks/api';
import { HandInState } from '../tasks/HandInState';
import { HandInForm } from './HandInForm';

function Line({ task, onHandIn }: { task: Task; onHandIn?: () => void }) {
  const { t } = useTranslation('training');
  const { own } = task;
  return (
    <Flex vertical gap={4} component="li" align="start">
      <strong>{task.title}</strong>
      <Flex gap={8} wrap align="center">
        {own ? (
          <HandInState handIn={own} />
        ) : (
          <StateTag tone={task.overdue ? 'bad' : 'waiting'}>
            {t(task.overdue ? 'tasks.missing_late' : 'tasks.missing')}
          </StateTag>
        )}
        <Typography.Text type="secondary">
          {t('tasks.fields.due_at')} <DateTimeText value={task.due_at} />
        </Typography.Text>
      </Flex>
      {task.description && (
        <div style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{task.description}</div>
      )}
      {own?.remarks && (
        <div style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {t('tasks.fields.remarks')} {own.remarks}
        </div>
      )}
      {onHandIn && (
        <Button
          size="small"
          type={own ? 'default' : 'primary'}
          aria-label={t('tasks.hand_in_of', { title: task.title })}
          onClick={onHandIn}
        >
          {t(own ? 'tasks.hand_in_again' : 'tasks.hand_in')}
        </Button>
      )}
    </Flex>
  );
}

export function MyTasks({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useTranslation('training');
  const { message } = App.useApp();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Task>();
  const classId = enrolment.class?.id;
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...TASKS, 'mine', classId],
    enabled: classId !== undefined,
    queryFn: ({ signal }) =>
      everyRow((cursor) =>
        listTasks({ class_id: classId, withdrawn: false, limit: 200, cursor }, signal),
      ),
  });
  const refresh = () => client.invalidateQueries({ queryKey: TASKS });
  // Without a task there is nothing to do.
  if (classId === undefined || data?.length === 0) return null;
  const running = enrolment.status === 'placed' && enrolment.class?.status === 'running';
  // What was in time stays: late work would not take its place.
  const takes = (task: Task) => running && !(task.overdue && task.own && !task.own.late);
  return (
    <Card size="small" title={t('tasks.mine')}>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Skeleton active />}
      <Flex vertical gap={16} component="ul" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {data?.map((task) => (
          <Line
            key={task.id}
            task={task}
            {...(takes(task) ? { onHandIn: () => setChosen(task) } : {})}
          />
        ))}
      </Flex>
      <HandInForm
        task={chosen}
        onClose={() => setChosen(undefined)}
        onDone={async ({ late }) => {
          setChosen(undefined);
          void message.success(t(late ? 'tasks.handed_in_late' : 'tasks.handed_in_done'));
          await refresh();
        }}
      />
    </Card>
  );
}
