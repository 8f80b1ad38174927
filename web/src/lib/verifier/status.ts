/** What the status lists of a trust bundle say of a place in them. */
import { type Place, statusListUrl } from './achievement';
import { Malformed } from './bytes';
import { siteOf } from './did';
import { decodeJwt } from './jwt';
import { bitAt, bitsOf, type StatusList, statusListDocument } from './statuslist';
import type { Trust } from './trust';

export interface Status {
  state: 'valid' | 'revoked' | 'superseded';
  /** The moment of which it is said. */
  at: string;
  /** Until when that may be relied on. */
  until: string | undefined;
}

/** The bit at a place in a list that this issuer signed as the one of this address and purpose. */
function bitIn(
  token: string,
  { trust, issuer, index }: { trust: Trust; issuer: string; index: number },
  [id, purpose]: [string, string],
): { list: StatusList; isSet: boolean } | undefined {
  try {
    const signed = decodeJwt(token, statusListDocument);
    const { document: list } = signed;
    const key = trust.keys(issuer)?.get(signed.key);
    const right =
      list.issuer === issuer &&
      list.id.replace(/\.jwt$/, '') === id &&
      list.credentialSubject.statusPurpose === purpose &&
      key !== undefined &&
      signed.holds(key);
    if (!right) return undefined;
    return { list, isSet: bitAt(bitsOf(list.credentialSubject.encodedList), index) };
  } catch (error) {
    // A list that cannot be read says nothing, whatever is wrong with it.
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** The status of a place; undefined if there are no lists of it, `invalid` if they do not hold. */
export function statusOf(
  trust: Trust,
  issuer: string,
  place: Place,
): Status | 'invalid' | undefined {
  const pair = trust.lists(issuer, place.list);
  if (!pair) return undefined;
  const url = statusListUrl(siteOf(issuer), place.list);
  const whose = { trust, issuer, index: place.index };
  const ended = bitIn(pair.revoked, whose, [url, 'revocation']);
  if (!ended) return 'invalid';
  const replaced = () => bitIn(pair.superseded, whose, [`${url}/superseded`, 'message'])?.isSet;
  return {
    state: !ended.isSet ? 'valid' : replaced() ? 'superseded' : 'revoked',
    at: ended.list.validFrom,
    until: ended.list.validUntil,
  };
}
