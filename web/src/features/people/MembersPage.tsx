/** The list of students or of teachers; a row opens beside the list, so the search stays where it was. */
import { ImportOutlined, PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ActivationExport } from '@/components/activation/ActivationExport';
import { DateText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { useUrlIds } from '@/components/jobs/useJob';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { useRegions } from '@/components/pickers/regions';
import { useSession } from '@/lib/session/store';
import { KEEPERS, type Kind, listMembers, type Member, numberOf } from './api';
import { MemberDrawer } from './MemberDrawer';
import { MemberForm } from './MemberForm';
import { TRANSFERS } from './transfers/api';
import { STATUS_TONE, STATUSES, useKindWords } from './words';

export function MembersPage({ kind }: { kind: Kind }) {
  const { t } = useTranslation(['people', 'transfers']);
  const word = useKindWords(kind);
  const { message } = App.useApp();
  const client = useQueryClient();
  const { grant } = useSession();
  const { options: regionOptions, regionName } = useRegions();
  const [urlId, setUrlIds] = useUrlIds();
  const [adding, setAdding] = useState(false);
  const open = urlId('member');
  const keeper = grant !== undefined && KEEPERS.includes(grant.role);
  const scope = grant?.scope.kind;
  const wide = scope === 'country' || scope === 'region';

  const filters: ListFilter[] = [
    {
      key: 'status',
      label: t('fields.status'),
      options: STATUSES.map((value) => ({ value, label: word(`status.${value}`) })),
    },
  ];
  if (wide) {
    filters.push({
      key: 'institution_id',
      label: t('fields.institution'),
      options: [],
      control: (value, change) => (
        <InstitutionSelect
          label={t('fields.institution')}
          placeholder={t('fields.institution')}
          value={value ?? null}
          onChange={(next) => change(typeof next === 'string' ? next : undefined)}
        />
      ),
    });
  }
  if (scope === 'country') {
    filters.push({
      key: 'region_code',
      label: t('fields.region'),
      options: regionOptions,
      searchable: true,
    });
  }

  for (const key of kind === 'students'
    ? (['major', 'grade', 'admin_class'] as const)
    : (['major'] as const)) {
    filters.push({ key, label: t(`fields.${key}`), options: [], typed: true });
  }

  const columns: ListColumn<Member>[] = [
    {
      key: 'name',
      title: t('fields.name'),
      render: (row) => (
        <Button
          type="link"
          style={{ padding: 0, height: 'auto' }}
          onClick={() => setUrlIds({ member: row.id })}
        >
          {row.name}
        </Button>
      ),
    },
    { key: 'number', title: t(`${kind}.number`), render: numberOf },
    ...(wide
      ? [
          {
            key: 'institution',
            title: t('fields.institution'),
            render: (row: Member) => <Text value={row.institution_name} />,
          },
          {
            key: 'region',
            title: t('fields.region'),
            render: (row: Member) => regionName(row.region_code),
            initiallyHidden: true,
          },
        ]
      : []),
    {
      key: 'phone',
      title: t('fields.phone'),
      render: (row) => <Text value={row.phone} />,
      initiallyHidden: true,
    },
    { key: 'major', title: t('fields.major'), render: (row) => <Text value={row.major} /> },
    ...(kind === 'students'
      ? [
          {
            key: 'grade',
            title: t('fields.grade'),
            render: (row: Member) => <Text value={'grade' in row ? row.grade : null} />,
          },
          {
            key: 'admin_class',
            title: t('fields.admin_class'),
            render: (row: Member) => <Text value={'admin_class' in row ? row.admin_class : null} />,
          },
        ]
      : []),
    {
      key: 'status',
      title: t('fields.status'),
      render: (row) => (
        <StateTag tone={STATUS_TONE[row.status]}>{word(`status.${row.status}`)}</StateTag>
      ),
    },
    {
      key: 'created_at',
      title: t('fields.created_at'),
      render: (row) => <DateText value={row.created_at} />,
      initiallyHidden: true,
    },
  ];

  const importLink = (
    <Link to={`/${kind}/import`}>
      <Button icon={<ImportOutlined />} tabIndex={-1}>
        {t('import')}
      </Button>
    </Link>
  );
  const refresh = () => client.invalidateQueries({ queryKey: [kind] });

  return (
    <>
      <ListPage<Member>
        id={kind}
        title={t(`${kind}.title`)}
        queryKey={[kind, 'list']}
        fetchPage={({ q, cursor, limit, count, filters: set }, signal) =>
          listMembers(kind, { q, cursor, limit, count, ...set }, signal)
        }
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.name}
        filters={filters}
        searchPlaceholder={t(`${kind}.search`)}
        {...(keeper ? { exportTo: { path: `/api/v1/${kind}/export.xlsx` } } : {})}
        actions={
          keeper && (
            <>
              {importLink}
              <ActivationExport kind={kind} />
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
                {t(`${kind}.add`)}
              </Button>
            </>
          )
        }
        empty={{
          title: t(`${kind}.empty`),
          hint: keeper ? t(`${kind}.empty_hint`) : t('empty_hint_reader'),
          ...(keeper ? { action: importLink } : {}),
        }}
      />
      <MemberDrawer kind={kind} id={open} onClose={() => setUrlIds({ member: undefined })} />
      <MemberForm
        kind={kind}
        open={adding}
        onClose={() => setAdding(false)}
        onSaved={async (member) => {
          setAdding(false);
          void message.success(t('added', { name: member.name }));
          await refresh();
        }}
        onTransferRequested={async ({ id }) => {
          setAdding(false);
          void message.success(<Link to={`/transfers/${id}`}>{t('transfers:requested')}</Link>);
          await client.invalidateQueries({ queryKey: TRANSFERS });
        }}
      />
    </>
  );
}
