/** Notices: reading them, and the count that the server keeps and pushes. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, call } from '@/lib/api/client';
import { listen } from '@/lib/api/sse';
import { useSession } from '@/lib/session/store';

export const NOTICES = ['notices'];
const UNREAD = [...NOTICES, 'unread-count'];

export const markRead = (id: string) =>
  call(api.POST('/api/v1/notices/{id}/read', { params: { path: { id } } }));

export const markAllRead = () => call(api.POST('/api/v1/notices/read-all'));

function countOf(data: string): number | undefined {
  try {
    const parsed: unknown = JSON.parse(data);
    if (typeof parsed !== 'object' || parsed === null || !('count' in parsed)) return undefined;
    return typeof parsed.count === 'number' ? parsed.count : undefined;
  } catch {
    return undefined;
  }
}

/** How many are unread: asked once, then told by the server, so that all tabs agree. */
export function useUnreadCount(): number {
  const client = useQueryClient();
  const { status, user } = useSession();
  const signedIn = status === 'signed_in';
  const { data } = useQuery({
    queryKey: UNREAD,
    enabled: signedIn,
    queryFn: async ({ signal }) => (await call(api.GET('/api/v1/me', { signal }))).unread_notices,
  });

  const userId = user?.id;
  useEffect(() => {
    if (!signedIn || !userId) return;
    return listen('/api/v1/notices/stream', ({ event, data: text }) => {
      const count = event === 'unread' ? countOf(text) : undefined;
      if (count !== undefined) client.setQueryData(UNREAD, count);
      if (event === 'notice') void client.invalidateQueries({ queryKey: [...NOTICES, 'list'] });
    });
  }, [signedIn, userId, client]);

  return data ?? 0;
}
