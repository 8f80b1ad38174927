/** One transfer: where it stands, who waits for whom, and the decision of one's own side. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Descriptions, Flex, Skeleton, Steps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { StateTag } from '@/components/display/StateTag';
import { ReasonModal } from '@/components/form/ReasonModal';
import { answered } from '@/lib/api/answered';
import { useSession } from '@/lib/session/store';
import {
  type Decision,
  decideTransfer,
  getTransfer,
  SETTLERS,
  SIDES,
  STATUS_TONE,
  TRANSFERS,
  type Transfer,
} from './api';
import { Waiting } from './Waiting';

/** The way of a transfer: asked for, the word of each side, the move. */
function Progress({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation('transfers');
  const rejected = transfer.status === 'rejected';
  return (
    <Steps
      orientation="vertical"
      size="small"
      items={[
        {
          title: t('progress.requested'),
          status: 'finish',
          content: <DateTimeText value={transfer.requested_at} />,
        },
        ...SIDES.map((side) => {
          const decision = transfer[side];
          return {
            title: t(`progress.${side}`),
            status: decision ? ('finish' as const) : ('wait' as const),
            content: decision ? (
              <>
                <DateTimeText value={decision.at} />
                {decision.remarks && <div>{decision.remarks}</div>}
              </>
            ) : (
              t(rejected ? 'progress.no_agreement' : 'progress.undecided')
            ),
          };
        }),
        {
          title: t(rejected ? 'status.rejected' : 'progress.completed'),
          status: rejected ? 'error' : transfer.status === 'completed' ? 'finish' : 'wait',
          content: transfer.settled_at ? (
            <>
              <DateTimeText value={transfer.settled_at} />
              {transfer.rejected_because && <div>{transfer.rejected_because}</div>}
            </>
          ) : (
            t('progress.both_needed')
          ),
        },
      ]}
    />
  );
}

export default function TransferPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('transfers');
  const { message } = App.useApp();
  const client = useQueryClient();
  const { grant } = useSession();
  const [deciding, setDeciding] = useState<Decision>();
  const key = [...TRANSFERS, 'one', id];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => getTransfer(id, signal),
  });
  if (error && !data) {
    return <PageProblem error={error} onRetry={() => void refetch()} />;
  }
  if (!data) return <Skeleton active />;
  const settler = grant !== undefined && SETTLERS.includes(grant.role);
  const open = settler && data.open_sides.length > 0;

  return (
    <>
      <PageHeader
        title={t('one', { name: data.name })}
        intro={<StateTag tone={STATUS_TONE[data.status]}>{t(`status.${data.status}`)}</StateTag>}
        extra={
          open && (
            <>
              <Button danger onClick={() => setDeciding('reject')}>
                {t('reject.do')}
              </Button>
              <Button type="primary" onClick={() => setDeciding('approve')}>
                {t('approve.do')}
              </Button>
            </>
          )
        }
      />
      <Flex vertical gap={16}>
        <Card size="small">
          <Descriptions
            size="small"
            column={{ xs: 1, md: 2 }}
            items={[
              {
                key: 'from',
                label: t('fields.from'),
                children: data.from_institution_name ?? t('from_hidden'),
              },
              { key: 'to', label: t('fields.to'), children: data.to_institution_name },
              {
                key: 'number',
                label: t('fields.new_number'),
                children: data.new_student_id ? (
                  <Link to={`/students?member=${data.new_student_id}`}>{data.student_no}</Link>
                ) : (
                  data.student_no
                ),
              },
              {
                key: 'waits',
                label: t('fields.waits'),
                children: <Waiting transfer={data} decides={settler} />,
              },
              { key: 'reason', label: t('fields.reason'), children: <Text value={data.reason} /> },
            ]}
          />
        </Card>
        <Card size="small" title={t('progress.title')}>
          <Progress transfer={data} />
        </Card>
        <Link to="/transfers">{t('to_list')}</Link>
      </Flex>
      <ReasonModal
        open={deciding !== undefined}
        title={deciding ? t(`${deciding}.title`, { name: data.name }) : ''}
        explain={deciding && t(`${deciding}.explain`)}
        okText={deciding ? t(`${deciding}.do`) : ''}
        label={t('remarks')}
        required={deciding === 'reject'}
        danger={deciding === 'reject'}
        onClose={() => {
          setDeciding(undefined);
          // A refusal may mean that the other side was faster.
          void refetch();
        }}
        onSubmit={async (remarks) => {
          if (!deciding) return;
          await answered(client, key, await decideTransfer(data, deciding, remarks));
          void message.success(t(`${deciding}.done`));
          await client.invalidateQueries({ queryKey: TRANSFERS });
          await client.invalidateQueries({ queryKey: ['students'] });
        }}
      />
    </>
  );
}
