/** Where the account is signed in, and ending what is not one's own. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { StackingTable } from '@/components/list/StackingTable';
import { api, call } from '@/lib/api/client';
import type { Answer, Item } from '@/lib/api/types';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { deviceName } from './device';

type Session = Item<Answer<'/api/v1/me/sessions', 'get'>>;
const KEY = ['me', 'sessions'];

export function SessionsCard() {
  const { t } = useTranslation('account');
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  const client = useQueryClient();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call(api.GET('/api/v1/me/sessions', { signal })),
  });
  const end = useMutation({
    mutationFn: (id: string) =>
      call(api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id } } })),
    onError: (problem) => message.error(problemText(problem)),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });

  return (
    <Card title={t('sessions.title')}>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <StackingTable<Session>
        label={t('sessions.title')}
        rowKey={({ id }) => id}
        loading={isPending}
        rows={data?.items ?? []}
        columns={[
          {
            title: t('sessions.device'),
            key: 'device',
            render: (row) => (
              <>
                <Text value={deviceName(row.user_agent)} />{' '}
                {row.current && <StateTag tone="good">{t('sessions.current')}</StateTag>}
              </>
            ),
          },
          {
            title: t('sessions.address'),
            key: 'address',
            render: (row) => <Text value={row.address} />,
          },
          {
            title: t('sessions.last_used'),
            key: 'last_used',
            render: (row) => <DateTimeText value={row.last_seen_at} />,
          },
          {
            title: t('sessions.action'),
            key: 'action',
            render: (row) =>
              !row.current && (
                <Popconfirm
                  title={t('sessions.end_question')}
                  okText={t('sessions.end')}
                  cancelText={t('sessions.keep')}
                  onConfirm={() => end.mutate(row.id)}
                >
                  <Button size="small" danger>
                    {t('sessions.end')}
                  </Button>
                </Popconfirm>
              ),
          },
        ]}
      />
    </Card>
  );
}
