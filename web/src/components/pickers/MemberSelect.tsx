/** Chooses students or teachers by name, pinyin initials or number. */
import { api, call } from '@/lib/api/client';
import type { Answer } from '@/lib/api/types';
import { RemoteSelect, type RemoteSelectProps } from './RemoteSelect';

interface Props extends RemoteSelectProps {
  kind: 'students' | 'teachers';
  institutionId?: string | undefined;
}

type Member = Answer<'/api/v1/students/{id}', 'get'> | Answer<'/api/v1/teachers/{id}', 'get'>;

function option(member: Member) {
  const number = 'staff_no' in member ? member.staff_no : member.student_no;
  return { value: member.id, label: `${member.name} ${number ?? ''}`.trim() };
}

export function MemberSelect({ kind, institutionId, ...props }: Props) {
  // The two families differ by the name of the number only.
  const path = `/api/v1/${kind}` as '/api/v1/students';
  return (
    <RemoteSelect
      {...props}
      queryKey={[kind, institutionId]}
      search={async (q, signal) => {
        const query = {
          limit: 20,
          status: 'active' as const,
          ...(q ? { q } : {}),
          ...(institutionId ? { institution_id: institutionId } : {}),
        };
        const page = await call(api.GET(path, { params: { query }, signal }));
        return page.items.map(option);
      }}
      resolve={async (id) =>
        option(await call(api.GET(`${path}/{id}`, { params: { path: { id } } })))
      }
    />
  );
}
