/** The expert group of a batch, for headquarters: who is in it, how far it is, and giving out the designs. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Descriptions, Empty, Flex, Grid, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageProblem } from '@/components/display/PageProblem';
import { StateTag } from '@/components/display/StateTag';
import { WideTable } from '@/components/display/WideTable';
import { RowCards } from '@/components/list/RowCards';
import type { ListColumn } from '@/components/list/types';
import { useFormat } from '@/lib/format/useFormat';
import { getPanel, PANELS, type Panel, REVIEWS } from '../api';
import { ReviewList } from '../reviews/ReviewsPage';
import { AllocateModal } from './AllocateModal';
import { PanelForm } from './PanelForm';

type Expert = Panel['experts'][number];

interface Props {
  batchId: string;
  /** Nobody is named or given anything once the batch is over. */
  editable: boolean;
}

export function PanelTab({ batchId, editable }: Props) {
  const { t } = useTranslation('assessments');
  const { message } = App.useApp();
  const client = useQueryClient();
  const format = useFormat();
  const narrow = Grid.useBreakpoint().md === false;
  const [editing, setEditing] = useState(false);
  const [allocating, setAllocating] = useState(false);
  const key = [...PANELS, 'one', batchId];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => getPanel(batchId, signal),
  });
  if (error && !data) return <PageProblem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;

  const changed = async () => {
    await client.invalidateQueries({ queryKey: PANELS });
    await client.invalidateQueries({ queryKey: REVIEWS });
  };
  const columns: ListColumn<Expert>[] = [
    {
      key: 'name',
      title: t('fields.expert'),
      render: ({ name, user_id }) => <Link to={`/affiliations?user_id=${user_id}`}>{name}</Link>,
    },
    {
      key: 'lead',
      title: t('fields.role'),
      render: ({ lead }) => (lead ? <StateTag tone="active">{t('lead')}</StateTag> : t('member')),
    },
    {
      key: 'reviews',
      title: t('fields.reviews'),
      align: 'right',
      render: ({ reviews, max_reviews }) =>
        max_reviews
          ? t('of_most', { n: format.number(reviews), most: format.number(max_reviews) })
          : format.number(reviews),
    },
    {
      key: 'submitted',
      title: t('fields.done'),
      align: 'right',
      render: ({ submitted }) => format.number(submitted),
    },
    {
      key: 'late',
      title: t('late'),
      align: 'right',
      render: ({ late }) =>
        late > 0 ? <StateTag tone="bad">{format.number(late)}</StateTag> : format.number(late),
    },
  ];
  const { progress } = data;
  const number = (name: keyof Panel['progress']) => ({
    key: name,
    label: t(`progress.${name}`),
    children: format.number(progress[name]),
  });

  return (
    <Flex vertical gap={16}>
      <Card
        size="small"
        title={t('panel')}
        extra={
          editable && (
            <Flex wrap gap={8}>
              <Button onClick={() => setEditing(true)}>{t('change_panel')}</Button>
              <Button
                type="primary"
                disabled={data.experts.length === 0}
                onClick={() => setAllocating(true)}
              >
                {t('allocate')}
              </Button>
            </Flex>
          )
        }
      >
        {data.experts.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('no_panel')} />
        ) : narrow ? (
          <RowCards<Expert>
            rows={data.experts}
            columns={columns}
            rowKey={({ user_id }) => user_id}
            rowLabel={({ name }) => name}
            selected={undefined}
            onSelect={() => undefined}
          />
        ) : (
          <WideTable<Expert>
            label={t('panel')}
            size="small"
            rowKey="user_id"
            dataSource={data.experts}
            pagination={false}
            columns={columns.map(({ key: name, title, align, render }) => ({
              key: name,
              title,
              ...(align ? { align } : {}),
              render: (_: unknown, row: Expert) => render(row),
            }))}
          />
        )}
        <Descriptions
          size="small"
          column={{ xs: 2, md: 3 }}
          style={{ marginTop: 12 }}
          items={(
            ['participants', 'designs', 'unassigned', 'assigned', 'submitted', 'third'] as const
          ).map(number)}
        />
      </Card>
      <ReviewList batchId={batchId} />
      <PanelForm
        panel={data}
        open={editing}
        onClose={() => setEditing(false)}
        onReload={() => void refetch()}
        onSaved={async () => {
          setEditing(false);
          void message.success(t('saved'));
          await changed();
        }}
      />
      <AllocateModal
        batchId={batchId}
        open={allocating}
        onClose={() => setAllocating(false)}
        onDone={async ({ reviews }) => {
          setAllocating(false);
          void message.success(t('allocated', { count: reviews }));
          await changed();
        }}
      />
    </Flex>
  );
}
