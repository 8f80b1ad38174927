/** What the credentials that we sign have in common: the certificates and the status lists. */

import { Malformed } from './bytes';
import { canonical, isObject, type Json, type JsonObject, parseJson } from './json';
import type { Shape } from './shape';

/** What every credential has. */
export interface Dated {
  id: string;
  validFrom: string;
  validUntil?: string;
}

/** One kind of credential. */
export interface Document<T extends Dated> {
  shape: Shape<T>;
  /** The name of the shape in the table of terms. */
  terms: string;
  /** The longest text that is read as this document, in bytes. */
  maxLength: number;
  /** What the shape alone does not say. */
  check: (document: T) => void;
  issuer: (document: T) => string;
  subject: (document: T) => string;
}

/** Beside the document there are a proof, or claims. */
const ROOM = 4096;

/** The members of an object of JSON that is no longer than the document and what stands beside it. */
export function membersOf<T extends Dated>(bytes: Uint8Array, kind: Document<T>): JsonObject {
  const value = parseJson(bytes, kind.maxLength + ROOM);
  if (!isObject(value)) throw new Malformed('not an object');
  return value;
}

export function readDocument<T extends Dated>(value: Json, kind: Document<T>): T {
  const document = kind.shape(value, '');
  kind.check(document);
  return document;
}

/** Whether two values are the same JSON; a missing one is the same as none but itself. */
export const alike = (a: Json | undefined, b: Json | undefined): boolean =>
  a === undefined || b === undefined ? a === b : canonical(a) === canonical(b);
