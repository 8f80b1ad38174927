/** A refusal or failure, in the reader's language, with the number to quote when asking for help. */
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/lib/api/problem';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { RuleList } from '../rules/RuleList';

interface Props {
  error: unknown;
  onRetry?: () => void;
  /** Field faults that no field of the page shows. */
  unplaced?: readonly { pointer: string; message: string }[];
}

export function ProblemAlert({ error, onRetry, unplaced = [] }: Props) {
  const { t } = useTranslation('components');
  const { problemText } = useProblemText();
  if (!error) return null;
  const problem = asProblem(error);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      style={{ marginBottom: 16 }}
      title={problemText(problem)}
      description={
        problem.rules.length > 0 || unplaced.length > 0 || problem.requestId ? (
          <>
            {problem.rules.length > 0 && <RuleList rules={problem.rules} />}
            {unplaced.length > 0 && (
              <ul>
                {unplaced.map((fault) => (
                  <li key={fault.pointer}>
                    <code>{fault.pointer}</code> {fault.message}
                  </li>
                ))}
              </ul>
            )}
            {problem.requestId && (
              <small>{t('problem.request_id', { id: problem.requestId })}</small>
            )}
          </>
        ) : undefined
      }
      action={onRetry && <Button onClick={onRetry}>{t('problem.retry')}</Button>}
    />
  );
}
