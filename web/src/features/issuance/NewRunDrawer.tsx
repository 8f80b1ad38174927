/** Prepares a run: for which edition, on what ground, for whom. Nothing is issued by this. */
import { Alert, Checkbox, Form, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { useRegions } from '@/components/pickers/regions';
import { useClear } from '@/components/pickers/useClear';
import { useEditions } from '@/components/pickers/useEditions';
import { api, call, idempotent } from '@/lib/api/client';
import type { Body } from '@/lib/api/types';
import { BASES, type Run } from './words';

type Values = Pick<Body<'/api/v1/issuance-runs', 'post'>, 'edition_id' | 'basis'> & {
  region_code?: string;
  institution_id?: string;
  include_revoked?: boolean;
};

interface Props {
  open: boolean;
  onClose: () => void;
  onDone: (run: Run) => void;
}

export function NewRunDrawer({ open, onClose, onDone }: Props) {
  const { t } = useTranslation('issuance');
  const clear = useClear();
  const { options: regionOptions } = useRegions();
  const { options: editionOptions, current, loaded, error } = useEditions();

  return (
    <FormDrawer<Values, Run>
      // It begins with the edition in use, once that is known.
      open={open && (loaded || error !== null)}
      title={t('create.title')}
      submitLabel={t('create.submit')}
      initialValues={{ basis: 'exam', ...(current ? { edition_id: current.id } : {}) }}
      onSubmit={(
        { edition_id, basis, region_code, institution_id, include_revoked },
        { idempotencyKey },
      ) =>
        call(
          api.POST('/api/v1/issuance-runs', {
            params: { header: idempotent(idempotencyKey) },
            body: {
              edition_id,
              basis,
              filter: {
                ...(region_code ? { region_code } : {}),
                ...(institution_id ? { institution_id } : {}),
                ...(include_revoked ? { include_revoked } : {}),
              },
            },
          }),
        )
      }
      onDone={(run) => {
        onClose();
        onDone(run);
      }}
      onClose={onClose}
    >
      <Alert type="info" showIcon title={t('create.explain')} style={{ marginBottom: 16 }} />
      <Form.Item
        name="edition_id"
        label={t('fields.edition')}
        rules={[{ required: true, message: t('create.edition_required') }]}
      >
        <Select options={editionOptions} />
      </Form.Item>
      <Form.Item name="basis" label={t('fields.basis')} rules={[{ required: true }]}>
        <Radio.Group
          options={BASES.map((value) => ({ value, label: t(`basis_long.${value}`) }))}
          style={{ display: 'flex', flexDirection: 'column', gap: 8 }}
        />
      </Form.Item>
      <Form.Item name="region_code" label={t('fields.region')} extra={t('create.region_hint')}>
        <Select
          allowClear={clear}
          showSearch={{ optionFilterProp: 'label' }}
          options={regionOptions}
          placeholder={t('create.all_regions')}
        />
      </Form.Item>
      <Form.Item name="institution_id" label={t('fields.institution')}>
        <InstitutionSelect placeholder={t('create.all_institutions')} />
      </Form.Item>
      <Form.Item name="include_revoked" valuePropName="checked">
        <Checkbox>{t('create.include_revoked')}</Checkbox>
      </Form.Item>
    </FormDrawer>
  );
}
