/** Data Integrity with `eddsa-rdfc-2022` (§3.2): the signature stands in the JSON itself. */
import { sha256 } from '@noble/hashes/sha2.js';
import { fromBase58btc, joined, Malformed, utf8 } from './bytes';
import { keyNameOf } from './did';
import { type Dated, type Document, membersOf, readDocument } from './document';
import { SIGNATURE_LENGTH } from './ed25519';
import type { Signed } from './jwt';
import { nquads } from './rdf';
import { instant, object, text, tuple, words } from './shape';

/** An array of one: the only form that both of the published JSON schemas take. */
const proofs = tuple(
  object({
    type: words('DataIntegrityProof'),
    cryptosuite: words('eddsa-rdfc-2022'),
    created: instant,
    verificationMethod: text(),
    proofPurpose: words('assertionMethod'),
    proofValue: text(),
  }),
);

/** Reads a document of exactly this shape with exactly one proof. */
export function readSecured<T extends Dated>(bytes: Uint8Array, kind: Document<T>): Signed<T> {
  const { proof, ...members } = membersOf(bytes, kind);
  const [{ proofValue, ...config }] = proofs(proof ?? null, 'proof');
  const signature = fromBase58btc(proofValue);
  if (signature.length !== SIGNATURE_LENGTH) throw new Malformed('a signature has 64 bytes');
  const document = readDocument(members, kind);
  const issuer = kind.issuer(document);
  const key = keyNameOf(config.verificationMethod, issuer);
  const hash = (text: string) => sha256(utf8(text));
  // §3.2.4.
  const data = joined(
    hash(nquads(config, 'DataIntegrityProof')),
    hash(nquads(members, kind.terms)),
  );
  return { document, issuer, key, holds: (one) => one.verify(data, signature) };
}
