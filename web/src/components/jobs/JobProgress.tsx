/** Long work: how far it is, how long it will take, and how it ended. */
import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Flex, Progress, Typography } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { download } from '@/lib/api/download';
import { ApiProblem } from '@/lib/api/problem';
import type { Job } from '@/lib/api/types';
import { useFormat } from '@/lib/format/useFormat';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { ProblemAlert } from '../display/ProblemAlert';
import { jobEnded, useJob } from './useJob';

interface Props {
  jobId: string;
  title?: string;
  onEnd?: (job: Job) => void;
  /** Path of a file with what failed, to mend and send again. */
  failuresPath?: string;
  onCancel?: () => void;
}

interface Sample {
  job: string;
  at: number;
  done: number;
}

/**
 * Seconds left at the pace seen here. The pace is measured by this browser's clock alone: the server's
 * times may come from a simulated one.
 */
export function secondsLeft(first: Sample, now: Sample, total: number): number | undefined {
  const rows = now.done - first.done;
  const elapsed = (now.at - first.at) / 1000;
  if (rows <= 0 || elapsed < 1 || total <= now.done) return undefined;
  return ((total - now.done) * elapsed) / rows;
}

/** Jobs that go row by row tell in their result how many rows failed. */
function failedRows(job: Job): number {
  if (typeof job.result !== 'object' || job.result === null) return 0;
  const counts = job.result as Record<string, unknown>;
  const failed = counts.failed ?? counts.refused;
  return typeof failed === 'number' ? failed : 0;
}

export function JobProgress({ jobId, title, onEnd, failuresPath, onCancel }: Props) {
  const { t } = useTranslation('components');
  const { problemText } = useProblemText();
  const format = useFormat();
  const { data: job, error, refetch } = useJob(jobId, onEnd);
  const first = useRef<Sample | undefined>(undefined);

  if (!job) {
    if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
    return <Progress percent={0} status="active" aria-label={title ?? t('job.waiting')} />;
  }

  const sample: Sample = { job: job.id, at: performance.now(), done: job.rows_done };
  if (first.current?.job !== job.id) first.current = sample;
  const total = job.rows_total ?? undefined;
  const left = total === undefined ? undefined : secondsLeft(first.current, sample, total);
  const percent = total
    ? Math.floor((job.rows_done / total) * 100)
    : job.status === 'succeeded'
      ? 100
      : 0;
  const failed = failedRows(job);
  const code = job.error?.code;
  const reason =
    typeof code === 'string'
      ? problemText(
          new ApiProblem({
            status: 0,
            code,
            detail: String(job.error?.detail ?? ''),
            errors: job.error?.errors ?? [],
          }),
        )
      : undefined;

  return (
    <Flex vertical gap={8} role="status" aria-live="polite">
      {title && <Typography.Text strong>{title}</Typography.Text>}
      <Progress
        percent={job.status === 'succeeded' ? 100 : percent}
        status={job.status === 'succeeded' ? 'success' : jobEnded(job) ? 'exception' : 'active'}
        aria-label={title ?? t('job.progress')}
      />
      <Typography.Text type="secondary">
        {job.status === 'queued'
          ? t('job.waiting')
          : total === undefined
            ? t('job.rows_done', { done: format.number(job.rows_done) })
            : t('job.rows_of', { done: format.number(job.rows_done), total: format.number(total) })}
        {failed > 0 && ` · ${t('job.failed_rows', { failed: format.number(failed) })}`}
        {left !== undefined && ` · ${t('job.left', { time: format.duration(left) })}`}
      </Typography.Text>
      {job.status === 'failed' && (
        <Alert type="error" showIcon title={t('job.failed')} description={reason} />
      )}
      {job.status === 'cancelled' && <Alert type="warning" showIcon title={t('job.cancelled')} />}
      {job.status === 'interrupted' && (
        <Alert type="warning" showIcon title={t('job.interrupted')} description={reason} />
      )}
      <Flex gap={8}>
        {onCancel && !jobEnded(job) && <Button onClick={onCancel}>{t('job.cancel')}</Button>}
        {failuresPath && jobEnded(job) && failed > 0 && (
          <Button icon={<DownloadOutlined />} onClick={() => void download(failuresPath)}>
            {t('job.failures_file')}
          </Button>
        )}
      </Flex>
    </Flex>
  );
}
