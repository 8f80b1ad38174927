/** Chooses an institution of one's scope by name, pinyin initials or code. */
import { api, call } from '@/lib/api/client';
import { RemoteSelect, type RemoteSelectProps } from './RemoteSelect';

export function InstitutionSelect(props: RemoteSelectProps) {
  return (
    <RemoteSelect
      {...props}
      queryKey={['institutions']}
      search={async (q, signal) => {
        const query = q ? { q, limit: 20 } : { limit: 20 };
        const page = await call(api.GET('/api/v1/institutions', { params: { query }, signal }));
        return page.items.map((one) => ({ value: one.id, label: one.name }));
      }}
      resolve={async (id) => {
        const one = await call(api.GET('/api/v1/institutions/{id}', { params: { path: { id } } }));
        return { value: one.id, label: one.name };
      }}
    />
  );
}
