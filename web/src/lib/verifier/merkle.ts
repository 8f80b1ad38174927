/** The log's Merkle tree over SHA-256 (RFC 9162): entries, inclusion and consistency. */
import { sha256 } from '@noble/hashes/sha2.js';
import { joined, Malformed, same, utf8 } from './bytes';
import { canonical } from './json';

export type LogKind = 'issue' | 'revoke' | 'supersede';

/** The most leaves a tree may have: 2^63 − 1. */
export const MAX_SIZE = 2n ** 63n - 1n;

/** What a leaf says: what happened to the certificate of this snapshot, and when. */
export interface Entry {
  at: string;
  kind: LogKind;
  /** 64 lower-case hexadecimal digits. */
  sha256: string;
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (entry: Uint8Array): Uint8Array => sha256(joined(LEAF, entry));
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(joined(NODE, left, right));
export const emptyRoot = (): Uint8Array => sha256(new Uint8Array());

/** The hash of the leaf that an entry is. */
export const entryHash = ({ at, kind, sha256: digest }: Entry): Uint8Array =>
  leafHash(utf8(canonical({ at, kind, sha256: digest, v: 1 })));

/** Hashes that stand one after the other, 32 bytes each. */
export function splitHashes(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length % 32 !== 0) throw new Malformed('hashes have 32 bytes');
  return Array.from({ length: bytes.length / 32 }, (_, at) => bytes.slice(32 * at, 32 * at + 32));
}

/** A node and the last one of its level, on the way up (§2.1.3.2). */
class Way {
  private node: bigint;
  private last: bigint;

  constructor(node: bigint, last: bigint) {
    this.node = node;
    this.last = last;
  }

  get ended(): boolean {
    return this.last === 0n;
  }

  get leftmost(): boolean {
    return this.node === 0n;
  }

  /** Whether the sibling stands on the left; the right edge has none until the node is a right child. */
  siblingIsLeft(): boolean {
    const left = (this.node & 1n) === 1n || this.node === this.last;
    if (left) while (this.node !== 0n && (this.node & 1n) === 0n) this.up();
    this.up();
    return left;
  }

  /** Up to the largest complete subtree that ends here (§2.1.4.2). */
  passRight(): void {
    while ((this.node & 1n) === 1n) this.up();
  }

  private up(): void {
    this.node >>= 1n;
    this.last >>= 1n;
  }
}

/** Whether the leaf with this hash is the `index`th of the tree (§2.1.3.2). */
export function included(
  leaf: Uint8Array,
  index: bigint,
  size: bigint,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (size > MAX_SIZE || index < 0n || index >= size) return false;
  const way = new Way(index, size - 1n);
  let hash = leaf;
  for (const sibling of proof) {
    if (way.ended) return false;
    hash = way.siblingIsLeft() ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  }
  return way.ended && same(hash, root);
}

/** Whether the tree of `older` leaves is a beginning of that of `newer` (§2.1.4.2). */
export function consistent(
  older: bigint,
  newer: bigint,
  olderRoot: Uint8Array,
  newerRoot: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (newer > MAX_SIZE || older < 0n || older > newer) return false;
  if (older === 0n) return proof.length === 0 && same(olderRoot, emptyRoot());
  if (older === newer) return proof.length === 0 && same(olderRoot, newerRoot);
  const way = new Way(older - 1n, newer - 1n);
  way.passRight();
  // Where the old tree is that subtree, its root is known.
  const [seed, ...rest] = way.leftmost ? [olderRoot, ...proof] : proof;
  if (seed === undefined) return false;
  let [oldHash, newHash] = [seed, seed];
  for (const sibling of rest) {
    if (way.ended) return false;
    if (way.siblingIsLeft()) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
    } else {
      newHash = nodeHash(newHash, sibling);
    }
  }
  return way.ended && same(oldHash, olderRoot) && same(newHash, newerRoot);
}
