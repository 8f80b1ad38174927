/** A participant hands in a teaching design: sends the file, gives it a title, sees what was handed in. Made for a phone. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Empty, Flex, Input, Skeleton, Typography } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageHeader } from '@/components/display/PageHeader';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { useUnsavedGuard } from '@/components/form/useUnsavedGuard';
import { DOCUMENTS, isWrongFile } from '@/components/upload/documents';
import { FileUpload } from '@/components/upload/FileUpload';
import { useUpload } from '@/components/upload/useUpload';
import { idempotencyKey } from '@/lib/api/client';
import { useHasPassed } from '@/lib/api/useHasPassed';
import { useFormat } from '@/lib/format/useFormat';
import { BATCHES, ENROLMENTS, type Enrolment, getBatch, listEnrolments } from '../api';
import { DESIGNS, type Design, handIn, listDesigns } from './api';
import { Versions } from './Versions';

function HandIn({ enrolment, design }: { enrolment: Enrolment; design: Design | undefined }) {
  const { t } = useTranslation('designs');
  const { message } = App.useApp();
  const format = useFormat();
  const client = useQueryClient();
  const upload = useUpload('teaching_design');
  const [title, setTitle] = useState(design?.versions[0]?.title ?? '');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<unknown>();
  // The same for every attempt with this file and this title: no version is made twice.
  const attempt = useRef({ what: '', key: '' });
  const id = useId();
  const {
    data: batch,
    error,
    refetch,
  } = useQuery({
    queryKey: [...BATCHES, 'one', enrolment.batch.id],
    queryFn: ({ signal }) => getBatch(enrolment.batch.id, signal),
  });
  const until = batch?.design_until;
  const { sending } = upload;
  const passed = useHasPassed(until);
  const takes = !passed && !design?.judged;
  useUnsavedGuard(takes && sending.state !== 'none' && sending.state !== 'empty');
  // What is on its way comes too late.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, at that moment
  useEffect(() => {
    if (!takes) void upload.cancel();
  }, [takes]);

  const submit = async () => {
    if (sending.state !== 'there') return;
    const what = `${sending.id} ${title.trim()}`;
    if (attempt.current.what !== what) attempt.current = { what, key: idempotencyKey() };
    setBusy(true);
    setRefused(undefined);
    try {
      await handIn(enrolment.id, sending.id, title.trim(), attempt.current.key);
      upload.clear();
      void message.success(t('handed_in'));
      await client.invalidateQueries({ queryKey: DESIGNS });
    } catch (problem) {
      setRefused(problem);
      if (isWrongFile(problem)) upload.clear();
    } finally {
      setBusy(false);
    }
  };

  return (
    <Card
      size="small"
      title={<span style={{ whiteSpace: 'normal' }}>{enrolment.batch.title}</span>}
    >
      <Flex vertical gap={12}>
        {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {batch && (
          <Typography.Text strong>
            {until ? t('until', { until: format.dateTime(until) }) : t('no_deadline')}
          </Typography.Text>
        )}
        <div role="status">
          {passed && (
            <Alert type="info" showIcon title={t('passed')} description={t('passed_explain')} />
          )}
        </div>
        {design?.judged && <Typography.Text>{t('judged_already')}</Typography.Text>}
        {takes && (
          <>
            <Typography.Text type="secondary">{t('blind')}</Typography.Text>
            {refused !== undefined && <ProblemAlert error={refused} />}
            <FileUpload upload={upload} accept={DOCUMENTS} hint={t('file_hint')} />
            <Flex vertical gap={4}>
              <label htmlFor={id}>{t('title')}</label>
              <Input
                id={id}
                value={title}
                maxLength={100}
                placeholder={t('title_example')}
                onChange={(event) => setTitle(event.target.value)}
              />
            </Flex>
            <Button
              type="primary"
              size="large"
              block
              loading={busy}
              disabled={sending.state !== 'there' || title.trim() === ''}
              onClick={() => void submit()}
            >
              {design ? t('hand_in_next') : t('hand_in')}
            </Button>
          </>
        )}
        <Typography.Title level={2} style={{ fontSize: 16, margin: 0 }}>
          {t('versions')}
        </Typography.Title>
        {design ? (
          <Versions design={design} />
        ) : (
          <Typography.Text type="secondary">{t('no_versions')}</Typography.Text>
        )}
      </Flex>
    </Card>
  );
}

/** What somebody handed in whose training is over. */
function Kept({ design }: { design: Design }) {
  const { t } = useTranslation('designs');
  return (
    <Card
      size="small"
      title={<span style={{ whiteSpace: 'normal' }}>{design.participant.batch_title}</span>}
    >
      <Flex vertical gap={12}>
        <Typography.Text>{t('ended')}</Typography.Text>
        <Typography.Title level={2} style={{ fontSize: 16, margin: 0 }}>
          {t('versions')}
        </Typography.Title>
        <Versions design={design} ended />
      </Flex>
    </Card>
  );
}

export default function DesignPage() {
  const { t } = useTranslation('designs');
  const enrolments = useQuery({
    queryKey: [...ENROLMENTS, 'mine', 'placed'],
    queryFn: ({ signal }) => listEnrolments({ limit: 20, status: 'placed' }, signal),
  });
  const designs = useQuery({
    queryKey: [...DESIGNS, 'mine'],
    queryFn: ({ signal }) => listDesigns({ limit: 50 }, signal),
  });
  const rows = enrolments.data?.items;
  const error = enrolments.error ?? designs.error;
  const of = (design: Design) => design.participant.enrolment_id;
  const kept = designs.data?.items.filter((one) => rows?.every(({ id }) => id !== of(one))) ?? [];
  return (
    <>
      <PageHeader title={t('designs')} intro={t('intro')} />
      {error && (
        <ProblemAlert
          error={error}
          onRetry={() => {
            void enrolments.refetch();
            void designs.refetch();
          }}
        />
      )}
      {!error && (!rows || !designs.data) && <Skeleton active />}
      {rows?.length === 0 && designs.data && kept.length === 0 && (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={
            <>
              <strong>{t('none')}</strong>
              <div>{t('none_hint')}</div>
            </>
          }
        />
      )}
      <Flex vertical gap={12}>
        {designs.data &&
          rows?.map((enrolment) => (
            <HandIn
              key={enrolment.id}
              enrolment={enrolment}
              design={designs.data.items.find((one) => of(one) === enrolment.id)}
            />
          ))}
        {rows && kept.map((design) => <Kept key={design.id} design={design} />)}
        <Link to="/my-training">{t('to_my_training')}</Link>
      </Flex>
    </>
  );
}
