import type { Answer, Item, Role } from '@/lib/api/types';

export type Template = Answer<'/api/v1/certificate-templates/{id}', 'get'>;
export type TemplateRow = Item<Answer<'/api/v1/certificate-templates', 'get'>>;
export type Kind = TemplateRow['kind'];
export type Texts = Template['texts'];

export const TEMPLATES = ['certificate-templates'];

export const READERS: readonly Role[] = ['hq_admin', 'certifier'];
export const MAKERS: readonly Role[] = ['hq_admin'];

export const KINDS: readonly Kind[] = ['skill_certificate', 'training_certificate'];

export const isKind = (text: string | null): text is Kind => KINDS.some((kind) => kind === text);

export const PICTURES = ['seal', 'background'] as const;
export type Place = (typeof PICTURES)[number];

export const hasPicture = (template: TemplateRow, place: Place): boolean =>
  place === 'seal' ? template.has_seal : template.has_background;

export const picturePath = (id: string, place: Place) =>
  `/api/v1/certificate-templates/${id}/${place}`;

/** Where a new version of this kind and edition is made. */
export function newPath(kind: Kind, editionId: string | null | undefined): string {
  const query = new URLSearchParams({ kind, ...(editionId ? { edition_id: editionId } : {}) });
  return `/certificate-templates/new?${query}`;
}
