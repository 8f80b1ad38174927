/** VC-JWT (Open Badges 3.0 §8.2): the credential as the payload of a compact JSON Web Signature, by EdDSA. */
import { fromBase64url, Malformed, utf8 } from './bytes';
import { keyNameOf } from './did';
import { alike, type Dated, type Document, membersOf, readDocument } from './document';
import { type PublicKey, SIGNATURE_LENGTH } from './ed25519';
import type { JsonObject } from './json';
import { parseJson } from './json';
import { object, text, unix, words } from './shape';

/** A signed document that was read and not yet checked. */
export interface Signed<T> {
  document: T;
  issuer: string;
  /** The name of the key among the issuer's. */
  key: string;
  holds: (key: PublicKey) => boolean;
}

/** These members and no other (§8.2.2). */
const header = object({ alg: words('EdDSA'), kid: text(), typ: words('JWT') });
const MAX_HEADER = 1024;
const CLAIMS = ['iss', 'jti', 'nbf', 'sub', 'exp'];

/** The claims that say again what the credential says (§8.2.3). */
function claims<T extends Dated>(document: T, kind: Document<T>): JsonObject {
  return {
    iss: kind.issuer(document),
    jti: document.id,
    nbf: unix(document.validFrom),
    sub: kind.subject(document),
    ...(document.validUntil === undefined ? {} : { exp: unix(document.validUntil) }),
  };
}

/** Reads a token whose payload is exactly such a document and its claims. */
export function decodeJwt<T extends Dated>(token: string, kind: Document<T>): Signed<T> {
  const parts = token.split('.');
  const [head = '', payload = '', last = ''] = parts;
  if (parts.length !== 3 || token.length > (kind.maxLength * 4) / 3 + 4096) {
    throw new Malformed('a token is three parts of base64url with points between');
  }
  const signature = fromBase64url(last);
  if (signature.length !== SIGNATURE_LENGTH) throw new Malformed('a signature has 64 bytes');
  const { kid } = header(parseJson(fromBase64url(head), MAX_HEADER), 'header');
  const members = membersOf(fromBase64url(payload), kind);
  const said: JsonObject = {};
  for (const claim of CLAIMS) {
    const value = members[claim];
    if (value !== undefined) said[claim] = value;
    delete members[claim];
  }
  const document = readDocument(members, kind);
  if (!alike(said, claims(document, kind))) {
    throw new Malformed('a claim says something else than the credential');
  }
  const issuer = kind.issuer(document);
  return {
    document,
    issuer,
    key: keyNameOf(kid, issuer),
    holds: (key) => key.verify(utf8(`${head}.${payload}`), signature),
  };
}
