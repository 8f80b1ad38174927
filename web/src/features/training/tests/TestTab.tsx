/** The test of a batch, for whoever looks after it: what it is, when it is open, and what came of it. */
import { EditOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Descriptions, Empty, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { asProblem } from '@/lib/api/problem';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import type { Batch } from '../api';
import { isOver, keeps } from '../states';
import { AttemptList } from './AttemptList';
import { ATTEMPT_READERS, getBatchTest, TESTS } from './api';
import { TestForm } from './TestForm';

export function TestTab({ batch }: { batch: Batch }) {
  const { t } = useTranslation('tests');
  const format = useFormat();
  const client = useQueryClient();
  const { grant } = useSession();
  const [editing, setEditing] = useState(false);
  const key = [...TESTS, 'of', batch.id];
  const {
    data: test,
    error,
    isPending,
    refetch,
  } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => getBatchTest(batch.id, signal),
    retry: (count, problem) => asProblem(problem).status !== 404 && count < 2,
  });
  const none = error && asProblem(error).status === 404;
  const editable = keeps(grant, batch) && !isOver(batch);
  const set = (
    <Button
      type={none ? 'primary' : 'default'}
      icon={none ? <PlusOutlined /> : <EditOutlined />}
      onClick={() => setEditing(true)}
    >
      {none ? t('set') : t('edit')}
    </Button>
  );
  return (
    <Flex vertical gap={16}>
      <Card size="small" title={t('test')} extra={editable && test && set}>
        {isPending && <Skeleton active />}
        {error && !none && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {none && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('none')}>
            {editable && set}
          </Empty>
        )}
        {test && (
          <Descriptions
            size="small"
            column={{ xs: 1, md: 2 }}
            items={[
              { key: 'paper', label: t('fields.paper'), children: test.paper.title },
              {
                key: 'questions',
                label: t('fields.questions'),
                children: format.number(test.paper.questions),
              },
              {
                key: 'opens_at',
                label: t('fields.opens_at'),
                children: <DateTimeText value={test.opens_at} />,
              },
              {
                key: 'closes_at',
                label: t('fields.closes_at'),
                children: <DateTimeText value={test.closes_at} />,
              },
              {
                key: 'limit',
                label: t('fields.time_limit'),
                children: t('minutes', { count: test.paper.time_limit_minutes }),
              },
              {
                key: 'attempts',
                label: t('fields.max_attempts'),
                children: format.number(test.max_attempts),
              },
            ]}
          />
        )}
      </Card>
      {test && grant && ATTEMPT_READERS.includes(grant.role) && <AttemptList testId={test.id} />}
      {editable && (
        <TestForm
          batch={batch}
          {...(test ? { test } : {})}
          open={editing}
          onClose={() => setEditing(false)}
          onReload={() => void refetch()}
          onSaved={(saved) => {
            setEditing(false);
            client.setQueryData(key, saved);
          }}
        />
      )}
    </Flex>
  );
}
