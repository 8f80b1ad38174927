/** Bitstring Status List 1.0: which certificates no longer hold, told without telling of whom. */
import { fromBase64url, Malformed } from './bytes';
import { isWeb, siteOf } from './did';
import type { Document } from './document';
import { gunzip } from './inflate';
import { instant, isPath, type Of, object, text, tuple, words } from './shape';

/** The least and the greatest length of a list, in bits (§6.1 for the least). */
const MIN_LENGTH = 1 << 17;
const MAX_LENGTH = 1 << 23;

const shape = object(
  {
    '@context': tuple(words('https://www.w3.org/ns/credentials/v2')),
    id: text(),
    type: tuple(words('VerifiableCredential'), words('BitstringStatusListCredential')),
    issuer: text(isWeb),
    validFrom: instant,
    credentialSubject: object({
      id: text(),
      type: words('BitstringStatusList'),
      /** Revoked, or superseded: the other list is only for those who know it. */
      statusPurpose: words('revocation', 'message'),
      encodedList: text(),
    }),
  },
  { validUntil: instant },
);

export type StatusList = Of<typeof shape>;

function check(list: StatusList): void {
  const site = `${siteOf(list.issuer)}/`;
  const right =
    list.id.startsWith(site) &&
    isPath(list.id.slice(site.length)) &&
    (list.validUntil === undefined || list.validUntil > list.validFrom) &&
    list.credentialSubject.id === `${list.id}#list`;
  if (!right) throw new Malformed('the status list is not as this shape has it');
}

export const statusListDocument: Document<StatusList> = {
  shape,
  terms: 'BitstringStatusListCredential',
  maxLength: 1_500_000,
  check,
  issuer: (list) => list.issuer,
  subject: (list) => list.credentialSubject.id,
};

/** The bits of a list: `u`, base64url of GZIP (§3.3). */
export function bitsOf(encoded: string): Uint8Array {
  if (!encoded.startsWith('u')) throw new Malformed('the list does not begin with u');
  const bytes = gunzip(fromBase64url(encoded.slice(1)), MAX_LENGTH / 8);
  if (bytes.length < MIN_LENGTH / 8) throw new Malformed('the list is too short');
  return bytes;
}

/** Whether a bit is set; the first is the highest of the first byte (§3.2). */
export function bitAt(bits: Uint8Array, index: number): boolean {
  const byte = bits[Math.floor(index / 8)];
  if (byte === undefined) throw new Malformed('the index lies outside of the list');
  return (byte & (0x80 >> (index % 8))) !== 0;
}
