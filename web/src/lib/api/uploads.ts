/** Sends files in parts: what breaks off goes on where it was, also after the page was closed. */
import { api, call, idempotencyKey, idempotent } from './client';
import { asProblem } from './problem';
import type { Answer, Body } from './types';

export type Upload = Answer<'/api/v1/uploads/{id}', 'get'>;
export type UploadPurpose = Body<'/api/v1/uploads', 'post'>['purpose'];

/** Small enough that a phone's progress is seen, and that little is sent twice. */
const PIECE = 1_000_000;
const REMEMBERED = 'onex.upload.';

/** What tells a file from another of its name: so that no part of another is put behind. */
const mark = (file: File) => `${file.name}|${file.size}|${file.lastModified}`;

export const listUploads = (signal?: AbortSignal) =>
  call(api.GET('/api/v1/uploads', signal ? { signal } : {}));

export const removeUpload = (id: string) => {
  localStorage.removeItem(REMEMBERED + id);
  return call(api.DELETE('/api/v1/uploads/{id}', { params: { path: { id } } }));
};

/** An upload of this very file that somebody began on this machine and that still stands. */
async function begun(file: File, purpose: UploadPurpose): Promise<Upload | undefined> {
  const { items } = await listUploads();
  return items.find(
    (one) =>
      one.purpose === purpose &&
      one.size === file.size &&
      localStorage.getItem(REMEMBERED + one.id) === mark(file),
  );
}

async function announce(file: File, purpose: UploadPurpose): Promise<Upload> {
  const upload = await call(
    api.POST('/api/v1/uploads', {
      params: { header: idempotent(idempotencyKey()) },
      body: { purpose, name: file.name, size: file.size },
    }),
  );
  localStorage.setItem(REMEMBERED + upload.id, mark(file));
  return upload;
}

const append = (id: string, offset: number, piece: Blob, signal: AbortSignal) =>
  call(
    api.PATCH('/api/v1/uploads/{id}', {
      params: { path: { id }, header: { 'Upload-Offset': offset } },
      body: '',
      bodySerializer: () => piece,
      headers: { 'Content-Type': 'application/offset+octet-stream' },
      signal,
    }),
  );

/**
 * Sends a file, or what is still missing of it, and tells how many bytes are there. Where the server stands elsewhere
 * (another tab, an answer that was lost) it goes on from there.
 */
export async function sendFile(
  file: File,
  purpose: UploadPurpose,
  onProgress: (sent: number, id: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const upload = (await begun(file, purpose)) ?? (await announce(file, purpose));
  const { id, size } = upload;
  const piece = Math.min(PIECE, upload.part_size);
  let { offset } = upload;
  let turned = 0;
  onProgress(offset, id);
  while (offset < size) {
    signal.throwIfAborted();
    try {
      await append(id, offset, file.slice(offset, offset + piece), signal);
      offset = Math.min(offset + piece, size);
      turned = 0;
    } catch (error) {
      if (asProblem(error).code !== 'upload_offset' || turned > 2) throw error;
      turned += 1;
      offset = (await call(api.GET('/api/v1/uploads/{id}', { params: { path: { id } } }))).offset;
    }
    onProgress(offset, id);
  }
  return id;
}

/** The file was taken over by what it was sent for. */
export const forgetUpload = (id: string) => localStorage.removeItem(REMEMBERED + id);
