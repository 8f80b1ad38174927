/** The versions of a design, the newest first, each to be taken along. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFileDownload } from '@/components/jobs/useFileDownload';
import { useFormat } from '@/lib/format/useFormat';
import { type Design, versionFile } from './api';

const KB = 1000;

interface Props {
  design: Design;
  /** The training of whoever handed it in is over. */
  ended?: boolean;
}

export function Versions({ design, ended = false }: Props) {
  const { t } = useTranslation('designs');
  const format = useFormat();
  const { take, taking } = useFileDownload((id) => versionFile(design.id, id));
  return (
    <Flex vertical gap={8} component="ul" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {design.versions.map((version) => (
        <Flex key={version.id} component="li" wrap gap={8} align="center">
          <Tag>{t('version_no', { no: version.no })}</Tag>
          <span style={{ overflowWrap: 'anywhere' }}>{version.title}</span>
          {version.judged &&
            (ended ? <Tag>{t('was_judged')}</Tag> : <Tag color="processing">{t('judged')}</Tag>)}
          <Typography.Text type="secondary">
            {t('about', {
              at: format.dateTime(version.submitted_at),
              kind: version.kind.toUpperCase(),
              size: format.number(Math.ceil(version.size / KB)),
            })}
          </Typography.Text>
          <Button
            size="small"
            icon={<DownloadOutlined />}
            loading={taking === version.id}
            aria-label={t('download_no', { no: version.no })}
            onClick={() => void take(version.id, version.file_name)}
          >
            {t('download')}
          </Button>
        </Flex>
      ))}
    </Flex>
  );
}
