/** The twin of the engine is held to what the engine wrote, and to what others made of the same certificates. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { achievementDocument, placeOf } from './achievement';
import { fromBase64url, sha256Hex, textOf, utf8 } from './bytes';
import { readSecured } from './dataintegrity';
import { parseDid, siteOf } from './did';
import { PublicKey } from './ed25519';
import { canonical, type Json, type JsonObject, parseJson } from './json';
import { decodeJwt, type Signed } from './jwt';
import { nquads } from './rdf';
import { openSnapshot } from './snapshot';
import { bitAt, bitsOf, statusListDocument } from './statuslist';

const FIXTURES = join(import.meta.dirname, '../../../../tests/fixtures/verifier');
const read = (file: string) => new Uint8Array(readFileSync(join(FIXTURES, file)));
const words = (file: string) => textOf(read(file)).trim();
const json = (file: string) => JSON.parse(words(file));

const NAMES = ['skill', 'rich', 'training'];
const dids = new Map(
  ['vectors/did.json', 'vectors/did.zh.json', 'foreign/did.json'].map((file) => {
    const { did, keys } = parseDid(read(file));
    return [file, { did, keys }];
  }),
);

/** Whether the named key of the issuer made this signature. */
function holds<T>(signed: Signed<T>): boolean {
  const known = [...dids.values()].filter(({ did }) => did === signed.issuer);
  const key = known.map(({ keys }) => keys.get(signed.key)).find(Boolean);
  if (!key) throw new Error(`no key ${signed.issuer}#${signed.key}`);
  return signed.holds(key);
}

describe('the vectors of the engine', () => {
  it.each(NAMES)('%s: the snapshot is read, and its signature holds', (name) => {
    const vector = json(`vectors/${name}.snapshot.json`);
    const bytes = utf8(vector.canonical);
    expect(sha256Hex(bytes)).toBe(vector.digest);
    expect(openSnapshot(bytes).credential?.id).toMatch(/^[0-9a-f-]{36}$/);
    const key = PublicKey.fromMultibase(vector.key);
    const signature = fromBase64url(vector.signature);
    expect(key.verify(bytes, signature)).toBe(true);
    for (let at = 0; at < signature.length; at += 1) {
      const wrong = signature.slice();
      wrong[at] = (wrong[at] ?? 0) ^ 1;
      expect(key.verify(bytes, wrong), `byte ${at}`).toBe(false);
    }
  });

  it.each(NAMES)('%s: the same N-Quads', (name) => {
    const { proof, ...document } = parseJson(
      read(`vectors/${name}.di.json`),
      100_000,
    ) as JsonObject;
    const { proofValue, ...config } = (proof as JsonObject[])[0] ?? {};
    expect(proofValue).toMatch(/^z/);
    expect(nquads(document, 'AchievementCredential')).toBe(textOf(read(`vectors/${name}.nq`)));
    expect(nquads(config, 'DataIntegrityProof')).toBe(textOf(read(`vectors/${name}.proof.nq`)));
  });

  it.each(NAMES)('%s: the proof and the token hold, and say what the snapshot says', (name) => {
    const snapshot = openSnapshot(utf8(json(`vectors/${name}.snapshot.json`).canonical));
    const secured = readSecured(read(`vectors/${name}.di.json`), achievementDocument);
    const token = decodeJwt(words(`vectors/${name}.jwt`), achievementDocument);
    for (const form of [secured, token]) {
      expect(holds(form)).toBe(true);
      expect(form.document.credentialSubject.licenseNumber).toBe(snapshot.number);
      expect(form.issuer).toBe(snapshot.credential?.issuer);
      expect(placeOf(form.document)).toEqual(snapshot.credential?.status);
    }
  });

  it('the lists tell who is revoked, in both forms', () => {
    const { index } = openSnapshot(utf8(json('vectors/skill.snapshot.json').canonical)).credential
      ?.status ?? { index: -1 };
    for (const [suffix, revoked] of [
      ['', false],
      ['.revoked', true],
    ] as const) {
      const token = decodeJwt(words(`vectors/status-list-1${suffix}.jwt`), statusListDocument);
      const secured = readSecured(
        read(`vectors/status-list-1${suffix}.di.json`),
        statusListDocument,
      );
      for (const list of [token, secured]) {
        expect(holds(list)).toBe(true);
        expect(bitAt(bitsOf(list.document.credentialSubject.encodedList), index)).toBe(revoked);
      }
    }
  });

  it('an issuer may have a port and a path', () => {
    expect(dids.get('vectors/did.zh.json')?.did).toBe('did:web:onex.example%3A8443:zh');
    expect(siteOf('did:web:onex.example%3A8443:zh')).toBe('https://onex.example:8443/zh');
  });
});

describe('what others made', () => {
  it('holds here', () => {
    expect(holds(readSecured(read('foreign/credential.di.json'), achievementDocument))).toBe(true);
    expect(holds(decodeJwt(words('foreign/credential.jwt'), achievementDocument))).toBe(true);
    // The others put one proof beside the list; ours is an array of one, which says the same.
    const list = json('foreign/status-list.di.json');
    const ours = utf8(JSON.stringify({ ...list, proof: [list.proof] }));
    expect(holds(readSecured(ours, statusListDocument))).toBe(true);
    expect(holds(decodeJwt(words('foreign/status-list.jwt'), statusListDocument))).toBe(true);
  });

  it('means the same', () => {
    const { proof: _, ...document } = json('foreign/credential.di.json');
    expect(nquads(document, 'AchievementCredential')).toBe(textOf(read('foreign/credential.nq')));
    const { proof: __, ...list } = json('foreign/status-list.di.json');
    expect(nquads(list, 'BitstringStatusListCredential')).toBe(
      textOf(read('foreign/status-list.nq')),
    );
  });
});

interface Tampering {
  name: string;
  part: 'document' | 'proof' | 'claims' | 'header';
  pointer: string;
  value?: Json;
}
const tamperings: Tampering[] = json('vectors/tamperings.json');

function tampered(value: Json, { pointer, ...change }: Tampering): Json {
  const steps = pointer.split('/').slice(1);
  const last = steps.pop() ?? '';
  const whole = structuredClone(value);
  let at = whole as JsonObject;
  for (const step of steps) at = at[step] as JsonObject;
  if ('value' in change) at[last] = change.value as Json;
  else delete at[last];
  expect(canonical(whole)).not.toBe(canonical(value));
  return whole;
}

/** Refused as of another form, or because the signature does not hold. */
function refused<T>(form: () => Signed<T>): boolean {
  try {
    return !holds(form());
  } catch {
    return true;
  }
}

const base64url = (value: Json) => Buffer.from(canonical(value)).toString('base64url');

describe('a change', () => {
  const secured: Json = json('vectors/skill.di.json');
  const [head = '', payload = '', signature = ''] = words('vectors/skill.jwt').split('.');
  const part = (one: string): Json => JSON.parse(Buffer.from(one, 'base64url').toString());

  it('is looked for in files that hold when written again without one', () => {
    const again = utf8(JSON.stringify(secured));
    expect(holds(readSecured(again, achievementDocument))).toBe(true);
    const token = `${base64url(part(head))}.${base64url(part(payload))}.${signature}`;
    expect(holds(decodeJwt(token, achievementDocument))).toBe(true);
  });

  it.each(tamperings.filter(({ part }) => part === 'document' || part === 'proof'))(
    'of the $part ($name) is refused with a proof',
    (one) => {
      const bytes = utf8(JSON.stringify(tampered(secured, one)));
      expect(refused(() => readSecured(bytes, achievementDocument))).toBe(true);
    },
  );

  it.each(tamperings.filter(({ part }) => part !== 'proof'))(
    'of the $part ($name) is refused in a token',
    (one) => {
      const [first, second] = [part(head), part(payload)];
      const token =
        one.part === 'header'
          ? `${base64url(tampered(first, one))}.${payload}.${signature}`
          : `${head}.${base64url(tampered(second, one))}.${signature}`;
      expect(refused(() => decodeJwt(token, achievementDocument))).toBe(true);
    },
  );

  it('of any character of a token is refused', () => {
    const token = words('vectors/skill.jwt');
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      const wrong = token.slice(0, at) + other + token.slice(at + 1);
      expect(refused(() => decodeJwt(wrong, achievementDocument))).toBe(true);
    }
  });

  it('of the last character, whose spare bits say nothing, is refused', () => {
    const token = words('vectors/skill.jwt');
    for (const other of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      if (token.endsWith(other)) continue;
      const wrong = token.slice(0, -1) + other;
      expect(refused(() => decodeJwt(wrong, achievementDocument))).toBe(true);
    }
  });

  it('of a member that stands twice, or hides behind an escape, is refused', () => {
    const text = words('vectors/skill.di.json');
    for (const twice of [
      text.replace('"name": "中', '"name": "x", "name": "中'),
      text.replace('"name": "中', '"n\\u0061me": "x", "name": "中'),
      text.replace('{', '{"constructor": 1,'),
      text.replace('{', '{"__proto__": {"id": "x"},'),
    ]) {
      expect(twice).not.toBe(text);
      expect(refused(() => readSecured(utf8(twice), achievementDocument))).toBe(true);
    }
  });
});
