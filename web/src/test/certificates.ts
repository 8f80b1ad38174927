/** The certificate of the engine's vectors in the forms that people hold, and what it is verified by. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { fromBase64url, fromHex, hex, joined, sha256Hex, utf8 } from '@/lib/verifier/bytes';
import { PublicKey } from '@/lib/verifier/ed25519';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(ROOT, path));

/** A file of the engine's vectors. */
export const vector = (name: string): string =>
  read(`tests/fixtures/verifier/vectors/${name}`).toString().trim();

interface SnapshotVector {
  canonical: string;
  digest: string;
  key: string;
  signature: string;
}

/** The trust bundle of the issuer of `skill`, as the platform publishes it. */
export function trustBundle({ revoked = false, issuers = true } = {}): Record<string, unknown> {
  const did = JSON.parse(vector('did.json'));
  const keys = did.verificationMethod.map((method: { id: string; publicKeyMultibase: string }) => ({
    id: method.id.split('#')[1],
    public_key: method.publicKeyMultibase,
  }));
  return {
    v: 1,
    made_at: '2020-07-01T02:00:00Z',
    issuers: issuers ? [{ did: did.id, keys }] : [],
    log: { origin: 'onex.example/log', keys: [], heads: [] },
    status: [
      {
        list: 1,
        issuer: did.id,
        revoked: vector(`status-list-1${revoked ? '.revoked' : ''}.jwt`),
        superseded: '',
      },
    ],
  };
}

/** What the QR code of a certificate says; `change` is applied to the snapshot after it was signed. */
export function codeOf(name: string, change = (canonical: string) => canonical): string {
  const { canonical, signature, key }: SnapshotVector = JSON.parse(vector(`${name}.snapshot.json`));
  const packed = deflateRawSync(utf8(change(canonical)), {
    level: 9,
    dictionary: read('api/engines/credential/data/qr-dictionary-1.bin'),
  });
  const id = fromHex(PublicKey.fromMultibase(key).id.slice(2));
  const bytes = joined(Uint8Array.of(1, 1), id, fromBase64url(signature), packed);
  return `https://onex.example/v#1${BigInt(`0x${hex(bytes)}`)}`;
}

export const digestOf = (name: string): string =>
  sha256Hex(utf8((JSON.parse(vector(`${name}.snapshot.json`)) as SnapshotVector).canonical));
