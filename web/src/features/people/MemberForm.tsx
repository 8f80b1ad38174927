/** Enters one student or teacher by hand. What many of them have comes by the import. */
import { SwapOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { useClear } from '@/components/pickers/useClear';
import { filled } from '@/lib/api/filled';
import { useSession } from '@/lib/session/store';
import { createMember, type DocumentType, type Kind, type Member } from './api';
import type { Transfer } from './transfers/api';
import { type TransferDraft, TransferForm } from './transfers/TransferForm';
import { DOCUMENTS } from './words';

interface Values {
  institution_id?: string;
  name: string;
  student_no?: string;
  gender?: 'female' | 'male';
  id_type: DocumentType;
  id_number: string;
  major?: string;
  grade?: string;
  admin_class?: string;
  phone?: string;
}

interface Props {
  kind: Kind;
  open: boolean;
  onSaved: (member: Member) => void;
  /** Known elsewhere: a transfer was asked for instead. */
  onTransferRequested?: (transfer: Transfer) => void;
  onClose: () => void;
}

/** The same person as a transfer to the school that wanted to enter them. */
function asked(values: Values): TransferDraft {
  const { institution_id, name, student_no, id_type, id_number, major, grade, admin_class } =
    values;
  return filled({
    to_institution_id: institution_id,
    name,
    student_no,
    id_type,
    id_number,
    major,
    grade,
    admin_class,
  }) as TransferDraft;
}

export function MemberForm({ kind, open, onSaved, onTransferRequested, onClose }: Props) {
  const { t } = useTranslation(['people', 'transfers']);
  const clear = useClear();
  const [transfer, setTransfer] = useState<TransferDraft>();
  const { grant } = useSession();
  const wide = grant?.scope.kind === 'country' || grant?.scope.kind === 'region';
  const required = { required: true, whitespace: true, message: t('required') };
  const numberField = kind === 'students' ? 'student_no' : 'staff_no';

  return (
    <>
      <FormDrawer<Record<string, unknown> & Values, Member>
        open={open}
        title={t(`${kind}.add`)}
        initialValues={{ id_type: 'resident_id' }}
        onSubmit={(values, { idempotencyKey }) =>
          createMember(
            kind,
            filled(values) as unknown as Parameters<typeof createMember>[1],
            idempotencyKey,
          )
        }
        onDone={onSaved}
        onClose={onClose}
        remedy={(problem, values) =>
          kind === 'students' &&
          problem.code === 'identity_conflict' && (
            <Button
              type="primary"
              icon={<SwapOutlined />}
              onClick={() => setTransfer(asked(values))}
            >
              {t('transfers:request')}
            </Button>
          )
        }
      >
        {wide && (
          <Form.Item name="institution_id" label={t('fields.institution')} rules={[required]}>
            <InstitutionSelect placeholder={t('import_choose')} />
          </Form.Item>
        )}
        <Form.Item name="name" label={t('fields.name')} rules={[required]}>
          <Input maxLength={50} autoComplete="off" />
        </Form.Item>
        <Form.Item name={numberField} label={t(`${kind}.number`)} rules={[required]}>
          <Input maxLength={30} autoComplete="off" />
        </Form.Item>
        <Form.Item name="id_type" label={t('fields.id_type')} rules={[required]}>
          <Select options={DOCUMENTS.map((value) => ({ value, label: t(`documents.${value}`) }))} />
        </Form.Item>
        <Form.Item
          name="id_number"
          label={t('fields.id_number')}
          extra={t('id_number_hint')}
          rules={[required]}
        >
          <Input maxLength={30} autoComplete="off" />
        </Form.Item>
        <Form.Item name="gender" label={t('fields.gender')}>
          <Select
            allowClear={clear}
            options={(['female', 'male'] as const).map((value) => ({
              value,
              label: t(`genders.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="major" label={t('fields.major')}>
          <Input maxLength={50} />
        </Form.Item>
        {kind === 'students' && (
          <>
            <Form.Item name="grade" label={t('fields.grade')}>
              <Input maxLength={20} />
            </Form.Item>
            <Form.Item name="admin_class" label={t('fields.admin_class')}>
              <Input maxLength={50} />
            </Form.Item>
          </>
        )}
        <Form.Item name="phone" label={t('fields.phone')}>
          <Input maxLength={20} inputMode="tel" autoComplete="off" />
        </Form.Item>
      </FormDrawer>
      {/* Above the form, which stays as it is if no transfer is asked for after all. */}
      <TransferForm
        draft={transfer}
        onClose={() => setTransfer(undefined)}
        onRequested={(result) => {
          setTransfer(undefined);
          onTransferRequested?.(result);
        }}
      />
    </>
  );
}
