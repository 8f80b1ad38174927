/** The list of institutions; a branch opens new ones here. */
import { ImportOutlined, PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DateText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { ListFilter } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { useSession } from '@/lib/session/store';
import { INSTITUTIONS, type Institution, listInstitutions, OPENERS, type Opened } from './api';
import { InvitationResult } from './InvitationResult';
import { OpenForm } from './OpenForm';
import { LEVELS, PILOTS } from './words';

export default function InstitutionsPage() {
  const { t } = useTranslation('institutions');
  const client = useQueryClient();
  const { grant } = useSession();
  const { options: regionOptions, regionName } = useRegions();
  const [opening, setOpening] = useState(false);
  const [opened, setOpened] = useState<Opened>();
  const opener = grant !== undefined && OPENERS.includes(grant.role);

  const filters: ListFilter[] = [
    {
      key: 'level',
      label: t('fields.level'),
      options: LEVELS.map((value) => ({ value, label: t(`levels.${value}`) })),
    },
    {
      key: 'pilot_status',
      label: t('fields.pilot_status'),
      options: PILOTS.map((value) => ({ value, label: t(`pilots.${value}`) })),
    },
    {
      key: 'status',
      label: t('fields.status'),
      options: (['active', 'suspended'] as const).map((value) => ({
        value,
        label: t(`status.${value}`),
      })),
    },
  ];
  if (grant?.scope.kind === 'country') {
    filters.push({
      key: 'region_code',
      label: t('fields.region_code'),
      options: regionOptions,
      searchable: true,
    });
  }
  const openButton = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpening(true)}>
      {t('open')}
    </Button>
  );

  return (
    <>
      <ListPage<Institution>
        id="institutions"
        title={t('title')}
        queryKey={[...INSTITUTIONS, 'list']}
        fetchPage={({ q, cursor, limit, count, filters: set }, signal) =>
          listInstitutions({ q, cursor, limit, count, ...set }, signal)
        }
        rowKey={(row) => row.id}
        rowLabel={(row) => row.name}
        filters={filters}
        searchPlaceholder={t('search')}
        {...(opener ? { exportTo: { path: '/api/v1/institutions/export.xlsx' } } : {})}
        columns={[
          {
            key: 'name',
            title: t('fields.name'),
            render: (row) => <Link to={`/institutions/${row.id}`}>{row.name}</Link>,
          },
          { key: 'code', title: t('fields.code'), render: (row) => <Text value={row.code} /> },
          {
            key: 'region',
            title: t('fields.region_code'),
            render: (row) => regionName(row.region_code),
          },
          { key: 'level', title: t('fields.level'), render: (row) => t(`levels.${row.level}`) },
          {
            key: 'pilot',
            title: t('fields.pilot_status'),
            render: (row) => t(`pilots.${row.pilot_status}`),
          },
          {
            key: 'status',
            title: t('fields.status'),
            render: (row) => (
              <StateTag tone={row.status === 'active' ? 'good' : 'waiting'}>
                {t(`status.${row.status}`)}
              </StateTag>
            ),
          },
          {
            key: 'contact',
            title: t('fields.contact'),
            render: (row) => `${row.contact.name} ${row.contact.phone}`,
            initiallyHidden: true,
          },
          {
            key: 'uscc',
            title: t('fields.uscc'),
            render: (row) => row.uscc,
            initiallyHidden: true,
          },
          {
            key: 'created_at',
            title: t('fields.created_at'),
            render: (row) => <DateText value={row.created_at} />,
            initiallyHidden: true,
          },
        ]}
        actions={
          opener && (
            <>
              <Link to="/institutions/import">
                <Button icon={<ImportOutlined />} tabIndex={-1}>
                  {t('import.open')}
                </Button>
              </Link>
              {openButton}
            </>
          )
        }
        empty={{
          title: t('empty'),
          hint: opener ? t('empty_hint') : t('empty_hint_reader'),
          ...(opener ? { action: openButton } : {}),
        }}
      />
      <OpenForm
        open={opening}
        onClose={() => setOpening(false)}
        onOpened={async (result) => {
          setOpening(false);
          setOpened(result);
          await client.invalidateQueries({ queryKey: INSTITUTIONS });
        }}
      />
      <InvitationResult result={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}
