/** Asks for certificates on paper or as files: which, and in which form. Rendered while it is open. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Form, type FormInstance, Radio, Select, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { CohortSelect } from '@/components/pickers/CohortSelect';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { RunSelect } from '@/components/pickers/RunSelect';
import { useRegions } from '@/components/pickers/regions';
import { useClear } from '@/components/pickers/useClear';
import { useEditions } from '@/components/pickers/useEditions';
import { api, call, idempotent } from '@/lib/api/client';
import { filled } from '@/lib/api/filled';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { KINDS } from '../words';
import { type Filter, FORMATS, PRINT_JOBS, type Wanted } from './words';

interface Props {
  /** What is chosen to begin with. */
  filter: Filter;
  format?: Wanted['format'];
  /** The list it is opened from is limited by more than printing knows. */
  more?: boolean;
  onClose: () => void;
  onDone: (id: string) => void;
}

export function PrintDrawer({ filter, format = 'zip', more = false, onClose, onDone }: Props) {
  const { t } = useTranslation('printing');
  const client = useQueryClient();
  return (
    <FormDrawer<Wanted, string>
      open
      title={t('create.title')}
      submitLabel={t('create.submit')}
      initialValues={{ ...filter, format }}
      onSubmit={async ({ format, ...wanted }, { idempotencyKey }) => {
        const started = await call(
          api.POST('/api/v1/certificate-print-jobs', {
            params: { header: idempotent(idempotencyKey) },
            body: { format, ...filled(wanted) },
          }),
        );
        return started.print_job.id;
      }}
      onDone={(id) => {
        void client.invalidateQueries({ queryKey: PRINT_JOBS });
        onClose();
        onDone(id);
      }}
      onClose={onClose}
    >
      {(form) => <Fields form={form} more={more} />}
    </FormDrawer>
  );
}

interface FieldsProps {
  form: FormInstance<Wanted>;
  more: boolean;
}

function Fields({ form, more }: FieldsProps) {
  const { t } = useTranslation('printing');
  const { grant } = useSession();
  const { options: regionOptions } = useRegions();
  const { options: editionOptions } = useEditions();
  const scope = grant?.scope.kind;
  const clear = useClear();
  const country = scope === 'country';
  // Of all values, whether their fields are shown in this role or not.
  const values = Form.useWatch((all: Wanted) => all, { form, preserve: true }) ?? {};
  const own = grant?.scope.institution_id ?? undefined;

  return (
    <>
      <Alert
        type="info"
        showIcon
        title={t('create.explain')}
        description={more ? t('create.more') : undefined}
        style={{ marginBottom: 16 }}
      />
      <Form.Item name="format" label={t('fields.format')} rules={[{ required: true }]}>
        <Radio.Group
          options={FORMATS.map((value) => ({
            value,
            label: (
              <span>
                <strong>{t(`format_long.${value}`)}</strong>
                <br />
                {t(`format_explain.${value}`)}
              </span>
            ),
          }))}
          style={{ display: 'flex', flexDirection: 'column', gap: 8 }}
        />
      </Form.Item>
      <Form.Item name="kind" label={t('fields.kind')}>
        <Select
          allowClear={clear}
          placeholder={t('create.all_kinds')}
          options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="edition_id" label={t('fields.edition')}>
        <Select
          allowClear={clear}
          placeholder={t('create.all_editions')}
          options={editionOptions}
        />
      </Form.Item>
      {country && (
        <Form.Item name="region_code" label={t('fields.region')}>
          <Select
            allowClear={clear}
            showSearch={{ optionFilterProp: 'label' }}
            options={regionOptions}
            placeholder={t('create.all_regions')}
          />
        </Form.Item>
      )}
      {(country || scope === 'region') && (
        <Form.Item name="institution_id" label={t('fields.institution')}>
          <InstitutionSelect placeholder={t('create.all_institutions')} />
        </Form.Item>
      )}
      <Form.Item name="cohort_id" label={t('fields.cohort')}>
        <CohortSelect
          institutionId={own ?? values.institution_id ?? undefined}
          editionId={values.edition_id ?? undefined}
          placeholder={t('create.all_cohorts')}
        />
      </Form.Item>
      {country ? (
        <Form.Item name="run_id" label={t('fields.run')}>
          <RunSelect placeholder={t('create.all_runs')} />
        </Form.Item>
      ) : (
        <Form.Item name="run_id" noStyle>
          <OneRun />
        </Form.Item>
      )}
      <Matching filter={values} />
    </>
  );
}

/** Comes by a link from a list that is limited to a run; who sees no runs can only leave it out. */
function OneRun({ value, onChange }: { value?: string; onChange?: (value: undefined) => void }) {
  const { t } = useTranslation('printing');
  return (
    value && (
      <Tag closable onClose={() => onChange?.(undefined)} style={{ marginBottom: 16 }}>
        {t('filter.one_run')}
      </Tag>
    )
  );
}

/** How many there are; of a class only the server knows. */
function Matching({ filter: { cohort_id, ...filter } }: { filter: Partial<Wanted> }) {
  const { t } = useTranslation('printing');
  const format = useFormat();
  const { format: _, ...wanted } = filter;
  const query = { ...filled(wanted), status: 'valid' as const, limit: 1, count: true };
  const { data } = useQuery({
    queryKey: ['certificates', 'matching', query],
    enabled: !cohort_id,
    queryFn: ({ signal }) => call(api.GET('/api/v1/certificates', { params: { query }, signal })),
  });
  const total = data?.total;
  return (
    <p role="status" style={{ minHeight: '1.6em' }}>
      {!cohort_id &&
        typeof total === 'number' &&
        t('create.matching', { count: total, formatted: format.number(total) })}
    </p>
  );
}
