/**
 * Verifies what somebody holds: a VC-JWT, a credential with a Data Integrity proof, a verification bundle, a
 * sealed PDF or the text of a QR code. Which of them it is is told by its beginning; nothing is fetched.
 */
import {
  type AchievementCredential,
  achievementDocument,
  type Place,
  placeOf,
} from './achievement';
import { type LogProof, openBundle } from './bundle';
import { Malformed, same, sha256Hex, textOf } from './bytes';
import { readSecured } from './dataintegrity';
import type { PublicKey } from './ed25519';
import { isObject, parseJson } from './json';
import { decodeJwt, type Signed } from './jwt';
import { checkLog, type Logged } from './log';
import { placesOf, sealOf, startsWith } from './pdf';
import { looksLikeCode, unpackCode } from './qr';
import { type Check, Ended, isObstacle, type Printed, type Reason, type Report } from './report';
import { unix } from './shape';
import { openSnapshot, type Snapshot } from './snapshot';
import { statusOf } from './status';
import type { Trust } from './trust';

/** The longest file that is not a PDF, in bytes. */
const MAX_TEXT = 256 * 1024;
/** How a VC-JWT of ours begins: the base64url of `{"alg":"EdDSA","kid":"did:web:`. */
const TOKEN = 'eyJhbGciOiJFZERTQSIsImtpZCI6ImRpZDp3ZWI6';

/** What an authentic file says. */
interface Found {
  issuer: string;
  number: string;
  printed: Printed;
  place: Place | undefined;
  validUntil: string | undefined;
  /** SHA-256 of the snapshot, where the form holds one. */
  digest?: string;
  log?: LogProof;
}

interface SignedSnapshot {
  snapshot: Snapshot;
  bytes: Uint8Array;
  signature: Uint8Array;
  issuer: string;
  key: string;
}

type Values = Record<string, string>;

function attempt<T>(read: () => T, otherwise: () => never): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return otherwise();
    throw error;
  }
}

const BYTE_ORDER_MARK = Uint8Array.of(0xef, 0xbb, 0xbf);
const BLANKS: ReadonlySet<number | undefined> = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x20]);

/** Without a byte order mark and blanks at both ends. */
function trimmed(bytes: Uint8Array): Uint8Array {
  let from = same(bytes.slice(0, 3), BYTE_ORDER_MARK) ? 3 : 0;
  let to = bytes.length;
  while (from < to && BLANKS.has(bytes[from])) from += 1;
  while (from < to && BLANKS.has(bytes[to - 1])) to -= 1;
  return bytes.slice(from, to);
}

class Verifier {
  readonly checks: Check[] = [];
  private readonly trust: Trust;

  constructor(trust: Trust) {
    this.trust = trust;
  }

  note(name: Check['name'], outcome: Check['outcome'], detail: string, values: Values = {}): void {
    this.checks.push({ name, outcome, detail, values });
  }

  /** Notes why a check did not pass, and ends there. */
  stop(name: Check['name'], reason: Reason, values: Values = {}): never {
    this.note(name, isObstacle(reason) ? 'unchecked' : 'failed', reason, values);
    throw new Ended(reason);
  }

  /** What the file is, by its beginning. */
  read(bytes: Uint8Array): Found {
    if (startsWith(bytes, '%PDF-')) return this.pdf(bytes);
    const malformed = () => this.stop('signature', 'malformed');
    const inner = trimmed(bytes);
    if (inner.length > MAX_TEXT) malformed();
    const text = attempt(
      () => textOf(inner),
      () => refuse('unsupported'),
    );
    if (text.startsWith('eyJ')) return this.token(text);
    if (looksLikeCode(text)) return attempt(() => this.code(text), malformed);
    if (!text.startsWith('{')) return refuse('unsupported');
    return attempt(() => this.json(inner), malformed);
  }

  private json(bytes: Uint8Array): Found {
    const value = parseJson(bytes, MAX_TEXT);
    if (isObject(value) && 'snapshot' in value) return this.bundle(bytes);
    if (isObject(value) && 'proof' in value) {
      return this.signed(readSecured(bytes, achievementDocument));
    }
    return refuse('unsupported');
  }

  private token(text: string): Found {
    const malformed = () => this.stop('signature', 'malformed');
    return this.signed(attempt(() => decodeJwt(text, achievementDocument), malformed));
  }

  /** The seal, then the credential that it points at. */
  private pdf(bytes: Uint8Array): Found {
    const changed = () => this.stop('pdf', 'pdf_changed');
    const seal = sealOf(bytes);
    if (seal === 'unsealed') {
      const ours = placesOf(bytes, TOKEN).length > 0;
      return ours ? changed() : this.stop('pdf', 'unsealed');
    }
    if (seal === 'broken') return changed();
    const key = this.trust.key(seal.key);
    if (!key) return this.stop('pdf', 'unknown_key', { key: seal.key });
    if (!key.verify(seal.message, seal.signature)) return changed();
    const token = attempt(() => textOf(seal.credential), changed);
    const { issuer } = attempt(() => decodeJwt(token, achievementDocument), changed);
    // A trusted issuer may not seal what another issued.
    if (this.trust.keys(issuer)?.has(seal.key) === false) return this.stop('pdf', 'mismatch');
    this.note('pdf', 'passed', 'sealed', { issuer, key: seal.key });
    return this.token(token);
  }

  private signed(form: Signed<AchievementCredential>): Found {
    const { document, issuer } = form;
    this.signature(issuer, form.key, form.holds);
    return {
      issuer,
      number: document.credentialSubject.licenseNumber,
      printed: { form: 'credential', credential: document },
      place: placeOf(document),
      validUntil: document.validUntil,
    };
  }

  private code(text: string): Found {
    const { key, signature, snapshot: bytes } = unpackCode(text);
    const snapshot = openSnapshot(bytes);
    // A certificate from before open credentials does not say who issued it.
    const issuer = snapshot.credential?.issuer ?? this.trust.ownerOf(key);
    if (issuer === undefined) return this.stop('signature', 'unknown_key', { key });
    return this.snapshot({ snapshot, bytes, signature, key, issuer });
  }

  private bundle(bytes: Uint8Array): Found {
    const opened = openBundle(bytes);
    const snapshot = openSnapshot(opened.snapshot);
    const found = this.snapshot({ ...opened, snapshot, bytes: opened.snapshot });
    return { ...found, log: opened.log };
  }

  private snapshot({ snapshot, bytes, signature, issuer, key }: SignedSnapshot): Found {
    const facts = snapshot.credential;
    if (facts && (facts.issuer !== issuer || facts.key !== key)) this.stop('signature', 'mismatch');
    this.signature(issuer, key, (one) => one.verify(bytes, signature));
    return {
      issuer,
      number: snapshot.number,
      printed: { form: 'snapshot', snapshot },
      place: facts?.status,
      validUntil: facts?.valid_until,
      digest: sha256Hex(bytes),
    };
  }

  /** Whether one of the issuer's keys made the signature. */
  private signature(issuer: string, name: string, holds: (key: PublicKey) => boolean): void {
    const keys = this.trust.keys(issuer) ?? this.stop('signature', 'unknown_issuer', { issuer });
    const key = keys.get(name) ?? this.stop('signature', 'unknown_key', { key: name });
    if (!holds(key)) this.stop('signature', 'bad_signature');
    this.note('signature', 'passed', 'signed', { issuer, key: name });
  }

  /** What the log says: nothing without a proof, `unknown` if its key is not at hand. */
  log({ digest, log }: Found): Logged | 'unknown' | undefined {
    if (!digest || !log) {
      this.note('log', 'unchecked', 'no_proof');
      return undefined;
    }
    const logged = attempt(
      () => checkLog(this.trust, digest, log),
      () => this.stop('log', 'not_in_log'),
    );
    if (typeof logged === 'string') {
      if (logged !== 'unknown_key') return this.stop('log', logged);
      this.note('log', 'unchecked', 'unknown_key', { key: log.checkpoint.split('\n')[0] ?? '' });
      return 'unknown';
    }
    const { issued, ended, head, headTime } = logged;
    if (ended) {
      this.note('log', 'failed', endOf(ended.kind), { at: ended.at });
    } else {
      const values = { index: String(issued.index), size: String(head.size) };
      this.note('log', 'passed', 'included', { ...values, at: issued.at, head: headTime });
    }
    return logged;
  }

  /** The verdict on an authentic certificate. */
  judge(found: Found, now: number): Pick<Report, 'verdict' | 'reason' | 'statusTime'> {
    const logged = this.log(found);
    const status = found.place && statusOf(this.trust, found.issuer, found.place);
    if (!status || status === 'invalid') {
      this.note('status', 'unchecked', status ? 'status_invalid' : 'no_status');
    } else if (status.state !== 'valid') {
      this.note('status', 'failed', status.state, { at: status.at });
    } else {
      // It says what held then; nobody may take it for today's.
      const old = status.until !== undefined && unix(status.until) < now;
      this.note('status', 'passed', old ? 'status_old' : 'not_ended', { at: status.at });
    }
    const known = status && status !== 'invalid' ? status : undefined;
    const end = logged && logged !== 'unknown' ? logged.ended : undefined;
    const state = end ? endOf(end.kind) : known?.state;
    const statusTime = known?.at;
    if (state && state !== 'valid') return { verdict: state, reason: undefined, statusTime };
    if (found.validUntil !== undefined && unix(found.validUntil) < now) {
      return { verdict: 'expired', reason: undefined, statusTime };
    }
    if (!known) return { verdict: 'unchecked', reason: 'no_status', statusTime };
    if (logged === 'unknown') return { verdict: 'unchecked', reason: 'unknown_key', statusTime };
    return { verdict: 'valid', reason: undefined, statusTime };
  }
}

const endOf = (kind: string) => (kind === 'supersede' ? 'superseded' : 'revoked');

function refuse(reason: Reason): never {
  throw new Ended(reason);
}

/**
 * Checks a file or text by a trust bundle at a moment (Unix seconds). `proof` is what the log said of the
 * snapshot's digest when it was asked. Throws `NoTrust` for a trust bundle that cannot be relied on.
 */
export function verify(bytes: Uint8Array, trust: Trust, now: number, proof?: LogProof): Report {
  const verifier = new Verifier(trust);
  try {
    const read = verifier.read(bytes);
    const found = proof && !read.log ? { ...read, log: proof } : read;
    const outcome = verifier.judge(found, now);
    const { number, printed, validUntil, digest } = found;
    return { ...outcome, checks: verifier.checks, number, printed, validUntil, digest };
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    const { reason } = error;
    return {
      verdict: isObstacle(reason) ? 'unchecked' : 'not_authentic',
      reason,
      checks: verifier.checks,
      statusTime: undefined,
      number: undefined,
      printed: undefined,
      validUntil: undefined,
      digest: undefined,
    };
  }
}
