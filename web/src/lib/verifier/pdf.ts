/**
 * The seal inside of a PDF of ours: one line of fixed length, whose signature is over all bytes of the file
 * but the signature itself. No PDF is parsed: find, blank out, hash, verify, cut the credential out.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { fromHex, hex, same, utf8 } from './bytes';

const MARK = 'onex-pdf-seal-v1 ';
const LINE =
  /^onex-pdf-seal-v1 (k-[0-9a-f]{16}) credential=(\d{10})\+(\d{10}) sig=([0-9a-f]{128})\n$/;
const SIGNATURE_DIGITS = 128;
const LINE_LENGTH =
  `${MARK}k-0123456789abcdef credential=0123456789+0123456789 sig=\n`.length + SIGNATURE_DIGITS;

/** A seal that was read and not yet checked. */
export interface Seal {
  key: string;
  signature: Uint8Array;
  /** What is signed. */
  message: Uint8Array;
  /** The credential inside of the file, a VC-JWT. */
  credential: Uint8Array;
}

export const startsWith = (bytes: Uint8Array, text: string): boolean =>
  same(bytes.slice(0, text.length), utf8(text));

/** Where these ASCII characters stand in the file. */
export function placesOf(bytes: Uint8Array, text: string): number[] {
  const wanted = utf8(text);
  const [first = 0] = wanted;
  const found: number[] = [];
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) found.push(at);
  }
  return found;
}

/** The seal of a file; `unsealed` has none, `broken` more than one or one that is none. */
export function sealOf(pdf: Uint8Array): Seal | 'unsealed' | 'broken' {
  const [start, second] = placesOf(pdf, MARK);
  if (start === undefined) return 'unsealed';
  const line = String.fromCharCode(...pdf.slice(start, start + LINE_LENGTH));
  const [, key, offset, length, signature] = LINE.exec(line) ?? [];
  if (second !== undefined || !key || !signature) return 'broken';
  const from = Number(offset);
  const to = from + Number(length);
  const end = start + LINE_LENGTH - 1;
  // The line itself is not part of what it points at.
  const overlaps = from < end && start < to;
  if (to > pdf.length || to === from || overlaps) return 'broken';
  const blank = pdf.slice();
  blank.fill(0x30, end - SIGNATURE_DIGITS, end);
  return {
    key,
    signature: fromHex(signature),
    message: utf8(`onex-pdf-seal-v1\n${hex(sha256(blank))}`),
    credential: pdf.slice(from, to),
  };
}
