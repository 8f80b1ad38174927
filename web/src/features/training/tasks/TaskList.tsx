/** The work of one class, or of all that one has to do with. */
import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DateTimeText } from '@/components/display/Formatted';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { listTasks, TASK_SETTERS, TASKS, type Task } from './api';
import { TaskForm } from './TaskForm';
import { TaskState } from './TaskState';

interface Props {
  classId?: string;
  /** The last day of this class. */
  lastDay?: string;
  /** Whether the class is still set work. */
  goesOn?: boolean;
}

export function TaskList({ classId, lastDay, goesOn = true }: Props) {
  const { t } = useTranslation('training');
  const { message } = App.useApp();
  const client = useQueryClient();
  const format = useFormat();
  const { grant } = useSession();
  const [adding, setAdding] = useState(false);
  const sets =
    classId !== undefined && goesOn && grant !== undefined && TASK_SETTERS.includes(grant.role);

  const filters: ListFilter[] = [
    {
      key: 'unread',
      label: t('tasks.fields.unread'),
      options: [{ value: 'true', label: t('tasks.with_unread') }],
    },
    {
      key: 'withdrawn',
      label: t('batch_fields.status'),
      options: [
        { value: 'false', label: t('tasks.standing') },
        { value: 'true', label: t('tasks.state.withdrawn') },
      ],
    },
  ];

  const columns: ListColumn<Task>[] = [
    {
      key: 'title',
      title: t('tasks.fields.title'),
      render: ({ id, title }) => <Link to={`/training/tasks/${id}`}>{title}</Link>,
    },
    ...(classId
      ? []
      : [
          {
            key: 'class',
            title: t('guidance.fields.class'),
            render: (row: Task) => row.class.title,
          },
        ]),
    {
      key: 'status',
      title: t('batch_fields.status'),
      render: (row) => <TaskState task={row} />,
    },
    {
      key: 'due_at',
      title: t('tasks.fields.due_at'),
      render: (row) => <DateTimeText value={row.due_at} />,
    },
    {
      key: 'handed_in',
      title: t('tasks.fields.handed_in'),
      align: 'right',
      render: ({ counts }) =>
        t('tasks.of', {
          n: format.number(counts.handed_in),
          all: format.number(counts.participants),
        }),
    },
    {
      key: 'late',
      title: t('tasks.fields.late'),
      align: 'right',
      render: ({ counts }) => format.number(counts.late),
    },
    {
      key: 'unread',
      title: t('tasks.fields.unread'),
      align: 'right',
      render: ({ counts }) => format.number(counts.unread),
    },
    {
      key: 'set_by',
      title: t('tasks.fields.set_by'),
      render: (row) => row.set_by.name,
      initiallyHidden: true,
    },
  ];

  const add = sets && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t('tasks.add')}
    </Button>
  );

  return (
    <>
      <ListPage<Task>
        embedded={classId !== undefined}
        id={classId ? 'class-tasks' : 'tasks'}
        title={t('tasks.title')}
        intro={t('tasks.intro')}
        queryKey={[...TASKS, 'list', classId]}
        fetchPage={({ cursor, limit, count, filters: set }, signal) =>
          listTasks({ cursor, limit, count, class_id: classId, ...set }, signal)
        }
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={({ title }) => title}
        filters={filters}
        {...(add ? { actions: add } : {})}
        empty={{
          title: t('tasks.none'),
          hint: t(sets ? 'tasks.none_setter' : 'tasks.none_hint'),
          ...(add ? { action: add } : {}),
        }}
      />
      {sets && (
        <TaskForm
          classId={classId}
          {...(lastDay ? { lastDay } : {})}
          open={adding}
          onClose={() => setAdding(false)}
          onSaved={async () => {
            setAdding(false);
            void message.success(t('tasks.added'));
            await client.invalidateQueries({ queryKey: TASKS });
          }}
        />
      )}
    </>
  );
}
