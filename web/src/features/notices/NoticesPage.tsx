/** What concerns this person, newest first. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DateTimeText } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import { useRegions } from '@/components/pickers/regions';
import { api, call } from '@/lib/api/client';
import type { Notice } from '@/lib/api/types';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { ME } from '@/lib/session/useMe';
import { markAllRead, markRead, NOTICES } from './api';

export default function NoticesPage() {
  const { t, i18n } = useTranslation('notices');
  const { text } = useDynamicText('notices');
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  const { regionName } = useRegions();
  const client = useQueryClient();
  // The count stands in one's own account: other tabs learn it by the stream.
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: NOTICES });
    await client.invalidateQueries({ queryKey: ME });
  };
  const onError = (error: unknown) => message.error(problemText(error));
  const read = useMutation({ mutationFn: markRead, onSuccess: refresh, onError });
  const readAll = useMutation({ mutationFn: markAllRead, onSuccess: refresh, onError });
  const sentence = (notice: Notice) => {
    const params: Record<string, unknown> = { ...notice.params };
    // The server tells names that exist in both languages in both.
    const edition = i18n.language === 'en' ? params.edition_en : params.edition_zh;
    // Regions come as their codes.
    for (const name of ['region', 'with']) {
      if (typeof params[name] === 'string') params[name] = regionName(params[name]);
    }
    return text(`codes.${notice.code}`, notice.code, {
      ...params,
      ...(edition ? { edition } : {}),
    });
  };

  return (
    <ListPage<Notice>
      id="notices"
      title={t('title')}
      queryKey={[...NOTICES, 'list']}
      fetchPage={({ cursor, limit, count, filters }, signal) =>
        call(
          api.GET('/api/v1/notices', {
            params: {
              query: { cursor, limit, count, ...(filters.unread ? { unread: true } : {}) },
            },
            signal,
          }),
        )
      }
      rowKey={(notice) => notice.id}
      rowLabel={sentence}
      filters={[
        { key: 'unread', label: t('which'), options: [{ value: 'true', label: t('only_unread') }] },
      ]}
      columns={[
        {
          key: 'text',
          title: t('notice'),
          render: (notice) =>
            notice.link ? (
              <Link to={notice.link} onClick={() => !notice.read_at && read.mutate(notice.id)}>
                {sentence(notice)}
              </Link>
            ) : (
              sentence(notice)
            ),
        },
        {
          key: 'at',
          title: t('at'),
          render: (notice) => <DateTimeText value={notice.created_at} />,
        },
        {
          key: 'state',
          title: t('state'),
          render: (notice) =>
            notice.read_at ? (
              <StateTag tone="neutral">{t('read')}</StateTag>
            ) : (
              <Button size="small" onClick={() => read.mutate(notice.id)}>
                {t('mark_read')}
              </Button>
            ),
        },
      ]}
      actions={
        <Button loading={readAll.isPending} onClick={() => readAll.mutate()}>
          {t('mark_all_read')}
        </Button>
      }
      empty={{ title: t('empty'), hint: t('empty_hint') }}
    />
  );
}
