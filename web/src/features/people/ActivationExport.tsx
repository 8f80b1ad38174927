/** Activation codes to hand out: of a class or of the whole school, as a table, as slips or as text. */
import { KeyOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Flex, Form, Input, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { api, call } from '@/lib/api/client';
import { download } from '@/lib/api/download';
import { useSession } from '@/lib/session/store';
import type { Kind } from './api';
import { filled } from './filled';

const FORMATS = ['slips', 'xlsx', 'text'] as const;

interface Values {
  institution_id?: string;
  cohort_id?: string;
  major?: string;
  grade?: string;
  admin_class?: string;
  format: (typeof FORMATS)[number];
}

export function ActivationExport({ kind }: { kind: Kind }) {
  const { t } = useTranslation('people');
  const { grant } = useSession();
  const [form] = Form.useForm<Values>();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const chosen = Form.useWatch('institution_id', form);
  const cohort = Form.useWatch('cohort_id', form);
  const own = grant?.scope.institution_id ?? undefined;
  const institution = own ?? chosen;

  const { data } = useQuery({
    queryKey: ['cohorts', 'of', institution],
    enabled: open && kind === 'students' && institution !== undefined,
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/v1/cohorts', {
          params: { query: { institution_id: institution ?? '', limit: 200 } },
          signal,
        }),
      ),
  });

  const submit = async ({ cohort_id, format, institution_id: _, ...which }: Values) => {
    setBusy(true);
    setError(undefined);
    try {
      await download('/api/v1/activation-exports', {
        body: {
          ...(cohort_id ? { cohort_id } : { institution_id: institution, ...filled(which) }),
          members: kind === 'students' ? 'student' : 'teacher',
          format,
        },
        fallbackName: `activation.${format === 'xlsx' ? 'xlsx' : format === 'slips' ? 'html' : 'txt'}`,
      });
      setOpen(false);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <Button icon={<KeyOutlined />} onClick={() => setOpen(true)}>
        {t('activation.button')}
      </Button>
      <Modal
        open={open}
        title={t('activation.title')}
        okText={t('activation.download')}
        confirmLoading={busy}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        forceRender
      >
        <Alert type="info" showIcon title={t('activation.explain')} style={{ marginBottom: 16 }} />
        <Form<Values>
          form={form}
          layout="vertical"
          initialValues={{ format: 'slips' }}
          onFinish={submit}
        >
          {!own && (
            <Form.Item
              name="institution_id"
              label={t('fields.institution')}
              rules={[{ required: true, message: t('required') }]}
            >
              <InstitutionSelect placeholder={t('import_choose')} />
            </Form.Item>
          )}
          {kind === 'students' && (
            <Form.Item name="cohort_id" label={t('activation.cohort')}>
              <Select
                allowClear
                placeholder={t('activation.whole_school')}
                options={(data?.items ?? []).map((one) => ({ value: one.id, label: one.title }))}
              />
            </Form.Item>
          )}
          {kind === 'students' && !cohort && (
            <Flex wrap gap={12}>
              {(['major', 'grade', 'admin_class'] as const).map((name) => (
                <Form.Item
                  key={name}
                  name={name}
                  label={t(`fields.${name}`)}
                  style={{ flex: '1 1 130px' }}
                >
                  <Input maxLength={50} placeholder={t('activation.all')} />
                </Form.Item>
              ))}
            </Flex>
          )}
          <Form.Item name="format" label={t('activation.format')}>
            <Radio.Group
              options={FORMATS.map((value) => ({ value, label: t(`activation.formats.${value}`) }))}
            />
          </Form.Item>
        </Form>
        <ProblemAlert error={error} />
      </Modal>
    </>
  );
}
