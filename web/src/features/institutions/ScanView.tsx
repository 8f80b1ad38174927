/** The scan of the stamped form, shown in place; a link cannot carry the token, so it is fetched. */
import { DownloadOutlined } from '@ant-design/icons';
import { App, Button, Flex, Skeleton, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { useFileUrl } from '@/components/display/useFileUrl';
import { download } from '@/lib/api/download';
import { useProblemText } from '@/lib/i18n/useProblemText';

export function ScanView({ applicationId }: { applicationId: string }) {
  const { t } = useTranslation('institutions');
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  const path = `/api/v1/institution-applications/${applicationId}/scan`;
  const { url, type, error, refetch } = useFileUrl(path);

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
        (type === 'application/pdf' ? (
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
