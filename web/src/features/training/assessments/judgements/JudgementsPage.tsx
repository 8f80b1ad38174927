/** What the group comes to: for leads by code, to be confirmed singly or many at once; for others what is confirmed. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Modal, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { WideTable } from '@/components/display/WideTable';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { useSession } from '@/lib/session/store';
import { BatchSelect } from '../../enrolments/BatchSelect';
import {
  type BulkResult,
  confirmJudgements,
  JUDGEMENT_EXPORTERS,
  JUDGEMENTS,
  type Judgement,
  listJudgements,
} from '../api';
import { JUDGEMENT_STATUSES, JUDGEMENT_TONE, OUTCOME_TONE, OUTCOMES, stepOf } from '../states';

/** Many are confirmed as they are proposed, in one request; what is refused is told one by one. */
function ConfirmMany({ rows, onDone }: { rows: readonly Judgement[]; onDone: () => void }) {
  const { t } = useTranslation('assessments');
  const { text } = useDynamicText('errors');
  const { message } = App.useApp();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [refused, setRefused] = useState<BulkResult[]>([]);
  const ready = rows.filter((row) => stepOf(row) === 'confirm');
  const not = (['propose', 'reopen', undefined] as const)
    .map((step) => ({ step, count: rows.filter((row) => stepOf(row) === step).length }))
    .filter(({ count }) => count > 0)
    .map(({ step, count }) => t(`none_ready.${step ?? 'barred'}`, { count }));
  const count = (outcome: string) => ready.filter(({ proposed }) => proposed === outcome).length;
  const code = (id: string) => rows.find((row) => row.id === id)?.code ?? id;

  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const { items } = await confirmJudgements(ready);
      const left = items.filter(({ outcome }) => outcome === 'refused');
      setRefused(left);
      setAsking(false);
      if (left.length === 0) {
        void message.success(t('confirmed_many', { count: items.length }));
        onDone();
      }
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: JUDGEMENTS });
    }
  };

  return (
    <>
      <Button type="primary" disabled={ready.length === 0} onClick={() => setAsking(true)}>
        {t('confirm_many')}
      </Button>
      {ready.length === 0 && (
        <Typography.Text type="secondary">
          {t('none_ready.say', { why: not.join(t('none_ready.separator')) })}
        </Typography.Text>
      )}
      <Modal
        open={asking}
        title={t('confirm_many')}
        okText={t('confirm')}
        cancelText={t('cancel')}
        confirmLoading={busy}
        onOk={() => void confirm()}
        onCancel={() => {
          setAsking(false);
          setError(undefined);
        }}
      >
        <p>
          {t('confirm_many_explain', { passed: count('passed'), failed: count('failed') })}
          {ready.length < rows.length && t('left_out', { count: rows.length - ready.length })}
        </p>
        <ProblemAlert error={error} />
      </Modal>
      <Modal
        open={refused.length > 0}
        title={t('not_confirmed', { count: refused.length })}
        footer={
          <Button type="primary" onClick={() => setRefused([])}>
            {t('close')}
          </Button>
        }
        onCancel={() => setRefused([])}
      >
        <WideTable<BulkResult>
          label={t('not_confirmed', { count: refused.length })}
          size="small"
          rowKey="id"
          dataSource={refused}
          pagination={false}
          columns={[
            { title: t('fields.code'), key: 'code', render: (_, row) => code(row.id) },
            {
              title: t('fields.why'),
              key: 'why',
              render: (_, row) => text(`codes.${row.code ?? ''}`, row.message ?? ''),
            },
          ]}
        />
      </Modal>
    </>
  );
}

export default function JudgementsPage() {
  const { t } = useTranslation('assessments');
  const { grant } = useSession();
  const { regionName } = useRegions();
  const lead = grant?.role === 'expert';
  const wide = grant?.scope.kind !== 'institution';
  // Where a notice leads: a lead has no list of batches to choose of.
  const [params] = useSearchParams();
  const batchId = lead ? params.get('batch_id') : null;
  const exporter = grant !== undefined && JUDGEMENT_EXPORTERS.includes(grant.role);

  const filters: ListFilter[] = [
    ...(lead
      ? [
          {
            key: 'status',
            label: t('fields.status'),
            options: JUDGEMENT_STATUSES.map((value) => ({
              value,
              label: t(`judgement_status.${value}`),
            })),
          },
        ]
      : [
          {
            key: 'batch_id',
            label: t('fields.batch'),
            options: [],
            control: (value: string | undefined, change: (value: string | undefined) => void) => (
              <BatchSelect
                label={t('fields.batch')}
                placeholder={t('fields.batch')}
                value={value ?? null}
                onChange={(next) => change(typeof next === 'string' ? next : undefined)}
              />
            ),
          },
        ]),
    {
      key: 'result',
      label: t('fields.result'),
      options: OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) })),
    },
  ];

  const score = (row: Judgement, at: number) => row.arithmetic.parts[at]?.score;
  const columns: ListColumn<Judgement>[] = [
    lead
      ? {
          key: 'code',
          title: t('fields.code'),
          render: (row) => <Link to={`/judgements/${row.id}`}>{row.code}</Link>,
        }
      : {
          key: 'name',
          title: t('fields.name'),
          render: (row) => <Link to={`/judgements/${row.id}`}>{row.participant?.name}</Link>,
        },
    ...(lead
      ? []
      : [
          {
            key: 'institution',
            title: t('fields.institution'),
            render: ({ participant }: Judgement) => participant?.institution_name,
            initiallyHidden: !wide,
          },
          {
            key: 'region',
            title: t('fields.region'),
            render: ({ participant }: Judgement) => regionName(participant?.region_code ?? ''),
            initiallyHidden: true,
          },
        ]),
    { key: 'batch', title: t('fields.batch'), render: ({ batch }) => batch.title },
    {
      key: 'status',
      title: t('fields.status'),
      render: ({ status, bar }) => (
        <>
          <StateTag tone={JUDGEMENT_TONE[status]}>{t(`judgement_status.${status}`)}</StateTag>
          {bar && <StateTag tone="warn">{t(`bar.${bar}`)}</StateTag>}
        </>
      ),
    },
    ...(['learning_record', 'online_test', 'teaching_design'] as const).map((part, at) => ({
      key: part,
      title: t(`parts.${part}`),
      align: 'right' as const,
      render: (row: Judgement) => <Text value={score(row, at)} />,
    })),
    {
      key: 'composite',
      title: t('composite'),
      align: 'right',
      render: ({ arithmetic }) => <Text value={arithmetic.composite} />,
    },
    {
      key: 'proposed',
      title: t('fields.proposed'),
      render: ({ proposed }) =>
        proposed ? (
          <StateTag tone={OUTCOME_TONE[proposed]}>{t(`outcome.${proposed}`)}</StateTag>
        ) : (
          <Text value={null} />
        ),
      initiallyHidden: !lead,
    },
    {
      key: 'result',
      title: t('fields.result'),
      render: ({ result, overridden }) =>
        result ? (
          <StateTag tone={OUTCOME_TONE[result]}>
            {t(overridden ? `outcome_overridden.${result}` : `outcome.${result}`)}
          </StateTag>
        ) : (
          <Text value={null} />
        ),
    },
    {
      key: 'confirmed_at',
      title: t('fields.confirmed_at'),
      render: (row) => <DateTimeText value={row.confirmed_at} />,
      initiallyHidden: true,
    },
  ];

  return (
    <ListPage<Judgement>
      id="training-judgements"
      title={t('judgements')}
      intro={t(lead ? 'judgements_intro_lead' : 'judgements_intro')}
      queryKey={[...JUDGEMENTS, 'list', batchId]}
      fetchPage={({ cursor, limit, count, filters: set }, signal) =>
        listJudgements(
          { cursor, limit, count, ...set, ...(batchId ? { batch_id: batchId } : {}) },
          signal,
        )
      }
      columns={columns}
      rowKey={({ id }) => id}
      rowLabel={({ code, participant }) => participant?.name ?? code}
      filters={filters}
      {...(exporter ? { exportTo: { path: '/api/v1/training-judgements/export.xlsx' } } : {})}
      {...(lead
        ? {
            selectionActions: (rows: readonly Judgement[], clear: () => void) => (
              <ConfirmMany rows={rows} onDone={clear} />
            ),
          }
        : {})}
      empty={{
        title: t('no_judgements'),
        hint: t(lead ? 'no_judgements_hint_lead' : 'no_judgements_hint'),
      }}
    >
      {lead && <Alert type="info" showIcon title={t('blind')} style={{ marginBottom: 12 }} />}
      {batchId && (
        <p>
          {t('one_batch')} <Link to="/judgements">{t('all_batches')}</Link>
        </p>
      )}
    </ListPage>
  );
}
