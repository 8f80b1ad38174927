/** Chooses an account of one's scope, or of one institution, by name, pinyin initials or username. */
import { api, call } from '@/lib/api/client';
import type { Answer } from '@/lib/api/types';
import { RemoteSelect, type RemoteSelectProps } from './RemoteSelect';

const option = (user: Answer<'/api/v1/users/{id}', 'get'>) => ({
  value: user.id,
  label: `${user.display_name} ${user.username}`,
});

export function UserSelect({
  institutionId,
  ...props
}: RemoteSelectProps & { institutionId?: string }) {
  return (
    <RemoteSelect
      {...props}
      queryKey={['users', institutionId]}
      search={async (q, signal) => {
        const query = {
          limit: 20,
          ...(institutionId ? { institution_id: institutionId } : {}),
          ...(q ? { q } : {}),
        };
        const page = await call(api.GET('/api/v1/users', { params: { query }, signal }));
        // Who is disabled did things before, but takes nothing over.
        return page.items
          .filter(({ status }) => !institutionId || status !== 'disabled')
          .map(option);
      }}
      resolve={async (id) =>
        option(await call(api.GET('/api/v1/users/{id}', { params: { path: { id } } })))
      }
    />
  );
}
