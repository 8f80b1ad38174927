/** The links by which a holder shows this certificate to others: made, shown again, withdrawn. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, DatePicker, Flex, Form, Input, Modal, QRCode, Typography } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag, type Tone } from '@/components/display/StateTag';
import { FormDrawer } from '@/components/form/FormDrawer';
import { api, call } from '@/lib/api/client';
import type { Answer, Item } from '@/lib/api/types';
import { useMeta } from '@/lib/api/useMeta';
import { useFormat } from '@/lib/format/useFormat';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { CERTIFICATES } from './words';

type SharesPage = Answer<'/api/v1/certificates/{id}/shares', 'get'>;
type Share = Item<SharesPage>;

interface Values {
  label?: string;
  ends_on: Dayjs;
}

const TONE: Record<Share['status'], Tone> = {
  active: 'good',
  ended: 'neutral',
  revoked: 'neutral',
};

export function SharesCard({ certificate }: { certificate: string }) {
  const { t } = useTranslation('shares');
  const { message, modal } = App.useApp();
  const { problemText } = useProblemText();
  const format = useFormat();
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [qr, setQr] = useState<string>();
  // The programme's day, not that of the machine: a demo lives in another year.
  const { data: meta } = useMeta();
  const today = dayjs(meta?.simulated_now ?? undefined);
  const queryKey = [...CERTIFICATES, certificate, 'shares'];
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    {
      queryKey,
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page: SharesPage) => page.next ?? undefined,
      queryFn: ({ signal, pageParam }) =>
        call(
          api.GET('/api/v1/certificates/{id}/shares', {
            params: {
              path: { id: certificate },
              query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) },
            },
            signal,
          }),
        ),
    },
  );
  const shares = data?.pages.flatMap((page) => page.items);
  const refresh = () => client.invalidateQueries({ queryKey });

  const withdraw = (share: Share) =>
    modal.confirm({
      title: t('revoke_title'),
      content: t('revoke_explain'),
      okText: t('revoke'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await call(
            api.DELETE('/api/v1/certificate-shares/{id}', { params: { path: { id: share.id } } }),
          );
          void message.success(t('revoke_done'));
        } catch (problem) {
          void message.error(problemText(problem));
        }
        await refresh();
      },
    });

  return (
    <Card
      size="small"
      title={t('title')}
      extra={
        <Button size="small" onClick={() => setAdding(true)}>
          {t('add')}
        </Button>
      }
    >
      <Typography.Paragraph type="secondary">{t('intro')}</Typography.Paragraph>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {shares?.length === 0 && <Typography.Text type="secondary">{t('empty')}</Typography.Text>}
      <Flex vertical gap={12}>
        {shares?.map((share) => (
          <Flex key={share.id} vertical gap={4}>
            <Flex wrap gap={8} align="center">
              <StateTag tone={TONE[share.status]}>{t(`status.${share.status}`)}</StateTag>
              {share.label && <span>{share.label}</span>}
              <Typography.Text type="secondary">
                {t('until', { at: format.dateTime(share.ends_at) })}
              </Typography.Text>
              {share.url && (
                <>
                  <Button size="small" onClick={() => setQr(share.url ?? undefined)}>
                    {t('qr')}
                  </Button>
                  <Button size="small" danger onClick={() => withdraw(share)}>
                    {t('revoke')}
                  </Button>
                </>
              )}
            </Flex>
            {share.url && (
              <Typography.Text copyable code style={{ overflowWrap: 'anywhere' }}>
                {share.url}
              </Typography.Text>
            )}
          </Flex>
        ))}
        {hasNextPage && (
          <Button onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
            {t('more')}
          </Button>
        )}
      </Flex>
      <FormDrawer<Values, Share>
        open={adding}
        title={t('add')}
        submitLabel={t('submit')}
        initialValues={{ ends_on: today.add(30, 'day') }}
        onSubmit={({ label, ends_on }, { idempotencyKey }) =>
          call(
            api.POST('/api/v1/certificates/{id}/shares', {
              params: { path: { id: certificate }, header: { 'Idempotency-Key': idempotencyKey } },
              body: {
                ends_on: ends_on.format('YYYY-MM-DD'),
                ...(label?.trim() ? { label: label.trim() } : {}),
              },
            }),
          )
        }
        onClose={() => setAdding(false)}
        onDone={async () => {
          setAdding(false);
          await refresh();
        }}
      >
        <Form.Item<Values> name="label" label={t('fields.label')} extra={t('fields.label_hint')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item<Values>
          name="ends_on"
          label={t('fields.ends_on')}
          extra={t('fields.ends_on_hint')}
          rules={[{ required: true, message: t('required') }]}
        >
          <DatePicker
            allowClear={false}
            minDate={today}
            maxDate={today.add(365, 'day')}
            style={{ width: '100%' }}
          />
        </Form.Item>
      </FormDrawer>
      <Modal
        open={qr !== undefined}
        destroyOnHidden
        title={t('qr_title')}
        footer={null}
        onCancel={() => setQr(undefined)}
      >
        <Flex justify="center">{qr && <QRCode value={qr} size={240} errorLevel="M" />}</Flex>
      </Modal>
    </Card>
  );
}
