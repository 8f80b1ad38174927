/** Says that the server does not answer, until it does; what failed meanwhile is then fetched again. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnectionLost } from '@/lib/api/connection';
import './plain.css';

export function ConnectionBar() {
  const { t } = useTranslation('common');
  const client = useQueryClient();
  const lost = useConnectionLost();
  const before = useRef(lost);
  useEffect(() => {
    if (before.current && !lost) {
      void client.refetchQueries({
        type: 'active',
        predicate: ({ state }) => state.error !== null,
      });
    }
    before.current = lost;
  }, [lost, client]);
  // Always there: what a screen reader is to announce must appear inside a region that it knows.
  return <div role="status">{lost && <p className="ox-connection">{t('connection_lost')}</p>}</div>;
}
