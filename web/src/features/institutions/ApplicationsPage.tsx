/** Schools that want to take part, and the branch's decision on each. */
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { useUrlIds } from '@/components/jobs/useJob';
import { ListPage } from '@/components/list/ListPage';
import { useRegions } from '@/components/pickers/regions';
import { useSession } from '@/lib/session/store';
import { ApplicationDrawer } from './ApplicationDrawer';
import { APPLICATIONS, type Application, INSTITUTIONS, listApplications } from './api';
import { APPLICATION_STATUSES, APPLICATION_TONE } from './words';

export default function ApplicationsPage() {
  const { t } = useTranslation('institutions');
  const client = useQueryClient();
  const { grant } = useSession();
  const { options: regionOptions, regionName } = useRegions();
  const [urlId, setUrlIds] = useUrlIds();

  return (
    <>
      <ListPage<Application>
        id="applications"
        title={t('applications.title')}
        intro={t('applications.intro')}
        queryKey={[...APPLICATIONS, 'list']}
        fetchPage={({ q, cursor, limit, count, filters }, signal) =>
          listApplications({ q, cursor, limit, count, ...filters }, signal)
        }
        rowKey={(row) => row.id}
        rowLabel={(row) => row.application.name}
        filters={[
          {
            key: 'status',
            label: t('fields.status'),
            options: APPLICATION_STATUSES.map((value) => ({
              value,
              label: t(`applications.status.${value}`),
            })),
          },
          ...(grant?.scope.kind === 'country'
            ? [
                {
                  key: 'region_code',
                  label: t('fields.region_code'),
                  options: regionOptions,
                  searchable: true,
                },
              ]
            : []),
        ]}
        searchPlaceholder={t('applications.search')}
        exportTo={{ path: '/api/v1/institution-applications/export.xlsx' }}
        columns={[
          {
            key: 'name',
            title: t('fields.name'),
            render: (row) => (
              <Button
                type="link"
                style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'start' }}
                onClick={() => setUrlIds({ application: row.id })}
              >
                {row.application.name}
              </Button>
            ),
          },
          {
            key: 'status',
            title: t('fields.status'),
            render: (row) => (
              <StateTag tone={APPLICATION_TONE[row.status]}>
                {t(`applications.status.${row.status}`)}
              </StateTag>
            ),
          },
          {
            key: 'region',
            title: t('fields.region_code'),
            render: (row) => regionName(row.application.region_code),
          },
          {
            key: 'level',
            title: t('fields.level'),
            render: (row) => t(`levels.${row.application.level}`),
          },
          {
            key: 'submitted_at',
            title: t('applications.submitted_at'),
            render: (row) => <DateTimeText value={row.submitted_at} />,
          },
          {
            key: 'reference',
            title: t('applications.reference'),
            render: (row) => row.reference,
          },
          {
            key: 'remarks',
            title: t('applications.remarks'),
            render: (row) => <Text value={row.remarks} />,
            initiallyHidden: true,
          },
        ]}
        empty={{ title: t('applications.empty'), hint: t('applications.empty_hint') }}
      />
      <ApplicationDrawer
        id={urlId('application')}
        onClose={() => setUrlIds({ application: undefined })}
        onDecided={async () => {
          await client.invalidateQueries({ queryKey: APPLICATIONS });
          await client.invalidateQueries({ queryKey: INSTITUTIONS });
        }}
      />
    </>
  );
}
