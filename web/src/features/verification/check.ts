/** Verifying in the browser: what the platform publishes is fetched, what is verified stays here. */
import { api, call } from '@/lib/api/client';
import { ApiProblem } from '@/lib/api/problem';
import { apiFetch, apiOrigin } from '@/lib/api/transport';
import type { Answer } from '@/lib/api/types';
import type { LogProof } from '@/lib/verifier/bundle';
import { fromBase64, Malformed, utf8 } from '@/lib/verifier/bytes';
import { canonical, isObject, parseJson } from '@/lib/verifier/json';
import { looksLikeCode } from '@/lib/verifier/qr';
import type { Check, Report, Verdict } from '@/lib/verifier/report';
import { Trust } from '@/lib/verifier/trust';
import { verify } from '@/lib/verifier/verify';
import type { Verification } from './view';

/** What was verified, and what the platform said when it was asked. */
export interface Checked {
  report: Report;
  answer?: Verification;
}

export const TRUST = '/api/v1/public/verifier-bundle';

/** The bytes of the trust bundle as they were published. */
export async function fetchTrust(): Promise<Uint8Array> {
  // What was revoked a moment ago must be known: a kept copy is asked about, never trusted.
  const response = await apiFetch(new Request(apiOrigin() + TRUST, { cache: 'no-cache' }));
  if (!response.ok) throw await ApiProblem.from(response);
  return new Uint8Array(await response.arrayBuffer());
}

const now = () => Math.floor(Date.now() / 1000);

type Inclusion = Answer<'/api/v1/public/log/inclusion', 'get'>;

/** The proofs of an answer; an entry that is not of our form proves nothing. */
export function proofOf({ leaves, checkpoint }: Inclusion): LogProof {
  const KINDS = ['issue', 'revoke', 'supersede'] as const;
  return {
    checkpoint,
    leaves: leaves.map(({ index, entry, proof }) => {
      const said = parseJson(utf8(entry), 1024);
      const kind = KINDS.find((one) => isObject(said) && said.kind === one);
      if (!isObject(said) || !kind || typeof said.at !== 'string' || canonical(said) !== entry) {
        throw new Malformed('not an entry of the log');
      }
      return { index, kind, at: said.at, proof: proof.map(fromBase64) };
    }),
  };
}

/** What the log says of a digest; what it does not answer stays unchecked. */
async function askLog(digest: string): Promise<LogProof | undefined> {
  try {
    const query = { digest };
    return proofOf(await call(api.GET('/api/v1/public/log/inclusion', { params: { query } })));
  } catch {
    return undefined;
  }
}

async function askStatus(report: Report): Promise<Verification | undefined> {
  if (report.printed?.form !== 'snapshot') return undefined;
  const { number, holder_name: name } = report.printed.snapshot;
  try {
    return await call(api.POST('/api/v1/public/certificates/verify', { body: { number, name } }));
  } catch {
    return undefined;
  }
}

const FINAL: ReadonlySet<Verdict> = new Set<Verdict>([
  'not_authentic',
  'revoked',
  'superseded',
  'expired',
]);

/** The report with the status that the platform answered: newer than any list, but no end is undone. */
export function withAnswer(report: Report, answer: Verification): Report {
  const ended = FINAL.has(report.verdict) && report.verdict !== answer.verdict;
  if (ended || !report.printed) return report;
  const at = answer.checked_at;
  const unknown = answer.verdict === 'unknown';
  const status: Check = {
    name: 'status',
    outcome: unknown ? 'unchecked' : answer.verdict === 'valid' ? 'passed' : 'failed',
    detail: unknown ? 'server_unknown' : answer.verdict === 'valid' ? 'online' : answer.verdict,
    values: { at },
  };
  const checks = report.checks.map((check) => (check.name === 'status' ? status : check));
  if (answer.verdict === 'unknown') {
    return { ...report, checks, verdict: 'unchecked', reason: 'no_status', statusTime: undefined };
  }
  return { ...report, checks, verdict: answer.verdict, reason: undefined, statusTime: at };
}

/**
 * Verifies bytes in the browser. Of a file nothing is sent. Of a QR code, which holds nothing about the
 * status, the platform is asked by number and name, and the log by the snapshot's digest.
 */
export async function checkBytes(bytes: Uint8Array): Promise<Checked> {
  const trust = new Trust(await fetchTrust());
  const report = verify(bytes, trust, now());
  const isCode = bytes.length < 8192 && looksLikeCode(new TextDecoder().decode(bytes).trim());
  const { digest } = report;
  if (!isCode || !digest) return { report };
  const [answer, proof] = await Promise.all([askStatus(report), askLog(digest)]);
  const proven = proof ? verify(bytes, trust, now(), proof) : report;
  return answer ? { report: withAnswer(proven, answer), answer } : { report: proven };
}

/** Verifies what came with the platform's answer to a number and a name, without taking its word for it. */
export async function checkAnswer(answer: Verification): Promise<Report | undefined> {
  const { bundle } = answer;
  if (!bundle) return undefined;
  const trust = new Trust(await fetchTrust());
  const report = verify(utf8(JSON.stringify(bundle)), trust, now());
  return withAnswer(report, answer);
}
