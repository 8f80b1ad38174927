/**
 * The trust bundle: what a verifier goes by. The issuers' keys, the log's keys and heads, and the status
 * lists, each signed by its issuer. The bundle itself is not signed: it is worth what the place is worth that
 * it was taken from.
 */
import { Malformed } from './bytes';
import { isWeb } from './did';
import { isKeyName, PublicKey } from './ed25519';
import { parseJson } from './json';
import { type Head, type NoteKey, openNote, parseNoteKey } from './note';
import { instant, list, type Of, object, text, u32, whole } from './shape';

const MAX_LENGTH = 64 * 1024 * 1024;

const shape = object({
  v: whole(1, 1),
  made_at: instant,
  issuers: list(
    object({
      did: text(isWeb),
      keys: list(object({ id: text(isKeyName), public_key: text() })),
    }),
  ),
  log: object({ origin: text(), keys: list(text()), heads: list(text()) }),
  status: list(object({ list: u32, issuer: text(), revoked: text(), superseded: text() })),
});

type Written = Of<typeof shape>;
export type StatusPair = Written['status'][number];

/** The bundle cannot be trusted, so nothing can be checked by it. */
export class NoTrust extends Error {
  override name = 'NoTrust';
}

export class Trust {
  readonly madeAt: string;
  readonly logKeys: readonly NoteKey[];
  private readonly issuers = new Map<string, Map<string, PublicKey>>();
  private readonly status: readonly StatusPair[];
  private readonly notes: readonly string[];
  private opened: Head[] | undefined;

  /** Of the bytes of a trust bundle; throws `NoTrust`. */
  constructor(bytes: Uint8Array) {
    try {
      const written = shape(parseJson(bytes, MAX_LENGTH), 'trust');
      this.madeAt = written.made_at;
      this.status = written.status;
      this.notes = written.log.heads;
      for (const { did, keys } of written.issuers) {
        if (this.issuers.has(did)) throw new Malformed(`${did} stands twice`);
        this.issuers.set(did, keysOf(keys));
      }
      this.logKeys = written.log.keys.map(parseNoteKey);
      if (this.logKeys.some((key) => key.origin !== written.log.origin)) {
        throw new Malformed('a key of another log');
      }
    } catch (error) {
      throw new NoTrust(String(error));
    }
  }

  /** Every key of this issuer by name. */
  keys(did: string): ReadonlyMap<string, PublicKey> | undefined {
    return this.issuers.get(did);
  }

  /** The first issuer that has a key of this name. */
  ownerOf(name: string): string | undefined {
    return [...this.issuers].find(([, keys]) => keys.has(name))?.[0];
  }

  /** The key of this name, of any issuer. */
  key(name: string): PublicKey | undefined {
    return this.issuers.get(this.ownerOf(name) ?? '')?.get(name);
  }

  /** Both status lists of this number. */
  lists(issuer: string, number: number): StatusPair | undefined {
    return this.status.find((pair) => pair.list === number && pair.issuer === issuer);
  }

  /**
   * The heads of the log that were kept. Their signatures are checked when they are first asked for, since
   * not every certificate needs them and a telephone is busy with two hundred.
   */
  get heads(): readonly Head[] {
    this.opened ??= this.notes.map((note) => {
      const head = openNote(note, this.logKeys);
      if (typeof head === 'string') throw new NoTrust(`a kept head: ${head}`);
      return head;
    });
    return this.opened;
  }
}

function keysOf(written: Written['issuers'][number]['keys']): Map<string, PublicKey> {
  const keys = new Map<string, PublicKey>();
  for (const { id, public_key } of written) {
    const key = PublicKey.fromMultibase(public_key);
    // A name of the form that keys give themselves is not given to another key.
    if (keys.has(id) || (id.startsWith('k-') && id !== key.id))
      throw new Malformed(`the key ${id}`);
    keys.set(id, key);
  }
  return keys;
}
