/** The test of a batch in a participant's own page: a line with the way to it, or nothing where there is none. */
import { useQuery } from '@tanstack/react-query';
import { Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { asProblem } from '@/lib/api/problem';
import { useFormat } from '@/lib/format/useFormat';
import { getBatchTest, scoreText, TESTS } from './api';

export function MyTest({ batchId }: { batchId: string }) {
  const { t } = useTranslation('tests');
  const format = useFormat();
  const {
    data: test,
    error,
    refetch,
  } = useQuery({
    queryKey: [...TESTS, 'of', batchId],
    queryFn: ({ signal }) => getBatchTest(batchId, signal),
    retry: (count, problem) => asProblem(problem).status !== 404 && count < 2,
  });
  if (error && asProblem(error).status !== 404) {
    return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  }
  if (!test) return null;
  const best = test.mine?.best_hundredths;
  const state = test.mine?.open_attempt_id
    ? t('line_open')
    : best !== undefined && best !== null
      ? t('line_best', { score: scoreText(best) })
      : t('line_until', { until: format.dateTime(test.closes_at) });
  return (
    <Flex gap={8} wrap>
      <Link to={`/my-training/test/${test.id}`}>{t('test')}</Link>
      <span>{state}</span>
    </Flex>
  );
}
