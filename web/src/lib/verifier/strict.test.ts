/** Each value has one spelling, and streams end where they end. */
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fromBase58btc, fromBase64, fromBase64url, hex, utf8 } from './bytes';
import { gunzip, inflate } from './inflate';
import { canonical, parseJson } from './json';
import { consistent, emptyRoot, included, leafHash, nodeHash } from './merkle';
import { isInstant } from './shape';

const json = (text: string) => parseJson(utf8(text), 10_000);

describe('JSON', () => {
  it.each([
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '1.0',
    '1e3',
    '-0',
    '01',
    '9007199254740992',
    '"\\ud800"',
    '"\u0001"',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "'a'",
    '\ufeff1',
    '1 2',
    '',
    'NaN',
    'nul',
    '"\\x41"',
    '"a\nb"',
    '+1',
    '"\\u00"',
    '['.repeat(100),
  ])('refuses %j', (text) => {
    expect(() => json(text)).toThrow('JSON');
  });

  it.each([
    'null',
    '[true,false]',
    ' {"b" : [1, -2] , "a":{"c":"\\u4e2d\\n"}} ',
    '"😀"',
    '"\\ud83d\\ude00"',
    '9007199254740991',
  ])('reads %j as everybody does', (text) => {
    expect(json(text)).toEqual(JSON.parse(text));
  });

  it('has one canonical form, its members in order of UTF-16', () => {
    const members = '{"\u20ac":1,"\\r":2,"\ufb33":3,"1":4,"😀":5,"\u0080":6,"\u00f6":7}';
    expect(canonical(json(members))).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"😀":5,"\ufb33":3}',
    );
  });
});

describe('bytes as text', () => {
  it('are read back, of any length', () => {
    for (let length = 0; length < 40; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 89 + length * 7) & 0xff);
      expect(fromBase64url(Buffer.from(bytes).toString('base64url'))).toEqual(bytes);
      expect(fromBase64(Buffer.from(bytes).toString('base64'))).toEqual(bytes);
    }
  });

  it.each(['AB', 'AA==', 'A', 'AA AA', 'A+AA', 'AAB', 'é'])('in base64url are not %j', (text) => {
    expect(() => fromBase64url(text)).toThrow('base64');
  });

  it.each(['AA', 'AA=', 'AB==', 'AA===', 'A===', '====', 'AA==AA==', 'AA-_'])(
    'in base64 are not %j',
    (text) => {
      expect(() => fromBase64(text)).toThrow('base64');
    },
  );

  it('in base58btc keep their zeros', () => {
    expect(hex(fromBase58btc('z11212'))).toBe('00000c00'.slice(0, 4) + hex(fromBase58btc('z212')));
    expect(() => fromBase58btc('z0')).toThrow('base58');
    expect(() => fromBase58btc('1')).toThrow('base58');
  });

  it.each([
    '2020-02-30T00:00:00Z',
    '2020-02-28T24:00:00Z',
    '2020-02-28T00:00:60Z',
    '2020-02-28T00:00:00.0Z',
    '2020-02-28T00:00:00+00:00',
    '2020-02-28',
  ])('are no moment as %s', (text) => {
    expect(isInstant(text)).toBe(false);
    expect(isInstant('2020-02-29T23:59:59Z')).toBe(true);
  });
});

describe('DEFLATE', () => {
  const texts = [
    '',
    'a',
    'abcabcabcabc'.repeat(50),
    JSON.stringify({ 证书: '王小明', n: [1, 2, 3] }).repeat(40),
  ];
  const random = Uint8Array.from({ length: 70_000 }, (_, at) => (at * at * 31 + (at >> 3)) & 0xff);
  const samples = [...texts.map(utf8), random, new Uint8Array(16_384)];

  it('is read at every level, with and without a dictionary', () => {
    const dictionary = utf8('证书王小明abc'.repeat(3));
    for (const sample of samples) {
      for (const level of [0, 1, 6, 9]) {
        for (const strategy of [0, 4]) {
          const options = { level, strategy };
          expect(hex(inflate(deflateRawSync(sample, options), sample.length))).toBe(hex(sample));
          const primed = deflateRawSync(sample, { ...options, dictionary });
          expect(hex(inflate(primed, sample.length, dictionary))).toBe(hex(sample));
        }
      }
    }
  });

  it('ends where the bytes end, and stays within bounds', () => {
    const packed = new Uint8Array(deflateRawSync(utf8('abcabcabc'.repeat(9))));
    expect(() => inflate(Uint8Array.of(...packed, 0), 1000)).toThrow('left over');
    expect(() => inflate(packed.slice(0, -1), 1000)).toThrow('cut off');
    expect(() => inflate(packed, 80)).toThrow('too large');
    expect(inflate(packed, 81)).toHaveLength(81);
  });

  it('in GZIP has a checksum and one member', () => {
    const packed = new Uint8Array(gzipSync(new Uint8Array(16_384)));
    expect(gunzip(packed, 16_384)).toEqual(new Uint8Array(16_384));
    const wrong = packed.slice();
    wrong[wrong.length - 8] = (wrong[wrong.length - 8] ?? 0) ^ 1;
    expect(() => gunzip(wrong, 16_384)).toThrow('checksum');
    expect(() => gunzip(Uint8Array.of(...packed, ...packed), 40_000)).toThrow();
  });
});

/** The tree by its definition (RFC 9162 §2.1.1), and its proofs (§2.1.3.1, §2.1.4.1). */
const split = (n: number) => 2 ** Math.floor(Math.log2(n - 1));
function root(leaves: Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return emptyRoot();
  if (leaves.length === 1) return first;
  const k = split(leaves.length);
  return nodeHash(root(leaves.slice(0, k)), root(leaves.slice(k)));
}
function path(index: number, leaves: Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...path(index, leaves.slice(0, k)), root(leaves.slice(k))]
    : [...path(index - k, leaves.slice(k)), root(leaves.slice(0, k))];
}
function subproof(m: number, leaves: Uint8Array[], whole: boolean): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [root(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), root(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), root(leaves.slice(0, k))];
}

describe('the log', () => {
  const leaves = Array.from({ length: 19 }, (_, at) => leafHash(utf8(`leaf ${at}`)));
  const tree = (size: number) => leaves.slice(0, size);

  it('proves each leaf of each tree at its place, and nowhere else', () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      tree(size).forEach((leaf, index) => {
        const proof = path(index, tree(size));
        for (let other = 0; other < size + 2; other += 1) {
          const right = other === index;
          expect(included(leaf, BigInt(other), BigInt(size), proof, root(tree(size)))).toBe(right);
        }
        expect(
          included(leaf, BigInt(index), BigInt(size), [...proof, leaf], root(tree(size))),
        ).toBe(false);
        expect(included(leaf, BigInt(index), BigInt(size), proof, leafHash(leaf))).toBe(false);
      });
    }
  });

  it('proves that each tree is a beginning of each larger one, and of no other', () => {
    const changed = leaves.map((leaf, at) => (at === 0 ? leafHash(leaf) : leaf));
    for (let older = 0; older <= leaves.length; older += 1) {
      for (let newer = older; newer <= leaves.length; newer += 1) {
        const proof = older === 0 ? [] : subproof(older, tree(newer), true);
        const hold = (a: Uint8Array, b: Uint8Array) =>
          consistent(BigInt(older), BigInt(newer), a, b, proof);
        expect(hold(root(tree(older)), root(tree(newer)))).toBe(true);
        if (older > 0) expect(hold(root(changed.slice(0, older)), root(tree(newer)))).toBe(false);
        if (older > 0) expect(hold(root(tree(older)), root(changed.slice(0, newer)))).toBe(false);
      }
    }
  });
});
