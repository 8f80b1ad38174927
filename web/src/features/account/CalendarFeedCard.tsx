/** Secret addresses at which a calendar program reads one's live sessions: made, copied once, revoked. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Flex, Form, Input, Popconfirm, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StackingTable } from '@/components/list/StackingTable';
import { api, call, idempotencyKey, idempotent } from '@/lib/api/client';
import type { Answer, Item, Role } from '@/lib/api/types';
import { useProblemText } from '@/lib/i18n/useProblemText';

type Feed = Item<Answer<'/api/v1/calendar-feeds', 'get'>>;
const KEY = ['calendar-feeds'];

/** Who holds live sessions or takes part in them. */
export const FEED_OWNERS: readonly Role[] = ['trainer', 'teacher', 'student'];

export function CalendarFeedCard() {
  const { t } = useTranslation('account');
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  const client = useQueryClient();
  const [form] = Form.useForm<{ label: string }>();
  const [address, setAddress] = useState<string>();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call(api.GET('/api/v1/calendar-feeds', { signal })),
  });
  const refresh = () => client.invalidateQueries({ queryKey: KEY });
  const make = useMutation({
    mutationFn: ({ label }: { label: string }) =>
      call(
        api.POST('/api/v1/calendar-feeds', {
          params: { header: idempotent(idempotencyKey()) },
          body: { label: label.trim() },
        }),
      ),
    onSuccess: ({ url }) => {
      setAddress(url ?? undefined);
      form.resetFields();
    },
    onError: (problem) => message.error(problemText(problem)),
    onSettled: refresh,
  });
  const revoke = useMutation({
    mutationFn: (id: string) =>
      call(api.DELETE('/api/v1/calendar-feeds/{id}', { params: { path: { id } } })),
    onError: (problem) => message.error(problemText(problem)),
    onSuccess: () => setAddress(undefined),
    onSettled: refresh,
  });

  return (
    <Card title={t('feeds.title')}>
      <Flex vertical gap={12}>
        <Typography.Text>{t('feeds.intro')}</Typography.Text>
        {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {address && (
          <Alert
            type="success"
            showIcon
            title={t('feeds.once')}
            description={
              <Typography.Text copyable code style={{ wordBreak: 'break-all' }}>
                {address}
              </Typography.Text>
            }
          />
        )}
        {(data?.items.length ?? 0) > 0 && (
          <StackingTable<Feed>
            label={t('feeds.title')}
            rowKey={({ id }) => id}
            loading={isPending}
            rows={data?.items ?? []}
            columns={[
              { key: 'label', title: t('feeds.label'), render: ({ label }) => label },
              {
                key: 'created_at',
                title: t('feeds.created_at'),
                render: (feed) => <DateTimeText value={feed.created_at} />,
              },
              {
                key: 'last_used_at',
                title: t('feeds.last_used_at'),
                render: (feed) => <DateTimeText value={feed.last_used_at} />,
              },
              {
                key: 'action',
                title: t('feeds.action'),
                render: (feed) => (
                  <Popconfirm
                    title={t('feeds.revoke_question', { label: feed.label })}
                    okText={t('feeds.revoke')}
                    onConfirm={() => revoke.mutate(feed.id)}
                  >
                    <Button
                      size="small"
                      danger
                      aria-label={t('feeds.revoke_of', { label: feed.label })}
                    >
                      {t('feeds.revoke')}
                    </Button>
                  </Popconfirm>
                ),
              },
            ]}
          />
        )}
        <Form
          form={form}
          layout="inline"
          onFinish={(values: { label: string }) => make.mutate(values)}
        >
          <Form.Item
            name="label"
            label={t('feeds.label')}
            rules={[{ required: true, whitespace: true, message: t('feeds.label_required') }]}
          >
            <Input maxLength={60} placeholder={t('feeds.label_example')} />
          </Form.Item>
          <Button htmlType="submit" loading={make.isPending}>
            {t('feeds.make')}
          </Button>
        </Form>
      </Flex>
    </Card>
  );
}
