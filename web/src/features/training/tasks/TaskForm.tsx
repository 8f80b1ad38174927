/** Sets a class work, or changes what it was set. */
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { warnAfter } from '@/components/form/warnAfter';
import { instantOf, localOf } from '@/lib/format/local';
import { useFormat } from '@/lib/format/useFormat';
import { createTask, type Task, updateTask } from './api';

interface Values {
  title: string;
  description?: string;
  due_at: string;
}

interface Props {
  /** The class that is set a new task. */
  classId: string;
  /** The last day of the class, where it is known. */
  lastDay?: string;
  /** Changes this one. */
  task?: Task;
  open: boolean;
  onSaved: (task: Task) => void;
  onClose: () => void;
  onReload?: () => void;
}

export function TaskForm({ classId, lastDay, task, open, onSaved, onClose, onReload }: Props) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const required = { required: true, message: t('required') };
  const before = task && {
    title: task.title,
    description: task.description,
    due_at: localOf(task.due_at) ?? '',
  };
  return (
    <FormDrawer<Values, Task>
      open={open}
      title={t(task ? 'tasks.change' : 'tasks.add')}
      {...(before ? { initialValues: before } : {})}
      onSubmit={({ title, description, due_at }, { idempotencyKey }) => {
        const values = {
          title: title.trim(),
          description: description?.trim() ?? '',
          due_at: instantOf(due_at) ?? '',
        };
        if (!task) return createTask({ class_id: classId, ...values }, idempotencyKey);
        // A day that stays is not set anew: it may be past by now.
        const { due_at: due, ...words } = values;
        return updateTask(task, due_at === before?.due_at ? words : { ...words, due_at: due });
      }}
      onDone={onSaved}
      onClose={onClose}
      {...(onReload ? { onReload } : {})}
    >
      <Form.Item
        name="title"
        label={t('tasks.fields.title')}
        rules={[{ ...required, whitespace: true }]}
      >
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="description" label={t('tasks.fields.description')}>
        <Input.TextArea rows={6} maxLength={5000} showCount />
      </Form.Item>
      <Form.Item
        name="due_at"
        label={t('tasks.fields.due_at')}
        extra={t('tasks.due_hint')}
        rules={[required, warnAfter(lastDay, t('tasks.due_after', { day: format.date(lastDay) }))]}
      >
        <Input type="datetime-local" style={{ maxWidth: 240 }} />
      </Form.Item>
    </FormDrawer>
  );
}
