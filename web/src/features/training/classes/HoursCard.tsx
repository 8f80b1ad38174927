/** The live hours of a class, planned and held, against what the rule asks; and the way to the plan. */
import { Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { SESSION_READERS } from '@/components/live/api';
import { HoursBar } from '@/components/live/HoursBar';
import { useSession } from '@/lib/session/store';
import type { TrainingClass } from './api';

export function HoursCard({ hours, id }: Pick<TrainingClass, 'hours' | 'id'>) {
  const { t } = useTranslation('training_classes');
  const { grant } = useSession();
  const reads = grant !== undefined && SESSION_READERS.includes(grant.role);
  return (
    <Card
      size="small"
      title={t('fields.hours')}
      extra={reads && <Link to={`/live-plans/training_class/${id}`}>{t('to_plan')}</Link>}
    >
      <HoursBar
        hours={{
          minutes_per_hour: hours.hour_minutes,
          planned_minutes: hours.planned_minutes,
          planned_hours: hours.planned,
          held_minutes: hours.held_minutes,
          held_hours: hours.held,
          required_hours: hours.least,
          ...(hours.clause ? { clause: hours.clause } : {}),
        }}
      />
    </Card>
  );
}
