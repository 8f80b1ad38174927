/** Regions that train together: what is proposed, who has agreed, what waits for one's own branch. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DateTimeText } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ReasonModal } from '@/components/form/ReasonModal';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { useSession } from '@/lib/session/store';
import { BATCHES, ENROLMENTS } from '../api';
import {
  GROUPINGS,
  listMerges,
  MERGES,
  type Merge,
  type MergeTurn,
  takeTurn,
} from '../classes/api';
import { MERGE_STATUSES, MERGE_TONE, turnsFor } from '../classes/states';

export default function MergesPage() {
  const { t } = useTranslation('training_classes');
  const { message } = App.useApp();
  const client = useQueryClient();
  const { grant } = useSession();
  const { options: regionOptions, regionName } = useRegions();
  const [asked, setAsked] = useState<{ merge: Merge; turn: MergeTurn }>();
  const country = grant?.scope.kind === 'country';
  const waiting = country ? t('waiting_filter_hq') : t('waiting_filter');

  const filters: ListFilter[] = [
    { key: 'waiting', label: waiting, options: [{ value: 'true', label: waiting }] },
    {
      key: 'status',
      label: t('merge_fields.status'),
      options: MERGE_STATUSES.map((value) => ({ value, label: t(`merge_status.${value}`) })),
    },
    ...(country
      ? [
          {
            key: 'region_code',
            label: t('fields.region'),
            options: regionOptions,
            searchable: true,
          },
        ]
      : []),
  ];
  const title = (merge: Merge) =>
    t('merge_of', {
      region: regionName(merge.region_code),
      with: regionName(merge.with_region_code),
    });
  const answer = (region: string, at: string | null | undefined) =>
    at
      ? t('agreed_by', { region: regionName(region) })
      : t('asked', { region: regionName(region) });

  const columns: ListColumn<Merge>[] = [
    { key: 'regions', title: t('fields.regions'), render: title },
    {
      key: 'status',
      title: t('merge_fields.status'),
      render: ({ status }) => (
        <StateTag tone={MERGE_TONE[status]}>{t(`merge_status.${status}`)}</StateTag>
      ),
    },
    {
      key: 'answers',
      title: t('merge_fields.agreed'),
      render: (row) => (
        <Flex vertical>
          <span>{answer(row.region_code, row.source_agreed_at)}</span>
          <span>{answer(row.with_region_code, row.target_agreed_at)}</span>
        </Flex>
      ),
    },
    {
      key: 'batch',
      title: t('merge_fields.batch'),
      render: ({ batch }) => batch.title,
    },
    {
      key: 'source',
      title: t('merge_fields.source'),
      render: (row) => row.source_batch?.title ?? t('same_batch'),
    },
    { key: 'reason', title: t('merge_fields.reason'), render: ({ reason }) => reason },
    {
      key: 'remarks',
      title: t('fields.remarks'),
      render: ({ remarks }) => remarks ?? '',
      initiallyHidden: true,
    },
    {
      key: 'proposed_at',
      title: t('merge_fields.proposed_at'),
      render: (row) => <DateTimeText value={row.proposed_at} />,
    },
    {
      key: 'turns',
      title: t('merge_fields.turns'),
      render: (merge) => (
        <Flex wrap gap={8}>
          {turnsFor(merge, grant).map((turn) => (
            <Button
              key={turn}
              size="small"
              type={turn === 'agree' ? 'primary' : 'default'}
              aria-label={`${t(`turns.${turn}.do`)} ${title(merge)}`}
              onClick={() => setAsked({ merge, turn })}
            >
              {t(`turns.${turn}.do`)}
            </Button>
          ))}
        </Flex>
      ),
    },
  ];
  return (
    <>
      <ListPage<Merge>
        id="training-merges"
        title={t('merges')}
        intro={t('merges_intro')}
        queryKey={[...MERGES, 'list']}
        fetchPage={({ cursor, limit, count, filters: set }, signal) =>
          listMerges({ cursor, limit, count, ...set }, signal)
        }
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={title}
        filters={filters}
        empty={{
          title: t('no_merges'),
          hint: t('no_merges_hint'),
          action: <Link to="/training/batches">{t('to_batches')}</Link>,
        }}
      />
      <ReasonModal
        open={asked !== undefined}
        title={asked ? t(`turns.${asked.turn}.title`, { title: title(asked.merge) }) : ''}
        explain={asked && t(`turns.${asked.turn}.explain`)}
        okText={asked ? t(`turns.${asked.turn}.do`) : ''}
        label={t('fields.remarks')}
        required={asked?.turn === 'refuse'}
        onClose={() => setAsked(undefined)}
        onSubmit={async (remarks) => {
          if (!asked) return;
          await takeTurn(asked.merge, asked.turn, remarks);
          void message.success(t(`turns.${asked.turn}.done`));
          for (const queryKey of [MERGES, BATCHES, ENROLMENTS, GROUPINGS]) {
            await client.invalidateQueries({ queryKey });
          }
        }}
      />
    </>
  );
}
