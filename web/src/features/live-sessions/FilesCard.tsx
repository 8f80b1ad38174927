/** Attendance files of a session: sent, looked through row by row, and let count. */
import { UploadOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Card, Flex, Skeleton, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { WideTable } from '@/components/display/WideTable';
import type { Session } from '@/components/live/api';
import { addFile, FILES, type ListedFile, listFiles } from './api';
import { FileReview } from './FileReview';
import { FILE_TONE } from './states';

interface Props {
  session: Session;
  editable: boolean;
  onChanged: () => Promise<void>;
}

export function FilesCard({ session, editable, onChanged }: Props) {
  const { t } = useTranslation('live_sessions');
  const { message } = App.useApp();
  const [shown, setShown] = useState<string>();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...FILES, 'of', session.id],
    queryFn: ({ signal }) => listFiles(session.id, signal),
  });
  const send = useMutation({
    mutationFn: (file: File) => addFile(session.id, file),
    onSuccess: async ({ id }) => {
      setShown(id);
      void message.success(t('file_read'));
      await onChanged();
    },
  });

  return (
    <Card
      size="small"
      title={t('files')}
      extra={
        editable && (
          <Upload
            accept=".xlsx,.xls,.csv"
            maxCount={1}
            showUploadList={false}
            disabled={send.isPending}
            beforeUpload={(file) => {
              send.mutate(file);
              return false;
            }}
          >
            <Button size="small" icon={<UploadOutlined />} loading={send.isPending}>
              {t('send_file')}
            </Button>
          </Upload>
        )
      }
    >
      <Flex vertical gap={12}>
        {send.error && <ProblemAlert error={send.error} />}
        {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {isPending && <Skeleton active />}
        {data?.items.length === 0 && <Alert type="info" title={t('files_hint')} />}
        {(data?.items.length ?? 0) > 0 && (
          <WideTable<ListedFile>
            label={t('files')}
            size="small"
            rowKey="id"
            pagination={false}
            dataSource={[...(data?.items ?? [])]}
            columns={[
              {
                title: t('fields.file'),
                render: (_, file) => (
                  <Button type="link" size="small" onClick={() => setShown(file.id)}>
                    {file.file_name}
                  </Button>
                ),
              },
              { title: t('fields.program'), render: (_, file) => t(`programs.${file.program}`) },
              {
                title: t('fields.status'),
                render: (_, file) => (
                  <StateTag tone={FILE_TONE[file.status]}>
                    {t(`file_status.${file.status}`)}
                  </StateTag>
                ),
              },
              { title: t('fields.rows'), dataIndex: 'rows_read', align: 'right' },
              { title: t('fields.open_rows'), dataIndex: 'open_rows', align: 'right' },
              {
                title: t('fields.uploaded_at'),
                render: (_, file) => <DateTimeText value={file.uploaded_at} />,
              },
            ]}
          />
        )}
        {shown && (
          <FileReview
            key={shown}
            id={shown}
            editable={editable}
            onChanged={onChanged}
            onClose={() => setShown(undefined)}
          />
        )}
      </Flex>
    </Card>
  );
}
