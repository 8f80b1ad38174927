/** The signed snapshot as it stands in a QR code: `PUBLIC_URL/v#1<digits>`. */
import dictionary from '@engine/qr-dictionary-1.bin?inline';
import { fromBase64, fromHex, hex, Malformed } from './bytes';
import { SIGNATURE_LENGTH } from './ed25519';
import { inflate } from './inflate';
import { MAX_SNAPSHOT } from './snapshot';

const MAX_DIGITS = 4000;
const FORM = 0x01;
const KEY_ID_LENGTH = 8;

/** A signed snapshot that was read and not yet checked. */
export interface Packed {
  /** The name that the key gives itself. */
  key: string;
  signature: Uint8Array;
  /** The canonical bytes. */
  snapshot: Uint8Array;
}

/**
 * Whether a text can only be that of a code: digits, or the address of a page before them. The address may be
 * anybody's: it is not signed, and a deployment may move.
 */
export const looksLikeCode = (text: string): boolean =>
  /^(?:https?:\/\/[^\s#]+\/v#)?\d+$/.test(text);

/** Reads the text of a code. */
export function unpackCode(text: string): Packed {
  const [, form, digits = ''] = /(?:^|#)(\d)(\d*)$/.exec(text) ?? [];
  if (form !== '1') throw new Malformed('a code of another form');
  if (!/^[1-9]/.test(digits) || digits.length > MAX_DIGITS)
    throw new Malformed('not a code of ours');
  const number = BigInt(digits).toString(16);
  const bytes = fromHex(number.length % 2 === 0 ? number : `0${number}`);
  // The leading one keeps the zeros behind it.
  if (bytes[0] !== 0x01 || bytes[1] !== FORM) throw new Malformed('a code of another form');
  const at = 2 + KEY_ID_LENGTH;
  const packed = bytes.slice(at + SIGNATURE_LENGTH);
  if (packed.length === 0) throw new Malformed('a code that is too short');
  return {
    key: `k-${hex(bytes.slice(2, at))}`,
    signature: bytes.slice(at, at + SIGNATURE_LENGTH),
    snapshot: inflate(
      packed,
      MAX_SNAPSHOT,
      fromBase64(dictionary.slice(dictionary.indexOf(',') + 1)),
    ),
  };
}
