/** Guidance of one class, or of all that one has to do with: who is owed it, what is asked, what was given. */
import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { RecordList } from './RecordList';
import { RequestList } from './RequestList';
import { StandingList } from './StandingList';

const VIEWS = ['overview', 'requests', 'records'] as const;
type View = (typeof VIEWS)[number];

const isView = (text: string | null): text is View =>
  (VIEWS as readonly (string | null)[]).includes(text);

export function GuidanceTab({ classId }: { classId?: string }) {
  const { t } = useTranslation('training');
  const [params, setParams] = useSearchParams();
  const asked = params.get('view');
  const view: View = isView(asked) ? asked : 'overview';
  const of = classId ? { classId } : {};
  return (
    <>
      <Segmented<View>
        aria-label={t('guidance.view')}
        value={view}
        // Search and filters belong to the list that is left.
        onChange={(next) => {
          const tab = params.get('tab');
          setParams({ ...(tab ? { tab } : {}), view: next }, { replace: true });
        }}
        options={VIEWS.map((value) => ({ value, label: t(`guidance.${value}`) }))}
        style={{ marginBottom: 12 }}
      />
      {view === 'overview' && <StandingList {...of} />}
      {view === 'requests' && <RequestList {...of} />}
      {view === 'records' && <RecordList {...of} />}
    </>
  );
}
