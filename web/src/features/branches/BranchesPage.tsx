/** The 31 branches: whom to turn to, their expert teams, and which regions come first. */
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import { api, call } from '@/lib/api/client';
import type { Answer, Item } from '@/lib/api/types';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { BranchForm } from './BranchForm';

export type Branch = Item<Answer<'/api/v1/branches', 'get'>>;

const BRANCHES = ['branches'];

export default function BranchesPage() {
  const { t, i18n } = useTranslation('branches');
  const format = useFormat();
  const client = useQueryClient();
  const { grant } = useSession();
  const [editing, setEditing] = useState<Branch>();
  const hq = grant?.role === 'hq_admin';
  const name = (branch: Branch) => (i18n.language === 'en' ? branch.name_en : branch.name_zh);
  const mayEdit = (branch: Branch) =>
    hq || (grant?.role === 'branch_staff' && grant.scope.region_code === branch.region_code);
  const refresh = () => void client.invalidateQueries({ queryKey: BRANCHES });

  return (
    <>
      <ListPage<Branch>
        id="branches"
        title={t('title')}
        intro={t('intro')}
        queryKey={BRANCHES}
        fetchPage={async ({ filters }, signal) => {
          const page = await call(api.GET('/api/v1/branches', { signal }));
          // All of them come in one answer: there is nothing for the server to filter.
          return filters.priority
            ? { ...page, items: page.items.filter((branch) => branch.priority) }
            : page;
        }}
        rowKey={(branch) => branch.id}
        rowLabel={name}
        filters={[
          {
            key: 'priority',
            label: t('which'),
            options: [{ value: 'true', label: t('only_priority') }],
          },
        ]}
        columns={[
          { key: 'name', title: t('fields.name'), render: name },
          {
            key: 'contacts',
            title: t('fields.contacts'),
            render: (branch) =>
              branch.contacts.length === 0 ? (
                <Text value={null} />
              ) : (
                <ul style={{ margin: 0, paddingInlineStart: 16 }}>
                  {branch.contacts.map((contact) => (
                    <li key={`${contact.name}|${contact.phone}|${contact.email}`}>
                      {[contact.name, contact.duty, contact.phone, contact.email]
                        .filter(Boolean)
                        .join(' · ')}
                    </li>
                  ))}
                </ul>
              ),
          },
          {
            key: 'experts',
            title: t('fields.expert_team'),
            render: (branch) =>
              branch.expert_team.length === 0 ? (
                <Text value={null} />
              ) : (
                t('experts', {
                  count: branch.expert_team.length,
                  shown: format.number(branch.expert_team.length),
                  names: branch.expert_team.map((expert) => expert.name).join(t('separator')),
                })
              ),
          },
          {
            key: 'priority',
            title: t('fields.priority'),
            render: (branch) =>
              branch.priority ? (
                <>
                  <StateTag tone="warn">{t('priority')}</StateTag>{' '}
                  <small>{branch.priority_reason}</small>
                </>
              ) : (
                <Text value={null} />
              ),
          },
          ...(hq || grant?.role === 'branch_staff'
            ? [
                {
                  key: 'actions',
                  title: t('fields.actions'),
                  render: (branch: Branch) =>
                    mayEdit(branch) ? (
                      <Button size="small" onClick={() => setEditing(branch)}>
                        {t('edit')}
                      </Button>
                    ) : (
                      <Text value={null} />
                    ),
                },
              ]
            : []),
        ]}
        empty={{ title: t('empty') }}
      />
      <BranchForm
        branch={editing}
        name={editing ? name(editing) : ''}
        mayPrioritise={hq}
        onClose={() => setEditing(undefined)}
        onDone={() => {
          setEditing(undefined);
          refresh();
        }}
      />
    </>
  );
}
