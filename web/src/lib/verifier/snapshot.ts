/** The snapshot of a certificate: everything that is printed on it, and what its forms are derived from. */
import { fromBase64url, Malformed, textOf } from './bytes';
import { isWeb } from './did';
import { isKeyName } from './ed25519';
import { canonical, parseJson } from './json';
import {
  date,
  filled,
  instant,
  instantOf,
  isPath,
  isUuid,
  list,
  type Of,
  object,
  text,
  u32,
  unix,
  whole,
  words,
} from './shape';

/** The longest snapshot that is read, in bytes. */
export const MAX_SNAPSHOT = 8 * 1024;

const title = object({ zh: filled }, { en: text() });
const hash = text((encoded) => {
  try {
    return fromBase64url(encoded).length === 32;
  } catch {
    return false;
  }
});

const subject = object(
  { code: filled, title },
  {
    score: text((s) => /^\d+(?:\.\d+)?$/.test(s)),
    grade: text(),
    exam_date: date,
    passed_on: date,
  },
);

const credentialFacts = object(
  {
    id: text(isUuid),
    issuer: text(isWeb),
    key: text(isKeyName),
    issued_at: instant,
    holder_id: text(isUuid),
    holder_hash: hash,
    achievement: text(isPath),
    rules: whole(1, 0xffff_ffff),
    criteria: title,
    status: object({ list: whole(1, 0xffff_ffff), index: u32 }),
    evidence: hash,
  },
  { valid_until: instant },
);

const shape = object(
  {
    schema: whole(1, 2),
    number: text((number) => /^\d{17}$/.test(number)),
    kind: words('skill_certificate', 'training_certificate'),
    title,
    holder_name: filled,
    id_type: filled,
    masked_id: text((masked) => masked.includes('*')),
    institution: object({ name: filled }, { code: text() }),
    region: object({ code: filled, name: filled }),
    edition: object({
      code: filled,
      title,
      year: whole(0, 0xffff),
      season: words('spring', 'autumn'),
    }),
    subjects: list(subject),
    basis: words('exam', 'training', 'fusion'),
    issued_on: date,
    issuer: title,
    template: object({ id: filled, version: u32 }),
  },
  { credential: credentialFacts },
);

export type Snapshot = Of<typeof shape>;

const KINDS = { skill_certificate: '10', training_certificate: '20' } as const;
const SEASONS = { spring: '1', autumn: '2' } as const;

/** `YYYY S KK NNNNNNNN CC`, the last two by ISO/IEC 7064 MOD 97-10. */
function numberFits({ number, edition, kind }: Snapshot): boolean {
  const check = Number(number.slice(15));
  const body = `${String(edition.year).padStart(4, '0')}${SEASONS[edition.season]}${KINDS[kind]}`;
  return (
    BigInt(number) % 97n === 1n &&
    check >= 2 &&
    check <= 98 &&
    number.startsWith(body) &&
    edition.year >= 2000 &&
    edition.year <= 2999 &&
    number.slice(7, 15) !== '00000000'
  );
}

/** UTC+8 all year. */
const programmeDate = (moment: string) => instantOf(unix(moment) + 8 * 3600).slice(0, 10);

/** Characters that are not for print: controls but the line feed, and what is no character. */
const UNPRINTABLE = /[^\P{Cc}\n]|[\ufffe\uffff]/u;

function factsFit(snapshot: Snapshot): boolean {
  const facts = snapshot.credential;
  if (!facts) return true;
  const texts = [
    snapshot.holder_name,
    snapshot.edition.code,
    ...[snapshot.title, snapshot.edition.title, snapshot.issuer, facts.criteria].flatMap(both),
    ...snapshot.subjects.flatMap((one) => [...both(one.title), one.grade ?? '']),
  ];
  return (
    (facts.valid_until === undefined || facts.valid_until > facts.issued_at) &&
    programmeDate(facts.issued_at) === snapshot.issued_on &&
    /^[A-Za-z0-9\-._]+$/.test(snapshot.id_type) &&
    !texts.some((one) => UNPRINTABLE.test(one))
  );
}

const both = (one: { zh: string; en?: string | undefined }) => [one.zh, one.en ?? ''];

function datesFit(snapshot: Snapshot): boolean {
  return snapshot.subjects.every(({ exam_date = '', passed_on }) => {
    return (
      (passed_on ?? '') <= snapshot.issued_on && exam_date <= (passed_on ?? snapshot.issued_on)
    );
  });
}

function check(snapshot: Snapshot): void {
  const { schema, credential, kind, subjects } = snapshot;
  const codes = subjects.map(({ code }) => code);
  const right = {
    schema: schema === (credential ? 2 : 1),
    number: numberFits(snapshot),
    basis: (snapshot.basis === 'training') === (kind === 'training_certificate'),
    // A skill certificate says which subjects were passed; a training one need not.
    subjects: subjects.length > 0 || kind === 'training_certificate',
    codes: new Set(codes).size === codes.length,
    dates: datesFit(snapshot),
    credential: factsFit(snapshot),
  };
  const wrong = Object.entries(right).find(([, holds]) => !holds);
  if (wrong) throw new Malformed(`the snapshot's ${wrong[0]} cannot be`);
}

/** Reads the canonical bytes of a snapshot; any other spelling of it is refused. */
export function openSnapshot(bytes: Uint8Array): Snapshot {
  const value = parseJson(bytes, MAX_SNAPSHOT);
  const snapshot = shape(value, 'snapshot');
  check(snapshot);
  if (canonical(value) !== textOf(bytes)) throw new Malformed('the snapshot is not canonical');
  return snapshot;
}
