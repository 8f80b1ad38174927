/** One file on its way: sending, broken off (to be gone on with), or there. */
import { useEffect, useRef, useState } from 'react';
import { forgetUpload, removeUpload, sendFile, type UploadPurpose } from '@/lib/api/uploads';

export type Sending =
  | { state: 'none' }
  /** There is nothing in it to send. */
  | { state: 'empty'; file: File }
  | { state: 'sending' | 'broken'; file: File; sent: number; id?: string; error?: unknown }
  | { state: 'there'; file: File; sent: number; id: string };

export function useUpload(purpose: UploadPurpose) {
  const [sending, setSending] = useState<Sending>({ state: 'none' });
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);

  const send = async (file: File) => {
    stop.current?.abort();
    if (file.size === 0) {
      setSending({ state: 'empty', file });
      return;
    }
    const control = new AbortController();
    stop.current = control;
    let sent = 0;
    let known: string | undefined;
    const at = () => ({ file, sent, ...(known ? { id: known } : {}) });
    setSending({ state: 'sending', ...at() });
    try {
      const id = await sendFile(
        file,
        purpose,
        (bytes, upload) => {
          sent = bytes;
          known = upload;
          if (!control.signal.aborted) setSending({ state: 'sending', ...at() });
        },
        control.signal,
      );
      setSending({ state: 'there', file, sent, id });
    } catch (error) {
      if (!control.signal.aborted) setSending({ state: 'broken', ...at(), error });
    }
  };

  return {
    purpose,
    sending,
    send: (file: File) => void send(file),
    goOn: () => {
      if (sending.state === 'broken') void send(sending.file);
    },
    /** Gives it up; what is there of it goes. */
    cancel: async () => {
      stop.current?.abort();
      const id = 'id' in sending ? sending.id : undefined;
      setSending({ state: 'none' });
      if (id) await removeUpload(id).catch(() => undefined);
    },
    /** It was taken over, or refused for what it is. */
    clear: () => {
      if (sending.state === 'there') forgetUpload(sending.id);
      setSending({ state: 'none' });
    },
  };
}
