/** Ed25519 (RFC 8032). Not of the browser's own making: older engines and pages without https lack it. */
import { etc, Point } from '@noble/ed25519';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { fromBase58btc, hex, joined, Malformed, same } from './bytes';

export const SIGNATURE_LENGTH = 64;

const number = (littleEndian: Uint8Array) =>
  BigInt(`0x${hex(Uint8Array.from(littleEndian).reverse())}`);

/** A key that checks signatures. */
export class PublicKey {
  readonly bytes: Uint8Array;
  private readonly point: Point;

  /** Of 32 bytes; no point of the curve and one of small order are refused: they say nothing. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    if (bytes.length !== 32) throw new Malformed('an Ed25519 key has 32 bytes');
    try {
      this.point = Point.fromBytes(bytes);
    } catch {
      throw new Malformed('the key is no point of the curve');
    }
    if (this.point.isSmallOrder()) throw new Malformed('the key is of small order');
  }

  /** A Multikey (Controlled Identifiers 1.0 §2.2.2), `z6Mk…`. */
  static fromMultibase(text: string): PublicKey {
    const typed = fromBase58btc(text);
    if (typed[0] !== 0xed || typed[1] !== 0x01) throw new Malformed('no Ed25519 Multikey');
    return new PublicKey(typed.slice(2));
  }

  /** The name that the key itself gives: `k-` and 16 hexadecimal digits of its SHA-256. */
  get id(): string {
    return `k-${hex(sha256(this.bytes).slice(0, 8))}`;
  }

  /** RFC 8032 §5.1.7 without the factor 8; points of small order are refused. */
  verify(message: Uint8Array, signature: Uint8Array): boolean {
    if (signature.length !== SIGNATURE_LENGTH) return false;
    const [r, s] = [signature.slice(0, 32), number(signature.slice(32))];
    const order = Point.CURVE().n;
    if (s >= order) return false;
    const k = etc.mod(number(sha512(joined(r, this.bytes, message))), order);
    const wanted = Point.BASE.multiply(s, false).subtract(this.point.multiply(k, false));
    return same(wanted.toBytes(), r) && !wanted.isSmallOrder();
  }
}

/** A key's name, as it can stand in a DID URL's fragment. */
export const isKeyName = (name: string): boolean => /^[A-Za-z0-9\-_.]{1,64}$/.test(name);
