/** Asks for a file of certificates: which, as what, and whether with whole document numbers. */
import { Alert, Checkbox, DatePicker, Form, Input, Radio, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { RunSelect } from '@/components/pickers/RunSelect';
import { useRegions } from '@/components/pickers/regions';
import { useClear } from '@/components/pickers/useClear';
import { api, call, idempotent } from '@/lib/api/client';
import { filled } from '@/lib/api/filled';
import type { Body } from '@/lib/api/types';
import { useSession } from '@/lib/session/store';
import { FORMATS, KINDS, type RegistryExport } from './words';

type Wanted = Body<'/api/v1/registry-exports', 'post'>;
type Filter = NonNullable<Wanted['filter']>;

interface Values extends Pick<Wanted, 'format' | 'with_document_numbers'> {
  filter?: Omit<Filter, 'issued_from' | 'issued_to'> & {
    issued_from?: Dayjs | null;
    issued_to?: Dayjs | null;
  };
  reason?: string;
}

interface Props {
  open: boolean;
  /** The export to go on from: the filter is then that one's. */
  after?: RegistryExport;
  onClose: () => void;
  onDone: (id: string) => void;
}

const day = (value: Dayjs | null | undefined) => value?.format('YYYY-MM-DD');

/** Only what was chosen. */
const filterOf = ({ issued_from, issued_to, ...rest }: NonNullable<Values['filter']>) =>
  filled({ ...rest, issued_from: day(issued_from), issued_to: day(issued_to) });

export function NewExportDrawer({ open, after, onClose, onDone }: Props) {
  const { t } = useTranslation('registries');
  const clear = useClear();
  const { grant } = useSession();
  const { options: regionOptions } = useRegions();
  const hq = grant?.role === 'hq_admin';
  const country = grant?.scope.kind === 'country';

  return (
    <FormDrawer<Values, string>
      open={open}
      title={t(after ? 'follow.title' : 'create.title')}
      submitLabel={t('create.submit')}
      initialValues={{ format: after?.format ?? 'xlsx' }}
      onSubmit={async ({ format, filter, with_document_numbers, reason }, { idempotencyKey }) => {
        const started = await call(
          api.POST('/api/v1/registry-exports', {
            params: { header: idempotent(idempotencyKey) },
            body: {
              format,
              ...(after ? { after_export: after.id } : { filter: filterOf(filter ?? {}) }),
              ...(with_document_numbers ? { with_document_numbers, reason: reason ?? '' } : {}),
            },
          }),
        );
        return started.export.id;
      }}
      onDone={(id) => {
        onClose();
        onDone(id);
      }}
      onClose={onClose}
    >
      <Alert
        type="info"
        showIcon
        title={t(after ? 'follow.explain' : 'create.explain')}
        style={{ marginBottom: 16 }}
      />
      <Form.Item name="format" label={t('fields.format')} rules={[{ required: true }]}>
        <Radio.Group
          options={FORMATS.map((value) => ({ value, label: t(`format_long.${value}`) }))}
          style={{ display: 'flex', flexDirection: 'column', gap: 8 }}
        />
      </Form.Item>
      {!after && (
        <>
          <Form.Item name={['filter', 'issued_from']} label={t('fields.issued_from')}>
            <DatePicker style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name={['filter', 'issued_to']} label={t('fields.issued_to')}>
            <DatePicker style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name={['filter', 'kind']} label={t('fields.kind')}>
            <Select
              allowClear={clear}
              placeholder={t('create.all_kinds')}
              options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
            />
          </Form.Item>
          {country && (
            <>
              <Form.Item name={['filter', 'region_code']} label={t('fields.region')}>
                <Select
                  allowClear={clear}
                  showSearch={{ optionFilterProp: 'label' }}
                  options={regionOptions}
                  placeholder={t('create.all_regions')}
                />
              </Form.Item>
              <Form.Item name={['filter', 'run_id']} label={t('fields.run')}>
                <RunSelect placeholder={t('create.all_runs')} />
              </Form.Item>
            </>
          )}
        </>
      )}
      {hq && (
        <Form.Item name="with_document_numbers" valuePropName="checked">
          <Checkbox>{t('create.with_documents')}</Checkbox>
        </Form.Item>
      )}
      <Form.Item noStyle dependencies={['with_document_numbers']}>
        {({ getFieldValue }) =>
          getFieldValue('with_document_numbers') === true && (
            <>
              <Alert
                type="warning"
                showIcon
                title={t('create.documents_explain')}
                style={{ marginBottom: 16 }}
              />
              <Form.Item
                name="reason"
                label={t('fields.reason')}
                rules={[{ required: true, whitespace: true, message: t('create.reason_rule') }]}
              >
                <Input.TextArea rows={3} maxLength={500} showCount />
              </Form.Item>
            </>
          )
        }
      </Form.Item>
    </FormDrawer>
  );
}
