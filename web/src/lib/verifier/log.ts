/** Whether the transparency log holds a certificate, by the proofs that came with it. */
import type { Leaf, LogProof } from './bundle';
import { same } from './bytes';
import { entryHash, included } from './merkle';
import { type Head, openNote } from './note';
import { instantOf, unix } from './shape';
import type { Trust } from './trust';

export interface Logged {
  /** When it was issued, by the log. */
  issued: Leaf;
  /** How and when it ended, by the log. */
  ended: Leaf | undefined;
  head: Head;
  headTime: string;
}

export type LogFault = 'unknown_key' | 'not_in_log' | 'head_conflict' | 'back_dated';

/** Leaf `index` cannot be older than a head that was signed before it stood there. */
const isBackDated = (leaf: Leaf, heads: readonly Head[]) =>
  heads.some((head) => head.size <= BigInt(leaf.index) && unix(leaf.at) < head.time);

/**
 * Checks the proofs for the snapshot of this digest: that the head holds these leaves and agrees with the
 * heads that were kept, as far as can be seen without the log. Two trees of one size are one tree, and no leaf
 * behind a kept head is older than it.
 */
export function checkLog(trust: Trust, digest: string, proof: LogProof): Logged | LogFault {
  const head = openNote(proof.checkpoint, trust.logKeys);
  if (head === 'unknown_key') return head;
  const issued = proof.leaves.find(({ kind }) => kind === 'issue');
  if (head === 'bad_signature' || !issued) return 'not_in_log';
  if (trust.heads.some((kept) => kept.size === head.size && !same(kept.root, head.root))) {
    return 'head_conflict';
  }
  for (const leaf of proof.leaves) {
    const hash = entryHash({ at: leaf.at, kind: leaf.kind, sha256: digest });
    const held = included(hash, BigInt(leaf.index), head.size, leaf.proof, head.root);
    if (!held) return 'not_in_log';
    if (isBackDated(leaf, trust.heads)) return 'back_dated';
  }
  const ended = proof.leaves.find(({ kind }) => kind !== 'issue');
  return { issued, ended, head, headTime: instantOf(head.time) };
}
