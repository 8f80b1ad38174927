/**
 * Asks for a student's move to one's own school: of a refused row of an import, whose particulars the server
 * has already, or by document and name. Where the student comes from is not told before both sides agreed.
 */
import { Alert, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { filled } from '@/lib/api/filled';
import { useSession } from '@/lib/session/store';
import { DOCUMENTS } from '../words';
import { requestTransfer, type Transfer, type TransferRequest } from './api';

/** What is known when the form opens. */
export type TransferDraft = Partial<Omit<TransferRequest, 'reason'>>;

interface Props {
  /** Undefined is closed. */
  draft: TransferDraft | undefined;
  onRequested: (transfer: Transfer) => void;
  onClose: () => void;
}

export function TransferForm({ draft, onRequested, onClose }: Props) {
  const { t } = useTranslation(['transfers', 'people']);
  const { grant } = useSession();
  const wide = grant?.scope.kind === 'country' || grant?.scope.kind === 'region';
  const row = draft?.import_id ? draft.row_no : undefined;
  const required = { required: true, whitespace: true, message: t('people:required') };

  return (
    <FormDrawer<TransferRequest, Transfer>
      open={draft !== undefined}
      title={t('request')}
      submitLabel={t('request_submit')}
      initialValues={{ id_type: 'resident_id', reason: t('usual_reason'), ...draft }}
      onSubmit={(values, { idempotencyKey }) =>
        requestTransfer(
          draft?.import_id
            ? { import_id: draft.import_id, row_no: draft.row_no ?? 0, reason: values.reason }
            : filled(values),
          idempotencyKey,
        )
      }
      onDone={onRequested}
      onClose={onClose}
    >
      <Alert type="info" showIcon title={t('request_explain')} style={{ marginBottom: 16 }} />
      {row !== undefined && row !== null ? (
        <p>{t('of_row', { row, name: draft?.name ?? '' })}</p>
      ) : (
        <>
          {wide && (
            <Form.Item name="to_institution_id" label={t('fields.to')} rules={[required]}>
              <InstitutionSelect placeholder={t('people:import_choose')} />
            </Form.Item>
          )}
          <Form.Item name="name" label={t('people:fields.name')} rules={[required]}>
            <Input maxLength={50} autoComplete="off" />
          </Form.Item>
          <Form.Item name="id_type" label={t('people:fields.id_type')} rules={[required]}>
            <Select
              options={DOCUMENTS.map((value) => ({
                value,
                label: t(`people:documents.${value}`),
              }))}
            />
          </Form.Item>
          <Form.Item name="id_number" label={t('people:fields.id_number')} rules={[required]}>
            <Input maxLength={30} autoComplete="off" />
          </Form.Item>
          <Form.Item name="student_no" label={t('fields.new_number')} rules={[required]}>
            <Input maxLength={30} autoComplete="off" />
          </Form.Item>
          <Form.Item name="major" label={t('people:fields.major')}>
            <Input maxLength={50} />
          </Form.Item>
          <Form.Item name="grade" label={t('people:fields.grade')}>
            <Input maxLength={20} />
          </Form.Item>
          <Form.Item name="admin_class" label={t('people:fields.admin_class')}>
            <Input maxLength={50} />
          </Form.Item>
        </>
      )}
      <Form.Item
        name="reason"
        label={t('people:reason')}
        rules={[{ required: true, whitespace: true, min: 2, message: t('reason_rule') }]}
      >
        <Input.TextArea rows={3} maxLength={500} showCount />
      </Form.Item>
    </FormDrawer>
  );
}
