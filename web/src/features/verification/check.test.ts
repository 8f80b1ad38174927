import { expect, it } from 'vitest';
import type { Report } from '@/lib/verifier/report';
import { withAnswer } from './check';
import type { Verification } from './view';

const LIST = '2020-04-20T00:00:00Z';
const ASKED = '2020-04-20T06:30:00Z';

const report = (verdict: Report['verdict']) =>
  ({
    verdict,
    statusTime: LIST,
    printed: { form: 'snapshot' },
    checks: [{ name: 'status', outcome: 'failed', detail: verdict, values: { at: LIST } }],
  }) as unknown as Report;
const answer = (verdict: Verification['verdict']) =>
  ({ verdict, checked_at: ASKED }) as unknown as Verification;

it('tells the time of the answer, also of an end that the list knows already', () => {
  const revoked = withAnswer(report('revoked'), answer('revoked'));
  expect(revoked).toMatchObject({ verdict: 'revoked', statusTime: ASKED });
  expect(revoked.checks[0]).toMatchObject({ detail: 'revoked', values: { at: ASKED } });
  expect(withAnswer(report('valid'), answer('revoked'))).toMatchObject({ verdict: 'revoked' });
});

it('undoes no end', () => {
  for (const verdict of ['not_authentic', 'revoked', 'expired'] as const) {
    expect(withAnswer(report(verdict), answer('valid'))).toEqual(report(verdict));
  }
});
