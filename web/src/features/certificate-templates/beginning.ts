/** What a new version begins with: what would be printed with today. */
import { api, call } from '@/lib/api/client';
import { everyRow } from '@/lib/api/everyRow';
import { filled } from '@/lib/api/filled';
import type { Kind, Template, TemplateRow, Texts } from './words';

export interface Beginning {
  /** The version in force, where there is one. */
  before: Template | undefined;
  texts: Texts;
}

const PAGE = 200;

/** The version in force of a kind and an edition; without one, that for every edition. */
async function inForce(kind: Kind, editionId: string | undefined, signal: AbortSignal) {
  const rows = await everyRow<TemplateRow>((cursor) => {
    const query = filled({ kind, limit: PAGE, edition_id: editionId, cursor });
    return call(api.GET('/api/v1/certificate-templates', { params: { query }, signal }));
  });
  return rows.find((one) => one.in_force && (one.edition_id ?? undefined) === editionId);
}

export const standardTexts = (kind: Kind, signal?: AbortSignal): Promise<Texts> =>
  call(
    api.GET('/api/v1/certificate-templates/standard', {
      params: { query: { kind } },
      ...(signal ? { signal } : {}),
    }),
  );

export async function beginning(
  kind: Kind,
  editionId: string | undefined,
  signal: AbortSignal,
): Promise<Beginning> {
  const own = editionId && (await inForce(kind, editionId, signal));
  const row = own || (await inForce(kind, undefined, signal));
  if (!row) return { before: undefined, texts: await standardTexts(kind, signal) };
  const path = { id: row.id };
  const before = await call(
    api.GET('/api/v1/certificate-templates/{id}', { params: { path }, signal }),
  );
  return { before, texts: before.texts };
}
