/** Points and remarks. Kept a moment after each change; submitted once, for good. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Flex, Form, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { SaveState, type SaveStatus } from '@/components/display/SaveState';
import { ReasonModal } from '@/components/form/ReasonModal';
import { useProblemForm } from '@/components/form/useProblemForm';
import { useUnsavedGuard } from '@/components/form/useUnsavedGuard';
import { ApiProblem } from '@/lib/api/problem';
import {
  type Draft,
  REVIEWS,
  type ReviewDetail,
  releaseReview,
  saveReview,
  submitReview,
} from '../api';
import { hundredths, written } from './points';
import { type Criterion, ScoreTable } from './ScoreTable';

const PAUSE_MS = 1_500;

interface Values {
  scores: Record<string, string | undefined>;
  remarks?: string;
}

/** What can be kept of what was typed: points that fit, and the remarks. */
export function draftOf(values: Values, criteria: readonly Criterion[]): Draft {
  const scores: Record<string, string> = {};
  for (const { code, max } of criteria) {
    const points = hundredths(values.scores?.[code] ?? '');
    if (points !== undefined && points <= max * 100) scores[code] = written(points);
  }
  const remarks = values.remarks?.trim();
  return { scores, ...(remarks ? { remarks } : {}) };
}

const isStale = (error: unknown) => error instanceof ApiProblem && error.status === 412;

interface Props {
  review: ReviewDetail;
  /** The review as it stands now. */
  onReload: () => Promise<ReviewDetail | undefined>;
}

const typedOf = ({ scores, remarks }: ReviewDetail): Values => ({
  scores: { ...scores },
  remarks: remarks ?? '',
});

export function ReviewForm({ review, onReload }: Props) {
  const { t } = useTranslation('assessments');
  const { message, modal } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const problem = useProblemForm(form);
  const { criteria } = review.rubric;
  const [typed, setTyped] = useState<Values>(() => typedOf(review));
  const [status, setStatus] = useState<SaveStatus>('clean');
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [releasing, setReleasing] = useState(false);
  // The version that stands; each save raises it. One request at a time.
  const version = useRef(review.version);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const { confirmLeave } = useUnsavedGuard(status === 'unsaved' || status === 'failed');

  const save = (values: Values) => {
    const run = queue.current.then(async () => {
      setStatus('saving');
      try {
        const kept = await saveReview(review.id, version.current, draftOf(values, criteria));
        version.current = kept.version;
        setError(undefined);
        setStatus((now) => (now === 'saving' ? 'saved' : now));
      } catch (refused) {
        setError(refused);
        setStatus('failed');
        throw refused;
      }
    });
    queue.current = run.catch(() => undefined);
    return run;
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: a pause after what was typed last
  useEffect(() => {
    // What is being submitted goes along whole: a draft beside it would be of a version that is past.
    if (status !== 'unsaved' || busy) return;
    const timer = window.setTimeout(() => void save(typed).catch(() => undefined), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [typed, status, busy]);

  const settle = async (done: Promise<unknown>) => {
    await done;
    setStatus('clean');
    await client.invalidateQueries({ queryKey: REVIEWS });
  };

  const submit = async () => {
    setBusy(true);
    problem.clear();
    setError(undefined);
    try {
      await queue.current;
      const draft = draftOf(form.getFieldsValue(true) as Values, criteria);
      await settle(submitReview(review.id, version.current, draft));
      void message.success(t('submitted'));
    } catch (refused) {
      if (isStale(refused)) setError(refused);
      else problem.show(refused);
    } finally {
      setBusy(false);
    }
  };

  const ask = () =>
    modal.confirm({
      title: t('submit_title'),
      content: t('submit_explain'),
      okText: t('submit'),
      cancelText: t('cancel'),
      onOk: () => {
        void submit();
      },
    });

  const rules = (max: number) => [
    { required: true, whitespace: true, message: t('points_required') },
    {
      validator: (_: unknown, value: string | undefined) => {
        if (!value?.trim()) return Promise.resolve();
        const points = hundredths(value);
        return points !== undefined && points <= max * 100
          ? Promise.resolve()
          : Promise.reject(new Error(t('points_rule', { max })));
      },
    },
  ];
  /** Goes on from the version that stands: with what it says, or with what is typed here. */
  const goOn = async (take: 'theirs' | 'typed') => {
    const latest = await onReload();
    if (!latest) return;
    version.current = latest.version;
    setError(undefined);
    if (take === 'typed') return setStatus('unsaved');
    form.setFieldsValue(typedOf(latest));
    setTyped(typedOf(latest));
    setStatus('clean');
  };

  return (
    <Card size="small" title={t('rubric')} extra={<SaveState status={status} />}>
      {review.rubric.source === 'assumption' && <p>{t('rubric_assumed')}</p>}
      <Form<Values>
        form={form}
        name={`review-${review.id}`}
        layout="vertical"
        initialValues={typed}
        scrollToFirstError={{ focus: true }}
        onValuesChange={(_, all) => {
          setTyped(all);
          setStatus('unsaved');
        }}
        onFinish={ask}
      >
        {problem.alert}
        <ProblemAlert error={error} />
        {isStale(error) && (
          <Flex wrap gap={8} style={{ marginBottom: 12 }}>
            <Button onClick={() => confirmLeave(() => void goOn('theirs'))}>
              {t('load_again')}
            </Button>
            <Button onClick={() => void goOn('typed')}>{t('keep_typed')}</Button>
          </Flex>
        )}
        <ScoreTable
          criteria={criteria}
          scores={typed.scores}
          field={({ code, max }, label) => (
            <Form.Item name={['scores', code]} rules={rules(max)} style={{ margin: 0 }}>
              <Input
                inputMode="decimal"
                aria-label={label}
                suffix={`/ ${max}`}
                style={{ textAlign: 'end' }}
              />
            </Form.Item>
          )}
        />
        <Form.Item
          name="remarks"
          label={t('fields.remarks')}
          extra={t('remarks_hint')}
          rules={[{ required: true, whitespace: true, message: t('remarks_required') }]}
          style={{ marginTop: 12 }}
        >
          <Input.TextArea rows={5} maxLength={4000} showCount />
        </Form.Item>
        <Flex wrap gap={8} justify="space-between" style={{ marginTop: 24 }}>
          <Button onClick={() => setReleasing(true)}>{t('release')}</Button>
          <Flex gap={8}>
            <Button
              disabled={status === 'clean' || status === 'saved'}
              loading={status === 'saving'}
              onClick={() => void save(typed).catch(() => undefined)}
            >
              {t('save_draft')}
            </Button>
            <Button type="primary" htmlType="submit" loading={busy}>
              {t('submit')}
            </Button>
          </Flex>
        </Flex>
      </Form>
      <ReasonModal
        open={releasing}
        title={t('release')}
        okText={t('release')}
        explain={t('release_explain')}
        onClose={() => setReleasing(false)}
        onSubmit={async (reason) => {
          await queue.current;
          await settle(releaseReview(review.id, version.current, reason));
          void message.success(t('released'));
        }}
      />
    </Card>
  );
}
