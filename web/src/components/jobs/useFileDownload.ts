/** Takes a file along; a refusal is told beside. */
import { App } from 'antd';
import { useState } from 'react';
import { download } from '@/lib/api/download';
import { useProblemText } from '@/lib/i18n/useProblemText';

/** `filePath`: where the file of this id is. */
export function useFileDownload(filePath: (id: string) => string) {
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  /** The one under way. */
  const [taking, setTaking] = useState<string>();
  /** `fallbackName`: where the server names none. */
  const take = async (id: string, fallbackName?: string) => {
    setTaking(id);
    try {
      await download(filePath(id), fallbackName ? { fallbackName } : {});
    } catch (problem) {
      void message.error(problemText(problem));
    } finally {
      setTaking(undefined);
    }
  };
  return { take, taking };
}
