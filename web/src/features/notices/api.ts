/** Notices: reading them, and the count that the server keeps and pushes. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, call } from '@/lib/api/client';
import { listen } from '@/lib/api/sse';
import type { Me } from '@/lib/api/types';
import { useSession } from '@/lib/session/store';
import { ME, useMe } from '@/lib/session/useMe';

export const NOTICES = ['notices'];

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
  const { data } = useMe();

  const userId = user?.id;
  useEffect(() => {
    if (!signedIn || !userId) return;
    return listen('/api/v1/notices/stream', ({ event, data: text }) => {
      const count = event === 'unread' ? countOf(text) : undefined;
      if (count !== undefined) {
        client.setQueryData<Me>(ME, (me) => me && { ...me, unread_notices: count });
      }
      if (event === 'notice') void client.invalidateQueries({ queryKey: [...NOTICES, 'list'] });
    });
  }, [signedIn, userId, client]);

  return data?.unread_notices ?? 0;
}
