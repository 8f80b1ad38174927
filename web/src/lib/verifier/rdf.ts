/**
 * The RDF that a credential of ours means, as canonical N-Quads (RDFC-1.0), by the table of terms that the
 * engine has too. Blank nodes are named by their first-degree hashes (§4.6); where two are alike there is no
 * canonical form here (§4.8 is not needed for our shapes), and nothing that could hold.
 */
import terms from '@engine/terms.json';
import { Malformed, sha256Hex, utf8 } from './bytes';
import { isObject, type Json } from './json';

interface Term {
  literal?: string;
  datatype?: string;
  node?: string;
  shape?: string;
  iri?: string;
  words?: Record<string, string>;
}
type Table = Record<string, { types: Record<string, string>; members: Record<string, Term> }>;

const TABLE: Table = terms;
const RDF_TYPE = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>';

/** A blank node by its number, or an IRI or literal as N-Quads write it. */
type Part = number | string;
type Quad = readonly [subject: Part, predicate: string, object: Part];

const refuse = (what: string): never => {
  throw new Malformed(`${what} has no meaning here, or another form`);
};

/** By code points: UTF-16, by which the language compares, has another order beyond the first plane. */
export function byCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** An IRI that no context takes for a short one and no base changes (RFC 3987, in ASCII). */
function iri(text: string): string {
  const plain = /^(?:https?:\/\/|urn:|did:)[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/;
  return plain.test(text) ? `<${text}>` : refuse(text);
}

const ESCAPES: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

/** A literal's text (§5); what canonicalisers escape in more than one way is refused. */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that differ.
  if (/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/.test(text))
    refuse('a character');
  return text.replace(/["\\\n\r]/g, (one) => ESCAPES[one] ?? one);
}

const items = (value: Json): Json[] => (Array.isArray(value) ? value : [value]);
function entry<T>(table: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

class Graph {
  private readonly quads: Quad[] = [];
  private readonly named = new Set<string>();
  private blanks = 0;

  node(value: Json, shapeName: string, root: boolean): Part {
    const shape = entry(TABLE, shapeName) ?? refuse(shapeName);
    if (!isObject(value)) return refuse(shapeName);
    const subject = this.subject(value.id);
    for (const [name, member] of Object.entries(value)) {
      if (name === 'id' || (name === '@context' && root)) continue;
      if (name === 'type') {
        for (const type of items(member)) {
          const object = entry(shape.types, typeof type === 'string' ? type : '');
          this.quads.push([subject, RDF_TYPE, iri(object ?? refuse('type'))]);
        }
        continue;
      }
      const term = entry(shape.members, name) ?? refuse(name);
      for (const one of items(member)) this.member(subject, name, term, one);
    }
    return subject;
  }

  private subject(id: Json | undefined): Part {
    if (id === undefined) {
      this.blanks += 1;
      return this.blanks - 1;
    }
    if (typeof id !== 'string') return refuse('id');
    // Described twice, members could wander from one place to the other unnoticed.
    if (this.named.has(id)) refuse(id);
    this.named.add(id);
    return iri(id);
  }

  private member(subject: Part, name: string, term: Term, value: Json): void {
    if (term.node !== undefined) {
      const object = this.node(value, term.shape ?? '', false);
      this.quads.push([subject, `<${term.node}>`, object]);
    } else if (term.iri !== undefined) {
      const word = typeof value === 'string' ? value : refuse(name);
      this.quads.push([subject, `<${term.iri}>`, iri(entry(term.words ?? {}, word) ?? word)]);
    } else if (typeof value === 'string' || typeof value === 'boolean') {
      const datatype = term.datatype === undefined ? '' : `^^<${term.datatype}>`;
      this.quads.push([subject, `<${term.literal}>`, `"${escaped(String(value))}"${datatype}`]);
    } else {
      refuse(name);
    }
  }

  /** §4.4, as far as its step 4. */
  canonical(): string {
    const hashes = Array.from({ length: this.blanks }, (_, blank) => this.firstDegree(blank));
    if (new Set(hashes).size < hashes.length) throw new Malformed('two nodes say the same');
    const sorted = [...hashes].sort(byCodePoints);
    const label = (blank: number) => `_:c14n${sorted.indexOf(hashes[blank] ?? '')}`;
    return [...new Set(this.lines(this.quads, label))].sort(byCodePoints).join('');
  }

  /** §4.6. */
  private firstDegree(blank: number): string {
    const quads = this.quads.filter(([subject, , object]) => subject === blank || object === blank);
    const label = (one: number) => (one === blank ? '_:a' : '_:z');
    return sha256Hex(utf8(this.lines(quads, label).sort(byCodePoints).join('')));
  }

  private lines(quads: Quad[], label: (blank: number) => string): string[] {
    const part = (one: Part) => (typeof one === 'number' ? label(one) : one);
    return quads.map(([subject, predicate, object]) => {
      return `${part(subject)} ${predicate} ${part(object)} .\n`;
    });
  }
}

/** The canonical N-Quads of a value of one of the shapes: a line each, in order of code points. */
export function nquads(value: Json, shape: string): string {
  const graph = new Graph();
  graph.node(value, shape, true);
  return graph.canonical();
}
