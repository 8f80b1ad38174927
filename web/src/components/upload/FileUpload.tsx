/** Chooses a file and sends it in parts, with how far it is; what breaks off goes on where it was. */
import { UploadOutlined } from '@ant-design/icons';
import { Button, Flex, Progress, Typography, Upload } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format/useFormat';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { FileLimit } from './FileLimit';
import type { useUpload } from './useUpload';

const MB = 1_000_000;

interface Props {
  upload: ReturnType<typeof useUpload>;
  /** Endings of names, such as `.pdf,.docx`. */
  accept: string;
  hint: string;
  disabled?: boolean;
}

export function FileUpload({ upload, accept, hint, disabled = false }: Props) {
  const { t } = useTranslation('components');
  const format = useFormat();
  const { problemText } = useProblemText();
  const { sending, send, goOn, cancel } = upload;
  // Something is never shown as nothing.
  const megabytes = (bytes: number) => format.number(Math.ceil(bytes / (MB / 10)) / 10);

  if (sending.state === 'none') {
    return (
      <Flex vertical gap={4} align="flex-start">
        <Upload
          accept={accept}
          maxCount={1}
          showUploadList={false}
          disabled={disabled}
          beforeUpload={(file) => {
            send(file);
            return false;
          }}
        >
          <Button icon={<UploadOutlined />} disabled={disabled}>
            {t('upload.choose')}
          </Button>
        </Upload>
        <Typography.Text type="secondary">
          {hint} <FileLimit of={upload.purpose} />
        </Typography.Text>
      </Flex>
    );
  }
  if (sending.state === 'empty') {
    return (
      <Flex vertical gap={4} align="flex-start" role="status" aria-live="polite">
        <Typography.Text style={{ overflowWrap: 'anywhere' }}>{sending.file.name}</Typography.Text>
        <Typography.Text type="danger">{t('upload.empty')}</Typography.Text>
        <Button size="small" onClick={() => void cancel()}>
          {t('upload.another')}
        </Button>
      </Flex>
    );
  }
  const { file, sent } = sending;
  const status = { sending: 'active', broken: 'exception', there: 'success' } as const;
  return (
    <Flex vertical gap={4}>
      <Typography.Text style={{ overflowWrap: 'anywhere' }}>{file.name}</Typography.Text>
      <Progress
        percent={Math.floor((sent / file.size) * 100)}
        status={status[sending.state]}
        aria-label={t('upload.progress', { name: file.name })}
      />
      <Flex wrap gap={8} align="center" role="status" aria-live="polite">
        <Typography.Text type="secondary">
          {t(`upload.${sending.state}`, { sent: megabytes(sent), size: megabytes(file.size) })}
        </Typography.Text>
        {sending.state === 'broken' && (
          <>
            <Typography.Text type="danger">{problemText(sending.error)}</Typography.Text>
            <Button size="small" type="primary" onClick={goOn}>
              {t('upload.go_on')}
            </Button>
          </>
        )}
        <Button size="small" onClick={() => void cancel()}>
          {sending.state === 'there' ? t('upload.another') : t('cancel')}
        </Button>
      </Flex>
    </Flex>
  );
}
