/** What guidance and class tasks add to the page of a class. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/lib/session/store';
import { GUIDANCE_READERS } from './guidance/api';
import { GuidanceTab } from './guidance/GuidanceTab';
import { TASK_READERS } from './tasks/api';
import { TaskList } from './tasks/TaskList';

interface Tab {
  key: string;
  label: string;
  children: ReactNode;
}

/** Tabs for whoever has to do with the participants of the class. */
export function useClassTabs(
  one: { id: string; status: string; ends_on: string } | undefined,
): Tab[] {
  const { t } = useTranslation('training');
  const role = useSession().grant?.role;
  if (!one || !role) return [];
  const tabs: Tab[] = [];
  if (GUIDANCE_READERS.includes(role)) {
    tabs.push({
      key: 'guidance',
      label: t('guidance.title'),
      children: <GuidanceTab classId={one.id} />,
    });
  }
  if (TASK_READERS.includes(role)) {
    const goesOn = one.status === 'formed' || one.status === 'running';
    tabs.push({
      key: 'tasks',
      label: t('tasks.title'),
      children: <TaskList classId={one.id} lastDay={one.ends_on} goesOn={goesOn} />,
    });
  }
  return tabs;
}
