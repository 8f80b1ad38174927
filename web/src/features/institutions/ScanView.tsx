/** The scan of the stamped form, shown in place; a link cannot carry the token, so it is fetched. */
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Flex, Skeleton, Typography } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { download } from '@/lib/api/download';
import { ApiProblem } from '@/lib/api/problem';
import { apiFetch, apiOrigin } from '@/lib/api/transport';
import { useProblemText } from '@/lib/i18n/useProblemText';

export function ScanView({ applicationId }: { applicationId: string }) {
  const { t } = useTranslation('institutions');
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  const path = `/api/v1/institution-applications/${applicationId}/scan`;
  const { data, error, refetch } = useQuery({
    queryKey: ['institution-applications', 'scan', applicationId],
    queryFn: async ({ signal }) => {
      const response = await apiFetch(
        new Request(apiOrigin() + path, { credentials: 'same-origin', signal }),
      );
      if (!response.ok) throw await ApiProblem.from(response);
      return response.blob();
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!data) return;
    const made = URL.createObjectURL(data);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);

  return (
    <section aria-labelledby="application-scan">
      <Flex justify="space-between" align="center" style={{ marginBottom: 8 }}>
        <Typography.Title level={3} id="application-scan" style={{ fontSize: 15, margin: 0 }}>
          {t('applications.scan')}
        </Typography.Title>
        <Button
          icon={<DownloadOutlined />}
          onClick={() =>
            void download(path).catch((problem: unknown) => message.error(problemText(problem)))
          }
        >
          {t('applications.scan_download')}
        </Button>
      </Flex>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!error && !url && <Skeleton.Node active style={{ width: '100%' }} />}
      {url &&
        (data?.type === 'application/pdf' ? (
          <iframe
            title={t('applications.scan')}
            src={url}
            style={{ width: '100%', height: 480, border: '1px solid #cfd7e3' }}
          />
        ) : (
          <img alt={t('applications.scan')} src={url} style={{ maxWidth: '100%' }} />
        ))}
    </section>
  );
}
