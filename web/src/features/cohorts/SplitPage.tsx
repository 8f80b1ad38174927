/**
 * An intake into classes in three steps: which students, a balanced suggestion to edit, the classes kept all
 * at once. Nothing is kept before the last step.
 */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Flex, Form, Input, InputNumber, Radio, Steps } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { PageHeader } from '@/components/display/PageHeader';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { useProblemForm } from '@/components/form/useProblemForm';
import { useUnsavedGuard } from '@/components/form/useUnsavedGuard';
import { MemberSelect } from '@/components/pickers/MemberSelect';
import { useEditions } from '@/components/pickers/useEditions';
import { useRuleOverride } from '@/components/rules/useRuleOverride';
import { idempotencyKey } from '@/lib/api/client';
import { useSession } from '@/lib/session/store';
import { COHORTS, type CohortKind, createSplit, previewSplit, type SplitPreview } from './api';
import { PeriodChoice } from './CohortForm';
import { SplitEditor } from './SplitEditor';
import { groupsOf, type PlannedGroup } from './splitPlan';

interface Values {
  filters?: { major?: string; grade?: string; admin_class?: string };
  kind: CohortKind;
  periods: number[];
  max_size?: number | null;
  keep_together: 'admin_class' | 'major' | 'none';
  teacher_ids?: string[];
  title_prefix?: string;
}

const KEEP = ['admin_class', 'major', 'none'] as const;

export default function SplitPage() {
  const { t } = useTranslation('cohorts');
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { grant } = useSession();
  const { current } = useEditions();
  const [form] = Form.useForm<Values>();
  const problem = useProblemForm(form);
  const { withOverrides, overrideDialog } = useRuleOverride();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [asked, setAsked] = useState<Values>();
  const [preview, setPreview] = useState<SplitPreview>();
  const [groups, setGroups] = useState<PlannedGroup[]>([]);
  const [kept, setKept] = useState(false);
  const key = useRef('');
  useUnsavedGuard(preview !== undefined && !kept);
  // In an effect: by then the guard above knows that nothing is unsaved any more.
  useEffect(() => {
    if (kept) void navigate('/cohorts?status=draft');
  }, [kept, navigate]);

  const ask = async (values: Values) => {
    if (!current) return;
    setBusy(true);
    problem.clear();
    try {
      const { major, grade, admin_class } = values.filters ?? {};
      const found = await previewSplit({
        edition_id: current.id,
        filters: {
          ...(major?.trim() ? { major: major.trim() } : {}),
          ...(grade?.trim() ? { grade: grade.trim() } : {}),
          ...(admin_class?.trim() ? { admin_class: admin_class.trim() } : {}),
        },
        keep_together: values.keep_together,
        teacher_ids: values.teacher_ids ?? [],
        ...(values.max_size ? { max_size: values.max_size } : {}),
        ...(values.title_prefix?.trim() ? { title_prefix: values.title_prefix.trim() } : {}),
      });
      setAsked(values);
      setPreview(found);
      setGroups(groupsOf(found));
      key.current = idempotencyKey();
    } catch (refusal) {
      problem.show(refusal);
    } finally {
      setBusy(false);
    }
  };

  const keep = async () => {
    if (!preview || !asked) return;
    setBusy(true);
    setError(undefined);
    try {
      const outcome = await withOverrides((overrides) =>
        createSplit(
          {
            edition_id: preview.edition_id,
            institution_id: preview.institution_id,
            kind: asked.kind,
            periods: asked.periods,
            groups: groups
              .filter((group) => group.students.length > 0)
              .map((group) => ({
                title: group.title.trim(),
                major: group.major,
                student_ids: group.students.map(({ id }) => id),
                teacher_ids: group.teacherIds,
              })),
            overrides,
          },
          key.current,
        ),
      );
      if (outcome.done) {
        setKept(true);
        void message.success(t('split.created', { count: outcome.value.cohorts.length }));
        await client.invalidateQueries({ queryKey: COHORTS });
      }
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <PageHeader title={t('split.title')} intro={t('split.intro')} />
      <Card>
        <Steps
          size="small"
          current={preview ? 1 : 0}
          style={{ marginBottom: 24 }}
          items={[
            { title: t('split.step_choose') },
            { title: t('split.step_edit') },
            { title: t('split.step_create') },
          ]}
        />
        <Form<Values>
          form={form}
          layout="vertical"
          hidden={preview !== undefined}
          style={{ maxWidth: 640 }}
          initialValues={{ kind: 'regular', keep_together: 'admin_class', filters: {} }}
          scrollToFirstError={{ focus: true }}
          onFinish={ask}
        >
          {problem.alert}
          <p>{t('split.who')}</p>
          <Flex wrap gap={16}>
            {(['major', 'grade', 'admin_class'] as const).map((field) => (
              <Form.Item key={field} name={['filters', field]} label={t(`fields.${field}`)}>
                <Input maxLength={50} placeholder={t('split.all')} />
              </Form.Item>
            ))}
          </Flex>
          <Form.Item name="keep_together" label={t('split.keep_together')}>
            <Radio.Group
              options={KEEP.map((value) => ({ value, label: t(`split.keep.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="max_size" label={t('split.max_size')} extra={t('split.max_size_hint')}>
            <InputNumber
              controls={false}
              min={1}
              max={500}
              precision={0}
              placeholder={t('split.by_rule')}
            />
          </Form.Item>
          <Form.Item name="title_prefix" label={t('split.prefix')} extra={t('split.prefix_hint')}>
            <Input maxLength={40} />
          </Form.Item>
          <Form.Item
            name="teacher_ids"
            label={t('fields.teachers')}
            extra={t('split.teachers_hint')}
          >
            <MemberSelect
              kind="teachers"
              multiple
              institutionId={grant?.scope.institution_id ?? undefined}
              placeholder={t('teachers_placeholder')}
            />
          </Form.Item>
          <Form.Item name="kind" label={t('fields.kind')}>
            <Radio.Group
              options={(['regular', 'intensive'] as const).map((value) => ({
                value,
                label: t(`kinds.${value}`),
              }))}
            />
          </Form.Item>
          <Form.Item
            name="periods"
            label={t('fields.periods')}
            rules={[{ required: true, message: t('required') }]}
          >
            <PeriodChoice editionId={current?.id} />
          </Form.Item>
          {/* Made anew when the form comes back: hidden, its sign of loading would never end. */}
          {preview === undefined && (
            <Button type="primary" htmlType="submit" loading={busy} disabled={!current}>
              {t('split.preview')}
            </Button>
          )}
        </Form>
        {preview && (
          <Flex vertical gap={16}>
            <SplitEditor preview={preview} groups={groups} onChange={setGroups} />
            <ProblemAlert error={error} />
            <Flex wrap gap={8}>
              <Button
                type="primary"
                loading={busy}
                disabled={groups.every((group) => group.students.length === 0)}
                onClick={() => void keep()}
              >
                {t('split.create', {
                  count: groups.filter((group) => group.students.length > 0).length,
                })}
              </Button>
              <Button
                disabled={busy}
                onClick={() => {
                  setPreview(undefined);
                  setError(undefined);
                }}
              >
                {t('split.back')}
              </Button>
            </Flex>
          </Flex>
        )}
      </Card>
      {overrideDialog}
    </>
  );
}
