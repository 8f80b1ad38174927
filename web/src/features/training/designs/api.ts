/** Teaching designs: versions that participants hand in until the deadline. */
import { api, call, idempotent } from '@/lib/api/client';
import type { Answer, Item } from '@/lib/api/types';

export type Design = Item<Answer<'/api/v1/teaching-designs', 'get'>>;
export type DesignVersion = Design['versions'][number];

export const DESIGNS = ['teaching-designs'];

export const listDesigns = (
  query: Record<string, string | number | boolean | undefined>,
  signal: AbortSignal,
) => call(api.GET('/api/v1/teaching-designs', { params: { query }, signal }));

/** The first version of a design, or the next one. */
export const handIn = (enrolmentId: string, uploadId: string, title: string, key: string) =>
  call(
    api.POST('/api/v1/teaching-designs', {
      params: { header: idempotent(key) },
      body: { enrolment_id: enrolmentId, upload_id: uploadId, title },
    }),
  );

export const versionFile = (designId: string, versionId: string) =>
  `/api/v1/teaching-designs/${designId}/versions/${versionId}/file`;
