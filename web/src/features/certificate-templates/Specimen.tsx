/** A page of nobody, marked as a specimen: what a template comes to, shown in place and to be taken along. */
import { DownloadOutlined, EyeOutlined } from '@ant-design/icons';
import { Alert, Button, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { useBlobUrl } from '@/components/display/useFileUrl';
import { saveBlob } from '@/lib/browser/saveBlob';

interface Props {
  /** The page as PDF; nothing where the form told what is to be mended first. */
  ask: () => Promise<Blob | undefined>;
  /** Whether something was changed since it was asked for last. */
  outdated?: boolean;
}

export function Specimen({ ask, outdated = false }: Props) {
  const { t } = useTranslation('certificate_templates');
  const [page, setPage] = useState<Blob>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const url = useBlobUrl(page);

  const show = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const made = await ask();
      if (made) setPage(made);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Flex vertical gap={12}>
      <Flex wrap gap={8}>
        <Button icon={<EyeOutlined />} loading={busy} onClick={() => void show()}>
          {t('specimen.show')}
        </Button>
        {page && (
          <Button
            icon={<DownloadOutlined />}
            onClick={() => saveBlob(page, `${t('specimen.file')}.pdf`)}
          >
            {t('specimen.download')}
          </Button>
        )}
      </Flex>
      <ProblemAlert error={error} />
      {url && outdated && <Alert type="warning" showIcon title={t('specimen.outdated')} />}
      {url && (
        <iframe
          title={t('specimen.title')}
          src={url}
          style={{ width: '100%', aspectRatio: '297 / 230', border: '1px solid #cfd7e3' }}
        />
      )}
    </Flex>
  );
}
