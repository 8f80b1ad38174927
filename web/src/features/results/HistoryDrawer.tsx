/** How a result came to be what it is: each version with when and why. */
import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton, Timeline } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { api, call } from '@/lib/api/client';
import { RESULTS, type Result } from './words';

interface Props {
  result: Result | undefined;
  onClose: () => void;
}

export function HistoryDrawer({ result, onClose }: Props) {
  const { t } = useTranslation('results');
  const { data, error, refetch } = useQuery({
    queryKey: [...RESULTS, result?.id, 'history'],
    enabled: result !== undefined,
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/v1/subject-results/{id}/history', {
          params: { path: { id: result?.id ?? '' } },
          signal,
        }),
      ),
  });

  return (
    <Drawer
      open={result !== undefined}
      title={result && `${t('history.title')} ${result.student.name}`}
      onClose={onClose}
      styles={{ wrapper: { maxWidth: '100vw' } }}
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active />}
      {data && (
        <Timeline
          items={data.items.map((version) => ({
            key: version.version,
            content: (
              <>
                <strong>
                  {t(`status.${version.status}`)} {version.score}
                </strong>
                <div>
                  <DateTimeText value={version.recorded_at} />
                </div>
                <div>{version.reason ?? t('history.imported')}</div>
              </>
            ),
          }))}
        />
      )}
    </Drawer>
  );
}
