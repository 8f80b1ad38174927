/** Where a task stands. */
import { useTranslation } from 'react-i18next';
import { StateTag } from '@/components/display/StateTag';
import type { Task } from './api';

export function TaskState({ task }: { task: Pick<Task, 'withdrawn_at' | 'overdue'> }) {
  const { t } = useTranslation('training');
  if (task.withdrawn_at) return <StateTag tone="neutral">{t('tasks.state.withdrawn')}</StateTag>;
  return task.overdue ? (
    <StateTag tone="neutral">{t('tasks.state.due')}</StateTag>
  ) : (
    <StateTag tone="active">{t('tasks.state.open')}</StateTag>
  );
}
