/** The result on a participant's page, once the group has confirmed one. */
import { ResultCard } from './ResultCard';

export function MyResult({ enrolment }: { enrolment: { id: string; status: string } }) {
  return enrolment.status === 'passed' || enrolment.status === 'failed' ? (
    <ResultCard enrolmentId={enrolment.id} />
  ) : null;
}
