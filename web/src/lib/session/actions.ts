/** Signing in and out, and acting in another role. */
import { api, call } from '@/lib/api/client';
import { session } from './store';

export async function signIn(username: string, password: string): Promise<void> {
  session.accept(await call(api.POST('/api/v1/auth/login', { body: { username, password } })));
}

/** Ends the session on the server; whatever it answers, this browser forgets. */
export async function signOut(): Promise<void> {
  try {
    await call(api.POST('/api/v1/auth/logout'));
  } finally {
    session.end({ tell: true });
  }
}

/** Acts in another of the person's grants from now on, in every tab. */
export async function switchGrant(grantId: string): Promise<void> {
  session.accept(await call(api.POST('/api/v1/auth/switch', { body: { grant_id: grantId } })));
}
