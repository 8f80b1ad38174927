/** Says on every page that this is a demo and what its clock shows, so that nobody takes it for the real thing. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';

const MINUTE_MS = 60_000;

export function DemoBanner({ children }: { children?: ReactNode }) {
  const { t } = useTranslation('common');
  const format = useFormat();
  const { data } = useQuery({
    queryKey: ['meta'],
    queryFn: ({ signal }) => call(api.GET('/api/v1/meta', { signal })),
    // The simulated clock goes on while the page is open; a real deployment need not be asked again.
    refetchInterval: ({ state }) => (state.data?.demo ? MINUTE_MS : false),
    staleTime: MINUTE_MS,
  });
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
