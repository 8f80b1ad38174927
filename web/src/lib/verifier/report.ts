/** What a verifier says: one verdict, and each check that led to it. */
import type { AchievementCredential } from './achievement';
import type { Snapshot } from './snapshot';

export type Verdict =
  | 'valid'
  | 'revoked'
  | 'superseded'
  | 'expired'
  | 'not_authentic'
  | 'unchecked';

/** Why it is not authentic. */
export type Fault =
  | 'bad_signature'
  | 'malformed'
  | 'pdf_changed'
  | 'mismatch'
  | 'not_in_log'
  | 'back_dated'
  | 'head_conflict';

/** Why it could not be checked. */
export type Obstacle = 'unknown_issuer' | 'unknown_key' | 'no_status' | 'unsealed' | 'unsupported';

export type Reason = Fault | Obstacle;

export interface Check {
  name: 'pdf' | 'signature' | 'status' | 'log';
  outcome: 'passed' | 'failed' | 'unchecked';
  /** A key of the catalogue, with what stands in the sentence. */
  detail: string;
  values: Record<string, string>;
}

/** What is printed, out of the form at hand. */
export type Printed =
  | { form: 'snapshot'; snapshot: Snapshot }
  | { form: 'credential'; credential: AchievementCredential };

export interface Report {
  verdict: Verdict;
  reason: Reason | undefined;
  checks: Check[];
  /** The moment that the status stems from. */
  statusTime: string | undefined;
  number: string | undefined;
  /** Only of what is authentic: nothing else may be shown as ours. */
  printed: Printed | undefined;
  validUntil: string | undefined;
  /** SHA-256 of the snapshot, where the form holds one. */
  digest: string | undefined;
}

/** The check ends here: the form cannot be authentic, or cannot be checked. */
export class Ended extends Error {
  override name = 'Ended';
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(reason);
    this.reason = reason;
  }
}

const OBSTACLES: ReadonlySet<Reason> = new Set<Reason>([
  'unknown_issuer',
  'unknown_key',
  'no_status',
  'unsealed',
  'unsupported',
]);

export const isObstacle = (reason: Reason): boolean => OBSTACLES.has(reason);
