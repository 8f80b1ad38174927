/**
 * Signed heads of the log: C2SP signed notes with an Ed25519 signature, whose text is a tlog-checkpoint with
 * one more line, the time.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { fromBase64, hex, joined, Malformed, textOf, utf8 } from './bytes';
import { PublicKey, SIGNATURE_LENGTH } from './ed25519';
import { MAX_SIZE } from './merkle';

const MAX_BYTES = 256 * 1024;
const MAX_SIGNATURES = 64;
/** The type of an Ed25519 signature over the text. */
const ED25519 = 0x01;

/** The head of a tree. */
export interface Head {
  origin: string;
  size: bigint;
  root: Uint8Array;
  /** Unix seconds. */
  time: number;
}

/** A public key of a log. */
export interface NoteKey {
  origin: string;
  /** Four bytes as hexadecimal digits. */
  id: string;
  key: PublicKey;
}

const isName = (name: string) => /^[^\p{White_Space}\p{Cc}+]+$/u.test(name);

/** A key as `origin+id+base64(0x01 || public)`. */
export function parseNoteKey(text: string): NoteKey {
  const [, origin = '', id = '', encoded = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(text) ?? [];
  const typed = fromBase64(encoded);
  if (!isName(origin) || typed[0] !== ED25519) throw new Malformed('not a log’s key');
  const key = new PublicKey(typed.slice(1));
  const wanted = sha256(joined(utf8(`${origin}\n`), typed)).slice(0, 4);
  if (hex(wanted) !== id) throw new Malformed('the id is not that of the key');
  return { origin, id, key };
}

interface SignatureLine {
  name: string;
  id: string;
  signature: Uint8Array;
}

function signatureLine(line: string): SignatureLine {
  const [, name = '', encoded = ''] = /^\u2014 ([^ ]*) (.*)$/s.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (!isName(name) || bytes.length < 5) throw new Malformed('not a line of a signature');
  return { name, id: hex(bytes.slice(0, 4)), signature: bytes.slice(4) };
}

/** The text with its last line feed, and the signatures. */
function parts(note: string): { text: string; signatures: SignatureLine[] } {
  const bytes = utf8(note);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a note has none.
  if (bytes.length > MAX_BYTES || /[\u0000-\u0009\u000b-\u001f]/.test(textOf(bytes))) {
    throw new Malformed('not a note');
  }
  const blank = note.lastIndexOf('\n\n');
  if (blank < 0 || !note.endsWith('\n')) throw new Malformed('not a note');
  const lines = note.slice(blank + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new Malformed('too many signatures');
  return { text: note.slice(0, blank + 1), signatures: lines.map(signatureLine) };
}

function decimal(text: string | undefined): bigint {
  const number = /^(?:0|[1-9]\d{0,18})$/.test(text ?? '') ? BigInt(text ?? '') : -1n;
  if (number < 0n || number > MAX_SIZE) throw new Malformed('not a number of a head');
  return number;
}

/** What is wrong with a note that can be read: no known key, or a signature that does not hold. */
export type NoteFault = 'unknown_key' | 'bad_signature';

/** Reads the head of a log of which these keys are known. */
export function openNote(note: string, keys: readonly NoteKey[]): Head | NoteFault {
  const { text, signatures } = parts(note);
  let signer: NoteKey | undefined;
  for (const { name, id, signature } of signatures) {
    const known = keys.find((key) => key.origin === name && key.id === id);
    if (!known) continue;
    const holds = signature.length === SIGNATURE_LENGTH && known.key.verify(utf8(text), signature);
    if (!holds) return 'bad_signature';
    signer ??= known;
  }
  if (!signer) return 'unknown_key';
  const [origin, size, root, time, ...more] = text.slice(0, -1).split('\n');
  if (origin !== signer.origin || !time?.startsWith('time ') || more.length > 0) {
    throw new Malformed('not a head of this log');
  }
  const head = {
    origin,
    size: decimal(size),
    root: fromBase64(root ?? ''),
    time: Number(decimal(time.slice('time '.length))),
  };
  if (head.root.length !== 32) throw new Malformed('a root has 32 bytes');
  return head;
}
