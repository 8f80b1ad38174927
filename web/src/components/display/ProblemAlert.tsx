/** A refusal or failure, in the reader's language, with the number to quote when asking for help. */
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/lib/api/problem';
import type { FieldError } from '@/lib/api/types';
import { isOfWholeFile, useProblemText } from '@/lib/i18n/useProblemText';
import { RuleList } from '../rules/RuleList';

interface Props {
  error: unknown;
  onRetry?: () => void;
  /** Field faults that no field of the page shows; without it all of them. */
  unplaced?: readonly FieldError[];
}

/** More of them say no more. */
const MOST = 10;

export function ProblemAlert({ error, onRetry, unplaced }: Props) {
  const { t } = useTranslation('components');
  const { problemText, unplacedText } = useProblemText();
  if (!error) return null;
  const problem = asProblem(error);
  const faults = (unplaced ?? problem.errors).filter((fault) => !isOfWholeFile(fault));
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      style={{ marginBottom: 16 }}
      title={problemText(problem)}
      description={
        problem.rules.length > 0 || faults.length > 0 || problem.requestId ? (
          <>
            {problem.rules.length > 0 && <RuleList rules={problem.rules} />}
            {faults.length > 0 && (
              <ul>
                {faults.slice(0, MOST).map((fault) => (
                  <li key={`${fault.pointer} ${fault.code}`}>{unplacedText(fault)}</li>
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
