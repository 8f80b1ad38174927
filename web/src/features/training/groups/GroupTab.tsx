/**
 * Everybody of a batch without a class, put into classes by the server, edited here and kept all at once; or the rules
 * that keep it from making any, and what would mend it.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Empty, Flex, Select, Skeleton } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { useRegions } from '@/components/pickers/regions';
import { useRuleOverride } from '@/components/rules/useRuleOverride';
import { idempotencyKey } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { BATCHES, type Batch, ENROLLERS, ENROLMENTS } from '../api';
import { TrainersForm } from '../batches/TrainersForm';
import {
  CLASSES,
  createGrouping,
  GROUPINGS,
  MERGES,
  previewGrouping,
  type Remedy,
} from '../classes/api';
import { formsClasses } from '../states';
import { GroupEditor } from './GroupEditor';
import { changedFor, filledOf, planOf, shortfalls, titleFaults } from './groupPlan';
import { MergeForm, type Suggested } from './MergeForm';
import { MoveLatestModal } from './MoveLatestModal';
import { REASON_ID, Reasons } from './Reasons';
import { Refusal } from './Refusal';
import { Remedies } from './Remedies';
import { useClassRules } from './useClassRules';
import type { Edited, Grouping } from './useGrouping';

interface Props {
  batch: Batch;
  grouping: Grouping;
  onReload: () => void;
}

export function GroupTab({ batch, grouping, onReload }: Props) {
  const { only, edited, edit, afresh, confirmLeave } = grouping;
  const { t } = useTranslation('training_classes');
  const { t: tt } = useTranslation('training');
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const format = useFormat();
  const { grant } = useSession();
  const { regionName } = useRegions();
  const [merging, setMerging] = useState<Suggested>();
  const [moving, setMoving] = useState<Remedy>();
  const [staffing, setStaffing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<unknown>();
  const key = useRef({ of: '', key: '' });
  const { withOverrides, overrideDialog } = useRuleOverride();
  const open = formsClasses(batch.status);
  const {
    data: latest,
    error,
    isFetching,
    refetch,
  } = useQuery({
    queryKey: [...GROUPINGS, batch.id, only],
    queryFn: ({ signal }) =>
      previewGrouping(
        { batch_id: batch.id, ...(only.length > 0 ? { region_codes: only } : {}) },
        signal,
      ),
    enabled: open,
    // What is being edited does not change under one's hands.
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  // What is being edited stays as it was, but for the trainers there are now.
  const data = edited ? { ...edited.of, trainers: (latest ?? edited.of).trainers } : latest;
  const current: Edited | undefined =
    edited ?? (latest && { of: latest, plan: planOf(latest), reasons: {} });
  const outdated = edited && latest && changedFor(edited.of, latest);
  const regions = [...new Set((data?.groups ?? []).flatMap(({ region_codes }) => region_codes))];
  const rules = useClassRules(batch, regions);

  if (!open) {
    const status = tt(`batch_status.${batch.status}`);
    return <Alert type="info" showIcon title={t('group.closed', { status })} />;
  }
  const changed = async () => {
    for (const queryKey of [CLASSES, ENROLMENTS, MERGES, BATCHES]) {
      await client.invalidateQueries({ queryKey });
    }
    await client.invalidateQueries({ queryKey: GROUPINGS });
  };
  const act = (remedy: Remedy) => {
    const [region] = remedy.region_codes;
    const [other] = remedy.with_region_codes ?? [];
    if (remedy.kind === 'keep') {
      const field = document.getElementById(REASON_ID);
      field?.focus();
      field?.scrollIntoView({ block: 'center' });
    } else if (remedy.kind === 'join' && region && other) {
      // Whoever comes from another batch joins the region that is here.
      setMerging(
        remedy.source
          ? { region_code: other, with_region_code: region, source: remedy.source }
          : { region_code: region, with_region_code: other },
      );
    } else if (remedy.kind === 'move_away') setMoving(remedy);
    else if (remedy.kind === 'add_trainers') setStaffing(true);
    else if (remedy.kind === 'bring') {
      const enrols = grant !== undefined && ENROLLERS.includes(grant.role);
      void navigate(enrols ? '/training/enrol' : `/training/batches/${batch.id}?tab=enrolments`);
    }
  };
  const agreed = data?.deviations.find(({ rule }) => rule === 'training_class.max_regions')?.reason;
  const found = current ? shortfalls(current.plan, rules, agreed ?? undefined) : [];
  const classes = current ? filledOf(current.plan) : [];
  const people = classes.reduce((sum, { participants }) => sum + participants.length, 0);
  const faulty = current ? titleFaults(current.plan).size > 0 : false;

  const commit = async () => {
    if (!current) return;
    setBusy(true);
    setRefused(undefined);
    const body = {
      batch_id: batch.id,
      classes: classes.map(({ title, participants, trainerIds }) => ({
        title: title.trim(),
        enrolment_ids: participants.map(({ enrolment_id }) => enrolment_id),
        trainer_ids: trainerIds,
      })),
    };
    const given = Object.entries(current.reasons)
      .filter(([rule, reason]) => reason.trim() && found.some((one) => one.rule === rule))
      .map(([rule, reason]) => ({ rule, reason: reason.trim() }));
    try {
      const outcome = await withOverrides((more) => {
        const overrides = [
          ...given.filter(({ rule }) => !more.some((m) => m.rule === rule)),
          ...more,
        ];
        const text = JSON.stringify({ body, overrides });
        if (key.current.of !== text) key.current = { of: text, key: idempotencyKey() };
        return createGrouping({ ...body, overrides }, key.current.key);
      });
      if (outcome.done) {
        void message.success(t('group.committed', { count: outcome.value.classes.length }));
        afresh();
        await changed();
        void navigate(`/training/batches/${batch.id}?tab=classes`, { replace: true });
      }
    } catch (refusal) {
      setRefused(refusal);
    } finally {
      setBusy(false);
    }
  };

  const nobody = data && data.groups.length === 0;
  return (
    <Flex vertical gap={16}>
      <p style={{ margin: 0 }}>{t('group.intro')}</p>
      <Flex wrap gap={8} align="center">
        {batch.region_codes.length > 1 && (
          <Select
            mode="multiple"
            aria-label={t('group.regions')}
            placeholder={t('group.regions_all')}
            style={{ minWidth: 220 }}
            optionFilterProp="label"
            value={only}
            onChange={(next: string[]) => confirmLeave(() => afresh(next))}
            options={batch.region_codes.map((value) => ({ value, label: regionName(value) }))}
          />
        )}
        <Button
          loading={isFetching}
          onClick={() =>
            confirmLeave(() => {
              afresh();
              void refetch();
            })
          }
        >
          {t('group.refresh')}
        </Button>
        <Button onClick={() => setMerging({})}>{t('propose')}</Button>
        <Link to="/training/merges">{t('merges')}</Link>
      </Flex>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {outdated && <Alert type="warning" showIcon title={t('group.outdated')} />}
      {!data && !error && <Skeleton active />}
      {nobody && (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={
            <>
              <strong>{t('group.nobody')}</strong>
              <div>{t('group.nobody_hint')}</div>
            </>
          }
        />
      )}
      {data && !nobody && (
        <>
          <Card size="small" title={t('group.groups')}>
            <Flex vertical gap={4}>
              {data.groups.map(({ region_codes, participants }) => (
                <span key={region_codes.join()}>
                  {t('group.group_people', {
                    regions: region_codes.map(regionName).join(t('separator')),
                    count: participants,
                  })}
                </span>
              ))}
              {data.trainers.length === 0 && <span>{t('group.no_pool')}</span>}
              {data.trainers.map(({ user_id, name, region_code, free }) => (
                <span key={user_id}>
                  {t('group.pool_free', {
                    name,
                    region: region_code ? regionName(region_code) : t('any_region'),
                    free: format.number(free),
                  })}
                </span>
              ))}
            </Flex>
          </Card>
          {data.refusal && <Refusal reasons={data.refusal.reasons} />}
          {current && !data.refusal && (
            <p role="status" style={{ margin: 0 }}>
              {t('group.summary', {
                people: format.number(people),
                classes: format.number(classes.length),
              })}
            </p>
          )}
          {current && (
            <Reasons
              shortfalls={found}
              reasons={current.reasons}
              onChange={(reasons) => edit({ ...current, reasons })}
            />
          )}
          <Remedies preview={data} onAct={act} />
          {current && !data.refusal && (
            <GroupEditor
              plan={current.plan}
              trainers={data.trainers}
              shortfalls={found}
              onChange={(plan) => edit({ ...current, plan })}
            />
          )}
          <ProblemAlert error={refused} />
          {current && !data.refusal && (
            <Flex wrap gap={8}>
              <Button
                type="primary"
                loading={busy}
                disabled={classes.length === 0 || faulty}
                onClick={() => void commit()}
              >
                {t('group.commit', { count: classes.length })}
              </Button>
            </Flex>
          )}
        </>
      )}
      {overrideDialog}
      <MergeForm
        batch={batch}
        open={merging !== undefined}
        suggested={merging}
        onClose={() => setMerging(undefined)}
        onSaved={() => {
          setMerging(undefined);
          void message.success(t('proposed'));
          void changed();
        }}
      />
      {moving && (
        <MoveLatestModal
          batch={batch}
          regions={moving.region_codes}
          count={moving.count ?? 0}
          onClose={() => setMoving(undefined)}
          onMoved={(count) => {
            setMoving(undefined);
            void message.success(t('group.moved', { count }));
            void changed();
          }}
        />
      )}
      <TrainersForm
        batch={batch}
        open={staffing}
        onClose={() => setStaffing(false)}
        onReload={onReload}
        onSaved={() => {
          setStaffing(false);
          void changed();
        }}
      />
    </Flex>
  );
}
