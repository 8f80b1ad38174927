/** The issuer's name on the web (did:web Method Specification §2) and the document with its keys. */
import { Malformed } from './bytes';
import { isKeyName, PublicKey } from './ed25519';
import { parseJson } from './json';
import { decimal, list, object, text, tuple, words } from './shape';

const MAX_LENGTH = 256 * 1024;

/** A host in lower case, the port behind `%3A`, segments of unreserved characters. */
export function isWeb(did: string): boolean {
  const rest = /^did:web:(.*)$/s.exec(did)?.[1];
  if (rest === undefined || did.length > 256) return false;
  const [host = '', ...segments] = rest.split(':');
  const [, name = host, port] = /^(.*?)%3A(.*)$/s.exec(host) ?? [];
  const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
  return (
    name.split('.').every((one) => label.test(one)) &&
    (port === undefined || (decimal(port, 65_535) ?? 0) > 0) &&
    segments.every((s) => /^[A-Za-z0-9\-._~]+$/.test(s) && s !== '.' && s !== '..')
  );
}

/** The address of the issuer's site, without a last slash. */
export function siteOf(did: string): string {
  if (!isWeb(did)) throw new Malformed(`${did} is not a did:web identifier`);
  return `https://${did.slice('did:web:'.length).replaceAll(':', '/').replaceAll('%3A', ':')}`;
}

/** The name of the key that a method such as `did:web:onex.example#k-0` names, if it is this issuer's. */
export function keyNameOf(method: string, issuer: string): string {
  const name = method.startsWith(`${issuer}#`) ? method.slice(issuer.length + 1) : '';
  if (!isKeyName(name)) throw new Malformed('the signature is by another’s key than the issuer’s');
  return name;
}

const document = object({
  '@context': tuple(
    words('https://www.w3.org/ns/did/v1'),
    words('https://w3id.org/security/multikey/v1'),
  ),
  id: text(isWeb),
  verificationMethod: list(
    object({
      id: text(),
      type: words('Multikey'),
      controller: text(),
      publicKeyMultibase: text(),
    }),
  ),
  assertionMethod: list(text()),
});

/** Reads a DID document: the keys by their names. */
export function parseDid(bytes: Uint8Array): { did: string; keys: Map<string, PublicKey> } {
  const { id, verificationMethod, assertionMethod } = document(parseJson(bytes, MAX_LENGTH), '');
  const keys = new Map<string, PublicKey>();
  if (assertionMethod.length !== verificationMethod.length) throw new Malformed('keys left over');
  verificationMethod.forEach((method, at) => {
    const name = keyNameOf(method.id, id);
    if (assertionMethod[at] !== method.id || method.controller !== id || keys.has(name)) {
      throw new Malformed(`the key ${method.id} is not one of ours`);
    }
    keys.set(name, PublicKey.fromMultibase(method.publicKeyMultibase));
  });
  return { did: id, keys };
}
