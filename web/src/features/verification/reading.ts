/** What somebody hands in, as the bytes that are verified. */

/** What went wrong, as a key of the catalogue under `file`. */
export type Fault = 'no_camera' | 'no_code' | 'unreadable' | 'empty';

/** Printed certificates are a few hundred kilobytes, photos some megabytes. */
const MAX_FILE = 32 * 1024 * 1024;

const isPicture = (file: File) =>
  file.type.startsWith('image/') || /\.(?:jpe?g|png|webp|gif|bmp|heic)$/i.test(file.name);

/** A file's bytes; of a picture, the text of the code in it. */
export async function readFile(file: File): Promise<Uint8Array | Fault> {
  if (file.size > MAX_FILE) return 'unreadable';
  try {
    if (!isPicture(file)) return new Uint8Array(await file.arrayBuffer());
    const { readPicture } = await import('@/lib/qr/scan');
    return readPasted((await readPicture(file)) ?? '') ?? 'no_code';
  } catch {
    return 'unreadable';
  }
}

/** A pasted text's bytes; nothing of nothing. */
export function readPasted(text: string): Uint8Array | undefined {
  const trimmed = text.trim();
  return trimmed === '' ? undefined : new TextEncoder().encode(trimmed);
}
