/** The verification bundle of one certificate: its signed snapshot, and its place in the log. */
import { fromBase64url, Malformed } from './bytes';
import { isWeb } from './did';
import { isKeyName, SIGNATURE_LENGTH } from './ed25519';
import { inflate } from './inflate';
import { parseJson } from './json';
import { type LogKind, splitHashes } from './merkle';
import { instant, object, text, whole, words } from './shape';
import { MAX_SNAPSHOT } from './snapshot';

const MAX_LENGTH = 64 * 1024;

const index = whole(0, Number.MAX_SAFE_INTEGER);
const leaf = object({ index, at: instant, proof: text() });
const shape = object(
  { v: whole(1, 1), snapshot: text(), signature: text(), key: text(), leaf, checkpoint: text() },
  {
    end: object({ kind: words('revoke', 'supersede'), index, at: instant, proof: text() }),
  },
);

/** A leaf with its proof, which is not checked yet. */
export interface Leaf {
  kind: LogKind;
  index: number;
  at: string;
  proof: Uint8Array[];
}

/** What the log says of a certificate, and the signed head that the proofs lead to. */
export interface LogProof {
  leaves: Leaf[];
  checkpoint: string;
}

/** A bundle that was read and not yet checked. */
export interface Opened {
  /** The canonical bytes. */
  snapshot: Uint8Array;
  signature: Uint8Array;
  issuer: string;
  key: string;
  log: LogProof;
}

function proofOf(encoded: string): Uint8Array[] {
  const hashes = splitHashes(fromBase64url(encoded));
  if (hashes.length > 63) throw new Malformed('no way to the root is so long');
  return hashes;
}

/** Reads a bundle; any other JSON is refused. */
export function openBundle(bytes: Uint8Array): Opened {
  const { key, ...written } = shape(parseJson(bytes, MAX_LENGTH), 'bundle');
  const [issuer = '', name = ''] = key.split(/#(.*)/s);
  const signature = fromBase64url(written.signature);
  if (!isWeb(issuer) || !isKeyName(name) || signature.length !== SIGNATURE_LENGTH) {
    throw new Malformed('the bundle names no key, or has no signature');
  }
  const { leaf: issue, end } = written;
  const leaves: Leaf[] = [{ ...issue, kind: 'issue', proof: proofOf(issue.proof) }];
  if (end) leaves.push({ ...end, proof: proofOf(end.proof) });
  return {
    snapshot: inflate(fromBase64url(written.snapshot), MAX_SNAPSHOT),
    signature,
    issuer,
    key: name,
    log: { leaves, checkpoint: written.checkpoint },
  };
}
