/**
 * Bytes as text, one spelling each. Decoding is strict: whoever accepts a second spelling lets a signed file
 * change without the signature noticing, so spare bits, padding and blanks are refused.
 */
import { sha256 } from '@noble/hashes/sha2.js';

/** The input is not of the form it should have. The message is for developers. */
export class Malformed extends Error {
  override name = 'Malformed';
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** UTF-8 as text; anything else is refused, and a byte order mark stays what it is. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed('not UTF-8');
  }
}

/** Lower-case digits, two for each byte. */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Lower-case digits only. */
export function fromHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new Malformed('not hexadecimal');
  return Uint8Array.from({ length: text.length / 2 }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
}

export function joined(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

export const sha256Hex = (bytes: Uint8Array): string => hex(sha256(bytes));

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64 = `${LETTERS}+/`;
const BASE64URL = `${LETTERS}-_`;

/** Digits of base 64 as bytes; the last one may have no spare bit set (RFC 4648 §3.5). */
function fromDigits(text: string, alphabet: string): Uint8Array {
  const values = new Map([...alphabet].map((character, value) => [character, value]));
  if (text.length % 4 === 1) throw new Malformed('not base64');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const character of text) {
    const value = values.get(character);
    if (value === undefined) throw new Malformed('not base64');
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = (bits >> held) & 0xff;
    }
  }
  if ((bits & ((1 << held) - 1)) !== 0) throw new Malformed('base64 with spare bits');
  return bytes;
}

/** Base64url without padding (RFC 4648 §5). */
export const fromBase64url = (text: string): Uint8Array => fromDigits(text, BASE64URL);

/** Base64 with its padding (RFC 4648 §4). */
export function fromBase64(text: string): Uint8Array {
  const digits = text.replace(/={1,2}$/, '');
  if (text.length % 4 !== 0 || digits.length < text.length - 2) throw new Malformed('not base64');
  return fromDigits(digits, BASE64);
}

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
/** Its cost grows with the square of the length; the longest value in use has 88 characters. */
const MAX_BASE58 = 128;

/** `z` and base58btc (Controlled Identifiers 1.0 §2.4). */
export function fromBase58btc(text: string): Uint8Array {
  if (!text.startsWith('z') || text.length > MAX_BASE58 + 1) throw new Malformed('not base58btc');
  const digits = text.slice(1);
  let number = 0n;
  for (const character of digits) {
    const value = BASE58.indexOf(character);
    if (value < 0) throw new Malformed('not base58btc');
    number = number * 58n + BigInt(value);
  }
  const zeros = /^1*/.exec(digits)?.[0].length ?? 0;
  const body = number === 0n ? '' : number.toString(16);
  return joined(new Uint8Array(zeros), fromHex(body.length % 2 === 0 ? body : `0${body}`));
}
