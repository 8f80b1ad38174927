/** Says on every page that this is a demo and what its clock shows, so that nobody takes it for the real thing. */
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '@/lib/api/types';
import { useMeta } from '@/lib/api/useMeta';
import { useFormat } from '@/lib/format/useFormat';
import './plain.css';

const KNOWN = 'onex.meta';

type Meta = Answer<'/api/v1/meta', 'get'>;

/** What this tab was last told; a server that is gone, or a session that ended, makes a demo nothing else. */
function known(): Meta | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(KNOWN) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(meta: Meta): void {
  try {
    sessionStorage.setItem(KNOWN, JSON.stringify(meta));
  } catch {
    // Storage may be forbidden: then it is known while the page is open.
  }
}

export function DemoBanner({ children }: { children?: ReactNode }) {
  const { t } = useTranslation('common');
  const format = useFormat();
  const answer = useMeta();
  useEffect(() => {
    if (answer.data) keep(answer.data);
  }, [answer.data]);
  const data = answer.data ?? known();
  if (!data?.demo) return null;
  return (
    <aside className="ox-demo" aria-label={t('demo.label')}>
      {data.simulated_now
        ? t('demo.banner_clock', { now: format.dateTime(data.simulated_now) })
        : t('demo.banner')}
      {children}
    </aside>
  );
}
