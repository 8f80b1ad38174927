/** Prepares a batch, or changes one as far as its state lets it. Times are those of the programme (+08:00). */
import { Alert, Checkbox, Form, Input, InputNumber, Select, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { useRegions } from '@/components/pickers/regions';
import { useEditions, usePeriods } from '@/components/pickers/useEditions';
import { filled } from '@/lib/api/filled';
import { useMeta } from '@/lib/api/useMeta';
import { instantOf, localOf } from '@/lib/format/local';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { type Batch, type BatchUpdate, createBatch, type NewBatch, updateBatch } from '../api';
import { isForming } from '../states';

interface Values {
  edition_id: string;
  period: number;
  title: string;
  region_codes?: string[];
  enrol_from: string;
  enrol_until: string;
  starts_on?: string;
  ends_on?: string;
  places: number;
  planned_hours?: number | null;
  national_plan: boolean;
  syllabus?: string;
  design_until?: string;
}

interface Props {
  open: boolean;
  /** Edited; a new one without it. */
  batch?: Batch;
  onSaved: (batch: Batch) => void;
  onClose: () => void;
  onReload?: () => void;
}

const valuesOf = (batch: Batch): Values => ({
  edition_id: batch.edition_id,
  period: batch.period,
  title: batch.title,
  region_codes: batch.region_codes,
  enrol_from: localOf(batch.enrol_from) ?? '',
  enrol_until: localOf(batch.enrol_until) ?? '',
  starts_on: batch.starts_on,
  ends_on: batch.ends_on,
  places: batch.places,
  planned_hours: batch.planned_hours,
  national_plan: batch.national_plan,
  syllabus: batch.syllabus,
  ...filled({ design_until: localOf(batch.design_until) }),
});

function newBatch(values: Values, ownRegion: string | undefined): NewBatch {
  return {
    edition_id: values.edition_id,
    period: values.period,
    title: values.title.trim(),
    region_codes: ownRegion ? [ownRegion] : (values.region_codes ?? []),
    enrol_from: instantOf(values.enrol_from) ?? '',
    enrol_until: instantOf(values.enrol_until) ?? '',
    places: values.places,
    ...filled({
      starts_on: values.starts_on,
      ends_on: values.ends_on,
      planned_hours: values.planned_hours,
      design_until: instantOf(values.design_until),
    }),
    national_plan: values.national_plan,
    syllabus: values.syllabus ?? '',
  };
}

/** Only what differs: a field that no longer changes must not be sent at all. */
export function changesOf(batch: Batch, values: Values): BatchUpdate {
  const before = valuesOf(batch);
  const out: BatchUpdate = {};
  const differs = (key: keyof Values) =>
    JSON.stringify(before[key] ?? null) !== JSON.stringify(values[key] ?? null);
  if (differs('title')) out.title = values.title.trim();
  // A branch is not asked for them.
  if (values.region_codes && differs('region_codes')) out.region_codes = values.region_codes;
  if (differs('enrol_from')) out.enrol_from = instantOf(values.enrol_from) ?? null;
  if (differs('enrol_until')) out.enrol_until = instantOf(values.enrol_until) ?? null;
  if (differs('starts_on') && values.starts_on) out.starts_on = values.starts_on;
  if (differs('ends_on') && values.ends_on) out.ends_on = values.ends_on;
  if (differs('places')) out.places = values.places;
  if (differs('planned_hours') && values.planned_hours) out.planned_hours = values.planned_hours;
  if (differs('national_plan')) out.national_plan = values.national_plan;
  if (differs('syllabus')) out.syllabus = values.syllabus ?? '';
  if ((values.design_until || undefined) !== before.design_until) {
    out.design_until = instantOf(values.design_until) ?? null;
  }
  return out;
}

/** Controlled by the form item around it. */
function PeriodSelect({
  editionId,
  id,
  value,
  onChange,
  disabled,
}: {
  editionId: string | undefined;
  id?: string;
  value?: number;
  onChange?: (period: number) => void;
  disabled: boolean;
}) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const periods = usePeriods(editionId, 'teacher_training');
  return (
    <Select
      {...(id ? { id } : {})}
      value={value ?? null}
      disabled={disabled}
      onChange={(next) => next !== null && onChange?.(next)}
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

/** What a new batch gets where its dates stay empty, and that it would be over already. */
function DatesOfPeriod({
  editionId,
  period,
  endsOn,
}: {
  editionId: string | undefined;
  period: number | undefined;
  endsOn: string | undefined;
}) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const { data: meta } = useMeta();
  const window = usePeriods(editionId, 'teacher_training').find((one) => one.period === period);
  const last = endsOn || window?.end;
  const today = localOf(meta?.now)?.slice(0, 10);
  return (
    <>
      {window
        ? t('dates_of_period', { start: format.date(window.start), end: format.date(window.end) })
        : t('dates_hint')}
      {last && today && last < today && (
        <div role="status">
          <Typography.Text type="warning">
            {t('already_over', { day: format.date(last) })}
          </Typography.Text>
        </div>
      )}
    </>
  );
}

export function BatchForm({ open, batch, onSaved, onClose, onReload }: Props) {
  const { t } = useTranslation('training');
  const { grant } = useSession();
  const { options: editions, current, loaded, error } = useEditions();
  const { options: regions } = useRegions();
  const required = { required: true, message: t('required') };
  const ownRegion = grant?.scope.kind === 'region' ? grant.scope.region_code : undefined;
  // Once classes are formed people rely on the rest.
  const firm = batch !== undefined && !isForming(batch);
  // Until the first class begins enrolment can be reopened, with a later end.
  const reopens = batch?.status === 'grouped';
  // Classes that need more days have them.
  const lasts = reopens || batch?.status === 'running';

  return (
    <FormDrawer<Values, Batch>
      // It begins with the edition in use, once that is known.
      open={open && (batch !== undefined || loaded || error !== null)}
      title={batch ? t('edit_title', { title: batch.title }) : t('add_batch')}
      initialValues={
        batch
          ? valuesOf(batch)
          : {
              ...(current ? { edition_id: current.id } : {}),
              ...(ownRegion ? { region_codes: [ownRegion] } : {}),
              national_plan: true,
            }
      }
      onSubmit={async (values, { overrides, idempotencyKey }) => {
        if (!batch) {
          const body = { ...newBatch(values, ownRegion ?? undefined), overrides };
          return createBatch(body, idempotencyKey);
        }
        const changes = changesOf(batch, values);
        if (Object.keys(changes).length === 0) return batch;
        return updateBatch(batch, { ...changes, overrides });
      }}
      onDone={onSaved}
      onClose={onClose}
      {...(onReload ? { onReload } : {})}
    >
      {(form) => (
        <>
          {firm && (
            <Alert
              type="info"
              showIcon
              title={t(reopens ? 'firm_until' : lasts ? 'firm_end' : 'firm')}
              style={{ marginBottom: 16 }}
            />
          )}
          <Form.Item name="edition_id" label={t('fields.edition')} rules={[required]}>
            <Select
              options={editions}
              disabled={batch !== undefined}
              onChange={() => form.setFieldValue('period', undefined)}
            />
          </Form.Item>
          <Form.Item noStyle dependencies={['edition_id']}>
            {() => (
              <Form.Item
                name="period"
                label={t('batch_fields.period')}
                extra={t('period_hint')}
                rules={[required]}
              >
                <PeriodSelect
                  editionId={form.getFieldValue('edition_id') as string | undefined}
                  disabled={batch !== undefined}
                />
              </Form.Item>
            )}
          </Form.Item>
          <Form.Item
            name="title"
            label={t('batch_fields.title')}
            rules={[{ ...required, whitespace: true }]}
          >
            <Input maxLength={80} disabled={firm} placeholder={t('title_example')} />
          </Form.Item>
          {ownRegion === undefined && (
            <Form.Item
              name="region_codes"
              label={t('batch_fields.regions')}
              extra={t('regions_hint')}
              rules={[required]}
            >
              <Select
                mode="multiple"
                disabled={firm}
                showSearch={{ optionFilterProp: 'label' }}
                options={regions}
              />
            </Form.Item>
          )}
          <Form.Item name="enrol_from" label={t('batch_fields.enrol_from')} rules={[required]}>
            <Input type="datetime-local" disabled={firm} style={{ maxWidth: 240 }} />
          </Form.Item>
          <Form.Item name="enrol_until" label={t('batch_fields.enrol_until')} rules={[required]}>
            <Input type="datetime-local" disabled={firm && !reopens} style={{ maxWidth: 240 }} />
          </Form.Item>
          <Form.Item
            name="starts_on"
            label={t('batch_fields.starts_on')}
            rules={batch ? [required] : []}
          >
            <Input type="date" disabled={firm} style={{ maxWidth: 240 }} />
          </Form.Item>
          <Form.Item
            name="ends_on"
            label={t('batch_fields.ends_on')}
            rules={batch ? [required] : []}
            extra={
              !batch && (
                <Form.Item noStyle dependencies={['edition_id', 'period', 'ends_on']}>
                  {() => (
                    <DatesOfPeriod
                      editionId={form.getFieldValue('edition_id') as string | undefined}
                      period={form.getFieldValue('period') as number | undefined}
                      endsOn={form.getFieldValue('ends_on') as string | undefined}
                    />
                  )}
                </Form.Item>
              )
            }
          >
            <Input
              type="date"
              min={firm ? batch.ends_on : undefined}
              disabled={firm && !lasts}
              style={{ maxWidth: 240 }}
            />
          </Form.Item>
          <Form.Item
            name="places"
            label={t('batch_fields.places')}
            extra={t('places_hint')}
            rules={[required]}
          >
            <InputNumber
              controls={false}
              min={firm ? batch.places : 1}
              max={100_000}
              precision={0}
            />
          </Form.Item>
          <Form.Item
            name="planned_hours"
            label={t('batch_fields.planned_hours')}
            extra={t('hours_hint')}
            rules={batch ? [required] : []}
          >
            <InputNumber controls={false} min={1} max={1000} precision={0} disabled={firm} />
          </Form.Item>
          <Form.Item name="design_until" label={t('batch_fields.design_until')}>
            <Input type="datetime-local" style={{ maxWidth: 240 }} />
          </Form.Item>
          <Form.Item name="national_plan" valuePropName="checked">
            <Checkbox disabled={firm}>{t('national_plan_do')}</Checkbox>
          </Form.Item>
          <Form.Item name="syllabus" label={t('fields.syllabus')}>
            <Input.TextArea rows={5} maxLength={20_000} />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
