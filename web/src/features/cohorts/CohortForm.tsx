/** Forms a class, or edits what the branch has not approved yet. */
import { Checkbox, Form, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { MemberSelect } from '@/components/pickers/MemberSelect';
import { useEditions, usePeriods } from '@/components/pickers/useEditions';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { type Cohort, type CohortKind, createCohort, updateCohort } from './api';

interface Values {
  edition_id: string;
  title: string;
  major?: string;
  kind: CohortKind;
  periods: number[];
  teacher_ids?: string[];
}

interface Props {
  open: boolean;
  /** Edited; a new one without it. */
  cohort?: Cohort;
  onSaved: (cohort: Cohort) => void;
  onClose: () => void;
  onReload?: () => void;
}

/** Controlled by the form item around it. */
export function PeriodChoice({
  editionId,
  value,
  onChange,
}: {
  editionId: string | undefined;
  value?: number[];
  onChange?: (periods: number[]) => void;
}) {
  const { t } = useTranslation('cohorts');
  const format = useFormat();
  const periods = usePeriods(editionId, 'student_training');
  return (
    <Checkbox.Group
      value={value ?? []}
      onChange={(chosen) => onChange?.([...chosen].sort())}
      style={{ flexDirection: 'column', gap: 4 }}
      options={periods.map((one) => ({
        value: one.period,
        label: t('period_dates', {
          no: one.period,
          start: format.date(one.start),
          end: format.date(one.end),
        }),
      }))}
    />
  );
}

export function CohortForm({ open, cohort, onSaved, onClose, onReload }: Props) {
  const { t } = useTranslation('cohorts');
  const { grant } = useSession();
  const { options, current } = useEditions();
  const required = { required: true, message: t('required') };

  return (
    <FormDrawer<Values, Cohort>
      open={open}
      title={cohort ? t('edit_title', { title: cohort.title }) : t('add')}
      initialValues={
        cohort
          ? {
              edition_id: cohort.edition_id,
              title: cohort.title,
              major: cohort.major,
              kind: cohort.kind,
              periods: cohort.periods,
            }
          : { kind: 'regular', ...(current ? { edition_id: current.id } : {}) }
      }
      onSubmit={({ edition_id, teacher_ids, ...values }, { overrides, idempotencyKey }) => {
        const { major, ...rest } = values;
        const fields = { ...rest, ...(major?.trim() ? { major } : {}) };
        return cohort
          ? updateCohort(cohort, fields)
          : createCohort(
              { ...fields, edition_id, teacher_ids: teacher_ids ?? [], overrides },
              idempotencyKey,
            );
      }}
      onDone={onSaved}
      onClose={onClose}
      {...(onReload ? { onReload } : {})}
    >
      {(form) => (
        <>
          <Form.Item name="edition_id" label={t('fields.edition')} rules={[required]}>
            <Select
              options={options}
              disabled={cohort !== undefined}
              onChange={() => form.setFieldValue('periods', [])}
            />
          </Form.Item>
          <Form.Item
            name="title"
            label={t('fields.title')}
            rules={[{ ...required, whitespace: true }]}
          >
            <Input maxLength={50} placeholder={t('title_example')} />
          </Form.Item>
          <Form.Item name="major" label={t('fields.major')} extra={t('major_hint')}>
            <Input maxLength={50} />
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
            noStyle
            shouldUpdate={(before: Values, after: Values) => before.edition_id !== after.edition_id}
          >
            {() => (
              <Form.Item name="periods" label={t('fields.periods')} rules={[required]}>
                <PeriodChoice editionId={form.getFieldValue('edition_id') as string | undefined} />
              </Form.Item>
            )}
          </Form.Item>
          {!cohort && (
            <Form.Item name="teacher_ids" label={t('fields.teachers')} extra={t('teachers_hint')}>
              <MemberSelect
                kind="teachers"
                multiple
                institutionId={grant?.scope.institution_id ?? undefined}
                placeholder={t('teachers_placeholder')}
              />
            </Form.Item>
          )}
        </>
      )}
    </FormDrawer>
  );
}
