/**
 * DEFLATE (RFC 1951) with what a verifier needs and libraries for the browser leave out: the stream must end
 * exactly where the bytes do, a dictionary may stand before it, and what grows too large is given up.
 */
import { Malformed } from './bytes';

/** RFC 1951 §3.2.5: the least length or distance of each symbol, and its extra bits. */
const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
];
const LENGTH_BITS = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** §3.2.7: in which order the lengths of the codes of lengths stand. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LONGEST_CODE = 15;

/** A Huffman code: how many codes there are of each length, and the symbols in the order of their codes. */
interface Code {
  counts: number[];
  symbols: number[];
}

/** §3.2.2. Codes that say too much are refused, and those that say too little but for the one of one symbol. */
function codeOf(lengths: readonly number[]): Code {
  const counts = new Array<number>(LONGEST_CODE + 1).fill(0);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  const used = lengths.length - (counts[0] ?? 0);
  let left = 1;
  for (let length = 1; length <= LONGEST_CODE; length += 1) {
    left = 2 * left - (counts[length] ?? 0);
    if (left < 0) throw new Malformed('DEFLATE: too many codes');
  }
  if (left > 0 && used > 1) throw new Malformed('DEFLATE: too few codes');
  const symbols = lengths
    .map((length, symbol) => ({ length, symbol }))
    .filter(({ length }) => length > 0)
    .sort((a, b) => a.length - b.length || a.symbol - b.symbol)
    .map(({ symbol }) => symbol);
  return { counts, symbols };
}

const FIXED_LENGTHS = codeOf([
  ...new Array<number>(144).fill(8),
  ...new Array<number>(112).fill(9),
  ...new Array<number>(24).fill(7),
  ...new Array<number>(8).fill(8),
]);
const FIXED_DISTANCES = codeOf(new Array<number>(32).fill(5));

class Inflater {
  private readonly bytes: Uint8Array;
  private readonly dictionary: Uint8Array;
  private readonly max: number;
  private at = 0;
  private held = 0;
  private count = 0;
  private out: Uint8Array;
  private length: number;

  constructor(bytes: Uint8Array, dictionary: Uint8Array, max: number) {
    this.bytes = bytes;
    this.dictionary = dictionary;
    this.max = max;
    this.out = new Uint8Array(dictionary.length + Math.min(max, 4 * bytes.length + 64));
    this.out.set(dictionary);
    this.length = dictionary.length;
  }

  whole(): Uint8Array {
    let last = false;
    while (!last) {
      last = this.bits(1) === 1;
      const type = this.bits(2);
      if (type === 0) this.stored();
      else if (type === 1) this.block(FIXED_LENGTHS, FIXED_DISTANCES);
      else if (type === 2) this.block(...this.codes());
      else throw new Malformed('DEFLATE: no such block');
    }
    // Bits that are left over could be anything, and the file would say the same.
    if (this.at !== this.bytes.length || this.held !== 0) throw new Malformed('DEFLATE: left over');
    return this.out.slice(this.dictionary.length, this.length);
  }

  private byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new Malformed('DEFLATE: cut off');
    this.at += 1;
    return byte;
  }

  private bits(wanted: number): number {
    while (this.count < wanted) {
      this.held |= this.byte() << this.count;
      this.count += 8;
    }
    const value = this.held & ((1 << wanted) - 1);
    this.held >>>= wanted;
    this.count -= wanted;
    return value;
  }

  private put(byte: number): void {
    if (this.length - this.dictionary.length >= this.max) throw new Malformed('DEFLATE: too large');
    if (this.length === this.out.length) {
      const wider = new Uint8Array(2 * this.out.length);
      wider.set(this.out);
      this.out = wider;
    }
    this.out[this.length] = byte;
    this.length += 1;
  }

  private stored(): void {
    if (this.held !== 0) throw new Malformed('DEFLATE: left over');
    this.count = 0;
    const length = this.byte() | (this.byte() << 8);
    const inverse = this.byte() | (this.byte() << 8);
    if ((length ^ inverse) !== 0xffff) throw new Malformed('DEFLATE: length of a stored block');
    for (let i = 0; i < length; i += 1) this.put(this.byte());
  }

  private symbol({ counts, symbols }: Code): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= LONGEST_CODE; length += 1) {
      code |= this.bits(1);
      const count = counts[length] ?? 0;
      if (code - first < count) return symbols[index + code - first] ?? 0;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Malformed('DEFLATE: no such code');
  }

  private codes(): [Code, Code] {
    const [literals, distances] = [this.bits(5) + 257, this.bits(5) + 1];
    const used = this.bits(4) + 4;
    const ordered = new Array<number>(19).fill(0);
    for (const symbol of ORDER.slice(0, used)) ordered[symbol] = this.bits(3);
    const ofLengths = codeOf(ordered);
    const lengths: number[] = [];
    while (lengths.length < literals + distances) {
      const symbol = this.symbol(ofLengths);
      if (symbol < 16) lengths.push(symbol);
      else if (symbol === 16) this.repeat(lengths, lengths.at(-1), 3 + this.bits(2));
      else this.repeat(lengths, 0, symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7));
    }
    if (lengths.length > literals + distances || lengths[256] === 0) {
      throw new Malformed('DEFLATE: lengths of codes');
    }
    return [codeOf(lengths.slice(0, literals)), codeOf(lengths.slice(literals))];
  }

  private repeat(lengths: number[], length: number | undefined, times: number): void {
    if (length === undefined) throw new Malformed('DEFLATE: nothing to repeat');
    for (let i = 0; i < times; i += 1) lengths.push(length);
  }

  private block(literals: Code, distances: Code): void {
    for (;;) {
      const symbol = this.symbol(literals);
      if (symbol === 256) return;
      if (symbol < 256) this.put(symbol);
      else this.copy(symbol - 257, distances);
    }
  }

  private copy(lengthSymbol: number, distances: Code): void {
    const length = this.extended(LENGTHS[lengthSymbol], LENGTH_BITS[lengthSymbol]);
    const symbol = this.symbol(distances);
    const distance = this.extended(DISTANCES[symbol], DISTANCE_BITS[symbol]);
    if (distance > this.length) throw new Malformed('DEFLATE: nothing so far back');
    for (let i = 0; i < length; i += 1) this.put(this.out[this.length - distance] ?? 0);
  }

  private extended(least: number | undefined, extra: number | undefined): number {
    if (least === undefined || extra === undefined) throw new Malformed('DEFLATE: no such symbol');
    return least + this.bits(extra);
  }
}

/** What was deflated, at most `max` bytes; `dictionary` stood before it. */
export const inflate = (
  bytes: Uint8Array,
  max: number,
  dictionary: Uint8Array = new Uint8Array(),
): Uint8Array => new Inflater(bytes, dictionary, max).whole();

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** One member of GZIP (RFC 1952) without name and comment, and nothing behind it. */
export function gunzip(bytes: Uint8Array, max: number): Uint8Array {
  const [id1, id2, method, flags] = bytes;
  if (bytes.length < 18 || id1 !== 0x1f || id2 !== 0x8b || method !== 8 || flags !== 0) {
    throw new Malformed('not GZIP');
  }
  const whole = inflate(bytes.slice(10, -8), max);
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8);
  if (trailer.getUint32(0, true) !== crc32(whole) || trailer.getUint32(4, true) !== whole.length) {
    throw new Malformed('GZIP: the checksum does not fit');
  }
  return whole;
}
