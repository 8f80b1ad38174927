/** Takes an export's file along; a refusal is told beside. */
import { App } from 'antd';
import { useState } from 'react';
import { download } from '@/lib/api/download';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { filePath } from './words';

export function useDownload() {
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  const [taking, setTaking] = useState<string>();
  const take = async (id: string) => {
    setTaking(id);
    try {
      await download(filePath(id));
    } catch (problem) {
      void message.error(problemText(problem));
    } finally {
      setTaking(undefined);
    }
  };
  return { take, taking };
}
