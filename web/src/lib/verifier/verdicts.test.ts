/** Of each file, whole or altered, the twin says what the engine says (tests/fixtures/verifier/README.md). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AchievementCredential } from './achievement';
import { fromBase64url, joined, same, textOf, utf8 } from './bytes';
import { canonical, type Json, type JsonObject } from './json';
import { placesOf } from './pdf';
import type { Check, Report } from './report';
import { unix } from './shape';
import { Trust } from './trust';
import { verify } from './verify';

const VECTORS = join(import.meta.dirname, '../../../../tests/fixtures/verifier/vectors');
const read = (file: string) => new Uint8Array(readFileSync(join(VECTORS, file)));

interface Mutation {
  flip?: { at: number; bit: number };
  replace?: [string, string];
  part?: 'document' | 'payload' | 'header';
  pointer?: string;
  value?: Json;
}

interface Expected {
  verdict: string;
  checks: Check[];
  printed?: JsonObject | null;
  snapshot?: JsonObject | null;
}

interface Case {
  file: string;
  mutation?: Mutation;
  trust: string;
  now: string;
  expected: Expected;
}

const cases: Case[] = JSON.parse(textOf(read('verdicts.json')));
const trusts = new Map<string, Trust>();
const trustOf = (file: string) => {
  const trust = trusts.get(file) ?? new Trust(read(file));
  trusts.set(file, trust);
  return trust;
};

function changed(value: Json, { pointer = '', ...change }: Mutation): Json {
  const steps = pointer.split('/').slice(1);
  const last = steps.pop() ?? '';
  let at = value as JsonObject;
  for (const step of steps) at = at[step] as JsonObject;
  if (change.value === undefined) delete at[last];
  else at[last] = change.value;
  return value;
}

function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const at = placesOf(bytes, from)[0] ?? -1;
  return joined(bytes.slice(0, at), utf8(to), bytes.slice(at + utf8(from).length));
}

function mutated(bytes: Uint8Array, mutation: Mutation): Uint8Array {
  const { flip, replace, part } = mutation;
  if (flip) {
    const copy = bytes.slice();
    copy[flip.at] = (copy[flip.at] ?? 0) ^ (1 << flip.bit);
    return copy;
  }
  if (replace) return replaced(bytes, ...replace);
  const text = textOf(bytes);
  if (part === 'document') return utf8(JSON.stringify(changed(JSON.parse(text), mutation)));
  const parts = text.trim().split('.');
  const at = part === 'header' ? 0 : 1;
  const value = changed(JSON.parse(textOf(fromBase64url(parts[at] ?? ''))), mutation);
  parts[at] = Buffer.from(canonical(value)).toString('base64url');
  return utf8(parts.join('.'));
}

function printed(credential: AchievementCredential) {
  const { credentialSubject: subject, issuer } = credential;
  const { achievement } = subject;
  return {
    title: credential.name,
    kind: achievement.humanCode,
    holder_name: subject.identifier[0].identityHash,
    edition: achievement.description,
    subjects: (achievement.resultDescription ?? []).map(({ name, resultType }, at) => ({
      name,
      result_type: resultType,
      value: subject.result?.[at]?.value ?? null,
    })),
    criteria: achievement.criteria.narrative,
    issuer_name: issuer.name,
    issuer: issuer.id,
    issued_at: credential.validFrom,
    valid_until: credential.validUntil ?? null,
  };
}

/** The members that the engine's report has too. What a snapshot prints it tells itself. */
function told(report: Report, expected: Expected) {
  const form = report.printed;
  return {
    verdict: report.verdict,
    reason: report.reason ?? null,
    checks: report.checks,
    status_time: report.statusTime ?? null,
    number: report.number ?? null,
    ...('snapshot' in expected && {
      snapshot: form?.form === 'snapshot' ? form.snapshot : null,
    }),
    ...('printed' in expected && {
      printed:
        form?.form === 'credential' ? printed(form.credential) : form ? expected.printed : null,
    }),
  };
}

const nameOf = ({ file, trust, mutation }: Case) =>
  `${file} by ${trust}${mutation ? ` after ${JSON.stringify(mutation).slice(0, 90)}` : ''}`;

describe('the verdict', () => {
  it('is known of many files', () => {
    expect(cases.length).toBeGreaterThan(100);
    expect(new Set(cases.map(({ expected }) => expected.verdict)).size).toBe(6);
  });

  it.each(cases.map((one) => [nameOf(one), one] as const))('on %s', (_, one) => {
    const whole = read(one.file);
    const bytes = one.mutation ? mutated(whole, one.mutation) : whole;
    expect(same(bytes, whole)).toBe(!one.mutation);
    const report = verify(bytes, trustOf(one.trust), unix(one.now));
    expect(told(report, one.expected)).toEqual(one.expected);
  });
});

/** Verdicts on what was changed in one bit must not be these. */
const AUTHENTIC = new Set(['valid', 'revoked', 'superseded', 'expired']);

describe('a changed bit', () => {
  const now = unix('2020-07-03T00:00:00Z');
  it.each(['skill.sealed.pdf', 'skill.jwt', 'skill.bundle.json', 'skill.qr.txt'])(
    'anywhere in %s is noticed',
    (file) => {
      const whole = read(file);
      const trust = trustOf('trust.json');
      expect(verify(whole, trust, now).verdict).toBe('valid');
      // A step that is a prime and no byte's number of bits: over the whole file, and each bit's turn comes.
      // The address in a code is nobody's word.
      const start = file.endsWith('.qr.txt') ? 8 * (placesOf(whole, '#')[0] ?? 0) : 0;
      for (let bit = start; bit < whole.length * 8; bit += 61) {
        const copy = mutated(whole, { flip: { at: bit >> 3, bit: bit & 7 } });
        // Blanks around a text are no part of it.
        if (textOfOr(copy) === textOfOr(whole)) continue;
        expect(AUTHENTIC.has(verify(copy, trust, now).verdict), `bit ${bit}`).toBe(false);
      }
    },
  );
});

function textOfOr(bytes: Uint8Array): string | undefined {
  try {
    return textOf(bytes).trim();
  } catch {
    return undefined;
  }
}
