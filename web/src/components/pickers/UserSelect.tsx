/** Chooses an account of one's scope, of one institution or of one role, by name, pinyin initials or username. */
import { api, call } from '@/lib/api/client';
import type { Answer, Role } from '@/lib/api/types';
import { RemoteSelect, type RemoteSelectProps } from './RemoteSelect';

const option = (user: Answer<'/api/v1/users/{id}', 'get'>) => ({
  value: user.id,
  label: `${user.display_name} ${user.username}`,
});

export function UserSelect({
  institutionId,
  holding,
  ...props
}: RemoteSelectProps & { institutionId?: string; holding?: Role }) {
  return (
    <RemoteSelect
      {...props}
      queryKey={['users', institutionId, holding]}
      search={async (q, signal) => {
        const query = {
          limit: 20,
          ...(institutionId ? { institution_id: institutionId } : {}),
          ...(holding ? { role: holding } : {}),
          ...(q ? { q } : {}),
        };
        const page = await call(api.GET('/api/v1/users', { params: { query }, signal }));
        // Who is disabled did things before, but takes nothing over.
        return page.items
          .filter(({ status }) => !(institutionId || holding) || status !== 'disabled')
          .map(option);
      }}
      resolve={async (id) =>
        option(await call(api.GET('/api/v1/users/{id}', { params: { path: { id } } })))
      }
    />
  );
}
