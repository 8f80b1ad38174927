/** One task: what it asks for, and what each participant handed in. */
import { EditOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Descriptions, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { DateTimeText } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ExportButton } from '@/components/list/ExportButton';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { useSession } from '@/lib/session/store';
import { getTask, TASK_SETTERS, TASKS, withdrawTask } from './api';
import { HandIns } from './HandIns';
import { TaskForm } from './TaskForm';
import { TaskState } from './TaskState';

export default function TaskPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('training');
  const { message, modal } = App.useApp();
  const { problemText } = useProblemText();
  const client = useQueryClient();
  const { grant } = useSession();
  const [editing, setEditing] = useState(false);
  const key = [...TASKS, 'one', id];
  const {
    data: task,
    error,
    refetch,
  } = useQuery({ queryKey: key, queryFn: ({ signal }) => getTask(id, signal) });

  if (error && !task) return <PageProblem error={error} onRetry={() => void refetch()} />;
  if (!task) return <Skeleton active />;

  const setter = grant !== undefined && TASK_SETTERS.includes(grant.role);
  const changes = setter && !task.withdrawn_at;
  const refresh = () => client.invalidateQueries({ queryKey: TASKS });
  const takeBack = () =>
    modal.confirm({
      title: t('tasks.withdraw_title', { title: task.title }),
      content: t('tasks.withdraw_explain'),
      okText: t('tasks.withdraw'),
      okButtonProps: { danger: true },
      onOk: () =>
        withdrawTask(task).then(refresh, (problem) => {
          void message.error(problemText(problem));
          void refetch();
        }),
    });

  return (
    <>
      <PageHeader
        title={task.title}
        intro={<TaskState task={task} />}
        extra={
          <>
            {changes && (
              <>
                <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>
                  {t('tasks.change')}
                </Button>
                <Button danger onClick={takeBack}>
                  {t('tasks.withdraw')}
                </Button>
              </>
            )}
            <ExportButton
              path={`/api/v1/class-tasks/${task.id}/hand-ins/export.xlsx`}
              query={{}}
              fallbackName={`${task.title}.xlsx`}
            />
          </>
        }
      />
      <Flex vertical gap={16}>
        <Card size="small" title={t('tasks.what')}>
          <p style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {task.description || t('tasks.no_description')}
          </p>
          <Descriptions
            size="small"
            column={{ xs: 1, md: 2 }}
            items={[
              { key: 'class', label: t('guidance.fields.class'), children: task.class.title },
              {
                key: 'due_at',
                label: t('tasks.fields.due_at'),
                children: <DateTimeText value={task.due_at} />,
              },
              { key: 'set_by', label: t('tasks.fields.set_by'), children: task.set_by.name },
              {
                key: 'created_at',
                label: t('tasks.fields.created_at'),
                children: <DateTimeText value={task.created_at} />,
              },
            ]}
          />
        </Card>
        <HandIns task={task} reads={setter} />
      </Flex>
      <p>
        <Link to="/training/tasks">{t('tasks.to_all')}</Link>
      </p>
      {changes && (
        <TaskForm
          classId={task.class.id}
          task={task}
          open={editing}
          onClose={() => setEditing(false)}
          onReload={() => void refetch()}
          onSaved={async () => {
            setEditing(false);
            void message.success(t('saved'));
            await refresh();
          }}
        />
      )}
    </>
  );
}
