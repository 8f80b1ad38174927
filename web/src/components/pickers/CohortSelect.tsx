/** Chooses a class of one's scope by title or pinyin initials, of one school and edition where these are known. */
import { api, call } from '@/lib/api/client';
import { filled } from '@/lib/api/filled';
import { RemoteSelect, type RemoteSelectProps } from './RemoteSelect';

interface Props extends RemoteSelectProps {
  institutionId?: string | undefined;
  editionId?: string | undefined;
}

export function CohortSelect({ institutionId, editionId, ...props }: Props) {
  return (
    <RemoteSelect
      {...props}
      queryKey={['cohorts', 'chosen', institutionId, editionId]}
      search={async (q, signal) => {
        const within = { institution_id: institutionId, edition_id: editionId };
        const query = filled({ limit: 20, ...within, q });
        const page = await call(api.GET('/api/v1/cohorts', { params: { query }, signal }));
        return page.items.map((one) => ({
          value: one.id,
          label: institutionId ? one.title : `${one.title} · ${one.institution.name}`,
        }));
      }}
      resolve={async (id) => {
        const one = await call(api.GET('/api/v1/cohorts/{id}', { params: { path: { id } } }));
        return { value: one.id, label: `${one.title} · ${one.institution.name}` };
      }}
    />
  );
}
