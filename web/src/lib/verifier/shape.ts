/**
 * JSON of a fixed shape: no member unknown, none missing, none in another form. A shape reads a value as its
 * type or refuses it.
 */
import { Malformed } from './bytes';
import { isObject, type Json } from './json';

export type Shape<T> = (value: Json, at: string) => T;
export type Of<S> = S extends Shape<infer T> ? T : never;

const refuse = (at: string): never => {
  throw new Malformed(`${at || 'the value'} is not as this shape has it`);
};

/** A text for which `right` holds. */
export const text =
  (right: (text: string) => boolean = () => true): Shape<string> =>
  (value, at) =>
    typeof value === 'string' && right(value) ? value : refuse(at);

export const words =
  <const W extends readonly string[]>(...allowed: W): Shape<W[number]> =>
  (value, at) =>
    typeof value === 'string' && allowed.includes(value) ? value : refuse(at);

export const truth =
  <const B extends boolean>(wanted: B): Shape<B> =>
  (value, at) =>
    value === wanted ? wanted : refuse(at);

/** A whole number from `min` to `max`. */
export const whole =
  (min: number, max: number): Shape<number> =>
  (value, at) =>
    typeof value === 'number' && value >= min && value <= max ? value : refuse(at);

export function list<T>(
  item: Shape<T>,
  { min = 0, max = Number.POSITIVE_INFINITY } = {},
): Shape<T[]> {
  return (value, at) =>
    Array.isArray(value) && value.length >= min && value.length <= max
      ? value.map((one, i) => item(one, `${at}/${i}`))
      : refuse(at);
}

/** An array with exactly these items. */
export const tuple =
  <const S extends readonly Shape<unknown>[]>(...items: S): Shape<{ [K in keyof S]: Of<S[K]> }> =>
  (value, at) =>
    (Array.isArray(value) && value.length === items.length
      ? items.map((item, i) => item(value[i] ?? null, `${at}/${i}`))
      : refuse(at)) as { [K in keyof S]: Of<S[K]> };

type Members = Record<string, Shape<unknown>>;
type Object_<M extends Members, O extends Members> = { [K in keyof M]: Of<M[K]> } & {
  [K in keyof O]?: Of<O[K]>;
};

/** An object with these members, the optional ones left out rather than null. */
export const object =
  <const M extends Members, const O extends Members = Record<never, never>>(
    members: M,
    optional: O = {} as O,
  ): Shape<Object_<M, O>> =>
  (value, at) => {
    if (!isObject(value)) return refuse(at);
    const read: Record<string, unknown> = {};
    for (const [name, shape] of Object.entries<Shape<unknown>>({ ...members, ...optional })) {
      const member = value[name];
      if (member !== undefined) read[name] = shape(member, `${at}/${name}`);
      else if (name in members) refuse(`${at}/${name}`);
    }
    const known = (name: string) => Object.hasOwn(members, name) || Object.hasOwn(optional, name);
    const unknown = Object.keys(value).find((name) => !known(name));
    return unknown === undefined ? (read as Object_<M, O>) : refuse(`${at}/${unknown}`);
  };

const MAX_U32 = 0xffff_ffff;
export const u32 = whole(0, MAX_U32);

/** A number in its one decimal spelling. */
export function decimal(digits: string, max = MAX_U32): number | undefined {
  const number = /^(?:0|[1-9]\d{0,15})$/.test(digits) ? Number(digits) : Number.NaN;
  return number <= max ? number : undefined;
}

/** A moment such as `2020-06-28T02:00:00Z`, and in no other spelling. */
export function isInstant(moment: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(moment)) return false;
  const parsed = new Date(moment);
  return !Number.isNaN(parsed.getTime()) && isoOf(parsed) === moment;
}

const isoOf = (date: Date) => date.toISOString().replace('.000Z', 'Z');

/** Seconds since 1970-01-01T00:00:00Z of such a moment. */
export const unix = (moment: string): number => Date.parse(moment) / 1000;

/** The moment of these seconds. */
export const instantOf = (seconds: number): string => isoOf(new Date(seconds * 1000));

export const instant = text(isInstant);
export const date = text((day) => isInstant(`${day}T00:00:00Z`));

/** Whether a text is empty but for blanks. */
export const isBlank = (one: string): boolean => /^\p{White_Space}*$/u.test(one);
export const filled = text((one) => !isBlank(one));

export const isUuid = (id: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id);

/** A path of unreserved characters (RFC 3986 §2.3) without a slash at its ends. */
export const isPath = (path: string): boolean =>
  path.split('/').every((s) => /^[A-Za-z0-9\-._~]+$/.test(s) && s !== '.' && s !== '..');
