/** The history of an edition: every change with who, when, why and what. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { ListPage } from '@/components/list/ListPage';
import { useRegions } from '@/components/pickers/regions';
import { useEditions } from '@/components/pickers/useEditions';
import { api, call } from '@/lib/api/client';
import { EDITIONS, type Version } from './words';

const MOST_CHANGES = 12;

function plain(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export default function HistoryPage() {
  const { t } = useTranslation('editions');
  const { id = '' } = useParams();
  const { editionTitle } = useEditions();
  const { regionName } = useRegions();

  return (
    <ListPage<Version>
      id="edition-history"
      title={t('history.title')}
      intro={editionTitle(id)}
      queryKey={[...EDITIONS, id, 'history']}
      fetchPage={({ cursor, limit, count }, signal) =>
        call(
          api.GET('/api/v1/editions/{id}/history', {
            params: { path: { id }, query: { cursor, limit, count } },
            signal,
          }),
        )
      }
      rowKey={(version) => String(version.version)}
      rowLabel={(version) => String(version.version)}
      columns={[
        { key: 'version', title: t('fields.version'), render: (one) => one.version },
        { key: 'at', title: t('fields.at'), render: (one) => <DateTimeText value={one.at} /> },
        {
          key: 'by',
          title: t('fields.by'),
          render: (one) => <Text value={one.by?.display_name} />,
        },
        {
          key: 'kind',
          title: t('fields.kind'),
          render: (one) =>
            one.region_code
              ? `${t(`version_kind.${one.kind}`)} · ${regionName(one.region_code)}`
              : t(`version_kind.${one.kind}`),
        },
        { key: 'reason', title: t('reason'), render: (one) => <Text value={one.reason} /> },
        {
          key: 'changes',
          title: t('fields.changes'),
          render: (one) => (
            <ul style={{ margin: 0, paddingInlineStart: 16, overflowWrap: 'anywhere' }}>
              {one.changes.slice(0, MOST_CHANGES).map((change) => (
                <li key={change.path}>
                  <code>{change.path}</code> {plain(change.before)} → {plain(change.after)}
                </li>
              ))}
              {one.changes.length > MOST_CHANGES && (
                <li>{t('history.more', { count: one.changes.length - MOST_CHANGES })}</li>
              )}
            </ul>
          ),
        },
      ]}
      empty={{ title: t('history.empty') }}
    />
  );
}
