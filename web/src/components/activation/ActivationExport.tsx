/** Activation codes to hand out: of a class, a whole school or schools' administrators; as table, slips or text. */
import { KeyOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Flex, Form, Input, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '@/lib/api/client';
import { download } from '@/lib/api/download';
import { filled } from '@/lib/api/filled';
import { useSession } from '@/lib/session/store';
import { ProblemAlert } from '../display/ProblemAlert';
import { InstitutionSelect } from '../pickers/InstitutionSelect';
import { useClear } from '../pickers/useClear';

const FORMATS = ['slips', 'xlsx', 'text'] as const;

interface Values {
  institution_id?: string;
  cohort_id?: string;
  major?: string;
  grade?: string;
  admin_class?: string;
  format: (typeof FORMATS)[number];
}

const MEMBERS = {
  students: 'student',
  teachers: 'teacher',
  administrators: 'institution_admin',
} as const;

export function ActivationExport({ kind }: { kind: keyof typeof MEMBERS }) {
  const { t } = useTranslation('components');
  const clear = useClear();
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
          ...(cohort_id
            ? { cohort_id }
            : { ...(institution ? { institution_id: institution } : {}), ...filled(which) }),
          members: MEMBERS[kind],
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
        {t(kind === 'administrators' ? 'activation.administrators' : 'activation.button')}
      </Button>
      <Modal
        open={open}
        title={t(kind === 'administrators' ? 'activation.administrators' : 'activation.title')}
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
              label={t('activation.school')}
              rules={[{ required: kind !== 'administrators', message: t('activation.required') }]}
            >
              <InstitutionSelect
                placeholder={t(
                  kind === 'administrators' ? 'activation.all_schools' : 'activation.choose_school',
                )}
              />
            </Form.Item>
          )}
          {kind === 'students' && (
            <Form.Item name="cohort_id" label={t('activation.cohort')}>
              <Select
                allowClear={clear}
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
                  label={t(`activation.${name}`)}
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
