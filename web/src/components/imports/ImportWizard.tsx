/**
 * A spreadsheet into the system, in the same four steps for everything that is imported: choose the file, a
 * dry run that changes nothing, a look at what it would do, the import itself. The import's id stands in the
 * URL, so a reload goes on where it was.
 */
import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Flex, Form, Input, Result, Skeleton, Steps, Upload } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered } from '@/lib/api/answered';
import type { ImportEndpoints, ImportRow, ImportView } from '@/lib/api/imports';
import { useFormat } from '@/lib/format/useFormat';
import { PageHeader } from '../display/PageHeader';
import { ProblemAlert } from '../display/ProblemAlert';
import { JobProgress } from '../jobs/JobProgress';
import { useFileDownload } from '../jobs/useFileDownload';
import { useUrlIds } from '../jobs/useJob';
import { FileLimit, megabytes, useFileLimit } from '../upload/FileLimit';
import { ImportReview } from './ImportReview';
import { RecentImports } from './RecentImports';

/** School systems export text under this name, with commas or tabs. */
const ACCEPT = '.xlsx,.xls,.csv,.txt';

interface Props {
  title: string;
  intro?: ReactNode;
  /** Separates the cached answers of different imports. */
  name: string;
  endpoints: ImportEndpoints;
  /** The form's other parts, e.g. `exam_date_id`; the file can be chosen once `fieldsReady`. */
  fields?: Record<string, string>;
  fieldsReady?: boolean;
  /** Whether rows that change what stands go in only with a reason, which is kept with each change. */
  changesNeedReason?: boolean;
  /** Controls for `fields`, shown above the file. */
  fieldControls?: ReactNode;
  /** The heading of a column of the file in the reader's language. */
  columnLabel?: (column: string) => string;
  /** What else is known of a dry run, shown before the import. */
  reviewExtra?: (view: ImportView) => ReactNode;
  /** What can be done about a refused row besides mending the file. */
  rowAction?: (row: ImportRow, importId: string) => ReactNode;
  /** After rows went in: invalidate what shows them. */
  onCommitted?: () => void;
  /** Where to go from the result, e.g. a link to the list. */
  resultExtra?: ReactNode;
}

const STEP: Record<ImportView['status'], number> = {
  parsing: 1,
  failed: 1,
  ready: 2,
  committing: 3,
  committed: 4,
  discarded: 0,
};

export function ImportWizard({
  title,
  intro,
  name,
  endpoints,
  fields = {},
  fieldsReady = true,
  changesNeedReason = false,
  fieldControls,
  columnLabel = (column) => column,
  reviewExtra,
  rowAction,
  onCommitted,
  resultExtra,
}: Props) {
  const { t } = useTranslation('components');
  const { message } = App.useApp();
  const { take: fetchFile } = useFileDownload((path) => path);
  const client = useQueryClient();
  const format = useFormat();
  const most = useFileLimit('spreadsheet');
  const [urlId, setUrlIds] = useUrlIds();
  const importId = urlId('import');
  const commitJob = urlId('job');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [reason, setReason] = useState('');
  const key = ['imports', name, importId];

  const {
    data: view,
    error: readError,
    refetch,
  } = useQuery({
    queryKey: key,
    enabled: importId !== undefined,
    queryFn: () => endpoints.get(importId ?? ''),
  });
  const current = importId === undefined ? undefined : view;
  const step = current ? STEP[current.status] : 0;

  // However it was learnt: a short import has ended before anybody watched its job.
  const committed = current?.status === 'committed' ? current.id : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each import that went in
  useEffect(() => {
    if (committed) onCommitted?.();
  }, [committed]);

  const attempt = async (action: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await action();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  const startOver = () => {
    setReason('');
    setUrlIds({ import: undefined, job: undefined });
    setError(undefined);
  };

  const upload = (file: File) => {
    // Only to spare the upload: the server checks for itself.
    if (most !== undefined && file.size > most) {
      void message.error(t('import.too_large', { size: format.number(megabytes(most)) }));
      return;
    }
    void attempt(async () => {
      const started = await endpoints.start(file, fields);
      await answered(client, ['imports', name, started.import.id], started.import);
      setUrlIds({ import: started.import.id, job: undefined });
    });
  };

  const counts = current?.counts;
  const toWrite = (counts?.new ?? 0) + (counts?.changed ?? 0);
  const asksReason = changesNeedReason && (counts?.changed ?? 0) > 0;
  const given = reason.trim();

  return (
    <>
      <PageHeader
        title={title}
        intro={intro}
        extra={
          endpoints.templatePath && (
            <Button
              icon={<DownloadOutlined />}
              onClick={() => void fetchFile(endpoints.templatePath ?? '')}
            >
              {t('import.template')}
            </Button>
          )
        }
      />
      <Card>
        <Steps
          current={step}
          size="small"
          style={{ marginBottom: 24 }}
          items={[
            { title: t('import.step_file') },
            { title: t('import.step_check') },
            { title: t('import.step_review') },
            { title: t('import.step_import') },
          ]}
        />
        <ProblemAlert error={error ?? readError} onRetry={() => void refetch()} />

        {importId !== undefined && !current && !readError && <Skeleton active />}

        {step === 0 && (importId === undefined || current?.status === 'discarded') && (
          <Flex vertical gap={16}>
            {fieldControls}
            <Upload.Dragger
              accept={ACCEPT}
              maxCount={1}
              showUploadList={false}
              disabled={busy || !fieldsReady}
              beforeUpload={(file) => {
                upload(file);
                return false;
              }}
            >
              <p className="ant-upload-drag-icon">
                <InboxOutlined />
              </p>
              <p className="ant-upload-text">{busy ? t('import.uploading') : t('import.drop')}</p>
              <p className="ant-upload-hint">
                {t('import.formats')} <FileLimit of="spreadsheet" />
              </p>
            </Upload.Dragger>
            <RecentImports
              name={name}
              endpoints={endpoints}
              onOpen={(id) => setUrlIds({ import: id, job: undefined })}
            />
          </Flex>
        )}

        {current?.status === 'parsing' && (
          <JobProgress
            jobId={current.job_id ?? ''}
            title={t('import.checking', { file: current.file_name })}
            onEnd={() => void refetch()}
          />
        )}

        {current?.status === 'failed' && (
          <Flex vertical gap={12}>
            <JobProgress jobId={commitJob ?? current.job_id ?? ''} />
            <div>
              <Button type="primary" onClick={startOver}>
                {t('import.another_file')}
              </Button>
            </div>
          </Flex>
        )}

        {current?.status === 'ready' && importId && (
          <Flex vertical gap={16}>
            <ImportReview
              name={name}
              importId={importId}
              view={current}
              endpoints={endpoints}
              columnLabel={columnLabel}
              rowAction={rowAction && ((row) => rowAction(row, importId))}
              onDownloadRefused={() => void fetchFile(endpoints.refusedPath(importId))}
            />
            {reviewExtra?.(current)}
            {asksReason && (
              <Form layout="vertical">
                <Form.Item
                  label={t('import.reason_for_changes', { count: counts?.changed ?? 0 })}
                  htmlFor="import-reason"
                  required
                  extra={t('import.reason_kept')}
                  style={{ marginBottom: 0 }}
                >
                  <Input.TextArea
                    id="import-reason"
                    value={reason}
                    maxLength={500}
                    rows={3}
                    onChange={(event) => setReason(event.target.value)}
                  />
                </Form.Item>
              </Form>
            )}
            <Flex wrap gap={8}>
              <Button
                type="primary"
                loading={busy}
                disabled={toWrite === 0 || (asksReason && given.length < 2)}
                onClick={() =>
                  void attempt(async () => {
                    const { job } = await endpoints.commit(
                      importId,
                      asksReason ? given : undefined,
                    );
                    setUrlIds({ import: importId, job: job.id });
                    await refetch();
                  })
                }
              >
                {t('import.commit', { count: toWrite })}
              </Button>
              <Button
                disabled={busy}
                onClick={() =>
                  void attempt(async () => {
                    await endpoints.discard(importId);
                    startOver();
                  })
                }
              >
                {t('import.discard')}
              </Button>
            </Flex>
            {toWrite === 0 && <Alert type="info" showIcon title={t('import.nothing_to_do')} />}
          </Flex>
        )}

        {current?.status === 'committing' && (
          <JobProgress
            jobId={commitJob ?? current.job_id ?? ''}
            title={t('import.committing', { file: current.file_name })}
            onEnd={() => void refetch()}
          />
        )}

        {current?.status === 'committed' && counts && importId && (
          <Result
            status="success"
            title={t('import.done')}
            subTitle={t('import.done_counts', { ...counts })}
            extra={[
              counts.refused > 0 && (
                <Button
                  key="refused"
                  icon={<DownloadOutlined />}
                  onClick={() => void fetchFile(endpoints.refusedPath(importId))}
                >
                  {t('import.download_refused')}
                </Button>
              ),
              <Button key="again" onClick={startOver}>
                {t('import.another_file')}
              </Button>,
              resultExtra,
            ]}
          />
        )}
      </Card>
    </>
  );
}
