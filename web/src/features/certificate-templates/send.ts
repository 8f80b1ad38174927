/** Templates are sent as forms with pictures: to look at what comes of them, and to make them. */
import { api, call, idempotent, multipart } from '@/lib/api/client';
import { fetchFile } from '@/lib/api/download';
import {
  hasPicture,
  type Kind,
  PICTURES,
  type Place,
  picturePath,
  type Template,
  type Texts,
} from './words';

/** A picture: a new one, that of the version before, or none. */
export type Picture = File | 'kept' | undefined;

export interface Draft {
  kind: Kind;
  editionId: string | undefined;
  texts: Texts;
  pictures: Record<Place, Picture>;
}

/** What a form of the version before begins with. */
export const picturesOf = (before: Template | undefined): Draft['pictures'] => {
  const one = (place: Place) => (before && hasPicture(before, place) ? 'kept' : undefined);
  return { seal: one('seal'), background: one('background') };
};

/**
 * The pictures as parts of the form. The server keeps whatever is not sent, so that where one goes and the
 * other stays, the one that stays is sent again.
 */
async function pictureParts(pictures: Draft['pictures'], before: Template | undefined) {
  const parts: Partial<Record<Place, Blob>> & { keep_pictures_of?: string } = {};
  const kept = PICTURES.filter((place) => pictures[place] === 'kept');
  const gone = PICTURES.some((place) => !pictures[place] && before && hasPicture(before, place));
  for (const place of PICTURES) {
    const picture = pictures[place];
    if (picture instanceof File) parts[place] = picture;
  }
  if (!before || kept.length === 0) return parts;
  if (!gone) return { ...parts, keep_pictures_of: before.id };
  for (const place of kept) {
    const blob = await fetchFile(picturePath(before.id, place));
    const ending = blob.type === 'image/png' ? 'png' : 'jpg';
    parts[place] = new File([blob], `${place}.${ending}`, { type: blob.type });
  }
  return parts;
}

async function formOf({ kind, editionId, texts, pictures }: Draft, before: Template | undefined) {
  const parts = { edition_id: editionId, ...(await pictureParts(pictures, before)) };
  return {
    // The types of the contract know a file as text.
    body: { kind, texts: '' },
    bodySerializer: () => multipart({ kind, texts, ...parts }),
  };
}

/** A page that shows what comes of it. */
export async function preview(draft: Draft, before: Template | undefined): Promise<Blob> {
  const form = await formOf(draft, before);
  return call(api.POST('/api/v1/certificate-templates/preview', { ...form, parseAs: 'blob' }));
}

export async function create(draft: Draft, before: Template | undefined, key: string) {
  const form = await formOf(draft, before);
  return call(
    api.POST('/api/v1/certificate-templates', {
      ...form,
      params: { header: idempotent(key) },
    }),
  );
}
