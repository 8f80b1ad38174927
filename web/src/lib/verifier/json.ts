/**
 * JSON in which nothing can hide: no member twice (readers differ in which of the two they take, RFC 8259 §4),
 * no number but whole ones that every reader keeps exact, no half of a surrogate pair.
 */
import { Malformed, textOf } from './bytes';

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };
export type JsonObject = { [member: string]: Json };

/** How deep arrays and objects may nest. */
const MAX_DEPTH = 64;
/** In this mode of patterns a whole pair is one character, and no surrogate. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const BLANK = /[ \t\n\r]*/y;
const INTEGER = /-?(?:0|[1-9]\d*)(?![\d.eE])/y;
const WORD = /true|false|null/y;

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  private refuse(): never {
    throw new Malformed(`not JSON of ours at character ${this.at}`);
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Takes this character, with the blanks around it. */
  private mark(character: string): boolean {
    this.take(BLANK);
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    this.take(BLANK);
    return true;
  }

  whole(): Json {
    this.take(BLANK);
    const value = this.value(0);
    this.take(BLANK);
    return this.at === this.text.length ? value : this.refuse();
  }

  private value(depth: number): Json {
    if (depth > MAX_DEPTH) this.refuse();
    if (this.mark('{')) return this.object(depth);
    if (this.mark('[')) return this.array(depth);
    const word = this.take(WORD);
    if (word !== undefined) return JSON.parse(word) as Json;
    if (this.text[this.at] === '"') return this.string();
    const number = Number(this.take(INTEGER) ?? this.refuse());
    return Number.isSafeInteger(number) && !Object.is(number, -0) ? number : this.refuse();
  }

  private string(): string {
    const start = this.at;
    if (this.text[start] !== '"') this.refuse();
    // No pattern: one over a list of a megabyte would need as much of the stack.
    for (this.at += 1; this.text[this.at] !== '"'; this.at += this.text[this.at] === '\\' ? 2 : 1) {
      if (!(this.text.charCodeAt(this.at) >= 0x20)) this.refuse();
    }
    this.at += 1;
    const text = this.parsed(this.text.slice(start, this.at));
    return LONE_SURROGATE.test(text) ? this.refuse() : text;
  }

  /** What the escapes stand for, of which there are no others than in JSON. */
  private parsed(written: string): string {
    try {
      return JSON.parse(written) as string;
    } catch {
      return this.refuse();
    }
  }

  private array(depth: number): Json[] {
    const items: Json[] = [];
    if (this.mark(']')) return items;
    do items.push(this.value(depth + 1));
    while (this.mark(','));
    return this.mark(']') ? items : this.refuse();
  }

  private object(depth: number): JsonObject {
    // Without a prototype, so that no name of a member means anything of its own.
    const members: JsonObject = Object.create(null);
    if (this.mark('}')) return members;
    do {
      const name = this.string();
      if (name in members || !this.mark(':')) this.refuse();
      members[name] = this.value(depth + 1);
    } while (this.mark(','));
    return this.mark('}') ? members : this.refuse();
  }
}

/** The value that a text is, at most `max` bytes long. */
export function parseJson(bytes: Uint8Array, max: number): Json {
  if (bytes.length > max) throw new Malformed(`longer than ${max} bytes`);
  return new Reader(textOf(bytes)).whole();
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Canonical JSON after RFC 8785 (JCS): no blanks, members sorted by the UTF-16 code units of their names,
 * strings escaped as little as JSON allows.
 */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (isObject(value)) {
    const members = Object.keys(value)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`);
    return `{${members.join(',')}}`;
  }
  // ECMAScript writes strings and whole numbers as RFC 8785 asks (§3.2.2).
  return JSON.stringify(value);
}
