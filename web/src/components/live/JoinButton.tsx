/** Opens the room of a session in a window of its own. */
import { VideoCameraOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { joinSession, SESSIONS, type Session } from './api';

export function JoinButton({
  session,
  primary = false,
}: {
  session: Pick<Session, 'id' | 'title'>;
  primary?: boolean;
}) {
  const { t } = useTranslation('components');
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  const client = useQueryClient();
  const join = useMutation({
    // A window that is opened later than the click is taken for an advertisement.
    mutationFn: async () => {
      const room = window.open('about:blank', '_blank');
      try {
        const { url } = await joinSession(session.id);
        if (room) {
          room.opener = null;
          room.location.replace(url);
        } else window.location.assign(url);
      } catch (problem) {
        room?.close();
        throw problem;
      }
    },
    onError: (problem) => message.error(problemText(problem)),
    onSettled: () => client.invalidateQueries({ queryKey: SESSIONS }),
  });
  return (
    <Button
      type={primary ? 'primary' : 'default'}
      size={primary ? 'middle' : 'small'}
      icon={<VideoCameraOutlined />}
      loading={join.isPending}
      aria-label={t('live.join_of', { title: session.title })}
      onClick={() => join.mutate()}
    >
      {t('live.join')}
    </Button>
  );
}
