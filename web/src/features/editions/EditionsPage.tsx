/** The editions of the programme: opened, closed, and copied to new dates. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DateText } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ReasonModal } from '@/components/form/ReasonModal';
import { ListPage } from '@/components/list/ListPage';
import { api, call, ifMatch } from '@/lib/api/client';
import { CopyDrawer } from './CopyDrawer';
import { EDITIONS, type Edition, STATUS_TONE } from './words';

export default function EditionsPage() {
  const { t, i18n } = useTranslation('editions');
  const client = useQueryClient();
  const [copying, setCopying] = useState<Edition>();
  const [turning, setTurning] = useState<Edition>();
  const title = (edition: Edition) =>
    i18n.language === 'en' ? edition.title_en : edition.title_zh;
  const refresh = () => client.invalidateQueries({ queryKey: EDITIONS });
  const closes = turning?.status === 'open';

  return (
    <>
      <ListPage<Edition>
        id="editions"
        title={t('editions.title')}
        intro={t('editions.intro')}
        queryKey={[...EDITIONS, 'page']}
        fetchPage={(_query, signal) => call(api.GET('/api/v1/editions', { signal }))}
        rowKey={(edition) => edition.id}
        rowLabel={title}
        columns={[
          {
            key: 'title',
            title: t('edition'),
            render: (edition) => <Link to={`/editions/${edition.id}`}>{title(edition)}</Link>,
          },
          { key: 'code', title: t('fields.code'), render: (edition) => edition.code },
          {
            key: 'issued_on',
            title: t('fields.issued_on'),
            render: (edition) => <DateText value={edition.issued_on} />,
          },
          {
            key: 'status',
            title: t('fields.status'),
            render: (edition) => (
              <StateTag tone={STATUS_TONE[edition.status]}>
                {t(`status.${edition.status}`)}
              </StateTag>
            ),
          },
          {
            key: 'actions',
            title: t('fields.actions'),
            render: (edition) => (
              <Flex gap={8} wrap>
                <Button size="small" onClick={() => setTurning(edition)}>
                  {t(edition.status === 'open' ? 'editions.close' : 'editions.open')}
                </Button>
                <Button size="small" onClick={() => setCopying(edition)}>
                  {t('copy.open')}
                </Button>
              </Flex>
            ),
          },
        ]}
        empty={{ title: t('no_editions') }}
      />
      <CopyDrawer
        edition={copying}
        onClose={() => setCopying(undefined)}
        onDone={() => {
          setCopying(undefined);
          void refresh();
        }}
      />
      <ReasonModal
        open={turning !== undefined}
        title={t(closes ? 'editions.close' : 'editions.open')}
        okText={t(closes ? 'editions.close' : 'editions.open')}
        explain={t(closes ? 'editions.close_explain' : 'editions.open_explain')}
        onSubmit={async (reason) => {
          if (!turning) return;
          await call(
            api.PATCH('/api/v1/editions/{id}', {
              params: { path: { id: turning.id }, header: ifMatch(turning.version) },
              body: { status: closes ? 'closed' : 'open', reason },
            }),
          );
          await refresh();
        }}
        onClose={() => setTurning(undefined)}
      />
    </>
  );
}
