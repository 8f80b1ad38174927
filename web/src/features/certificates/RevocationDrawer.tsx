/** Asks for the revocation of one or many certificates at once; another certifier decides. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { api, call, idempotent } from '@/lib/api/client';
import { groupNumber } from '@/lib/certificate/number';
import { CERTIFICATES, type CertificateRow, REVOCATIONS } from './words';

const MOST = 500;

interface Values {
  numbers?: string;
  reason: string;
}

interface Props {
  /** Chosen before; an empty list asks for numbers; undefined is closed. */
  rows: readonly Pick<CertificateRow, 'id' | 'number' | 'holder_name'>[] | undefined;
  onClose: () => void;
  onDone: (requestId: string) => void;
}

/** Numbers as they come out of a spreadsheet: one a line, or with commas between them. */
export function readNumbers(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/[\n,;，；、\t]+/)
        .map((one) => one.trim())
        .filter(Boolean),
    ),
  ];
}

export function RevocationDrawer({ rows, onClose, onDone }: Props) {
  const { t } = useTranslation('certificates');
  const client = useQueryClient();
  const chosen = rows ?? [];

  return (
    <FormDrawer<Values, { id: string }>
      open={rows !== undefined}
      title={t('revoke.ask')}
      submitLabel={t('revoke.submit')}
      onSubmit={({ numbers, reason }, { idempotencyKey }) =>
        call(
          api.POST('/api/v1/certificate-revocations', {
            params: { header: idempotent(idempotencyKey) },
            body:
              chosen.length > 0
                ? { certificate_ids: chosen.map((row) => row.id), reason: reason.trim() }
                : { numbers: readNumbers(numbers ?? ''), reason: reason.trim() },
          }),
        )
      }
      onDone={({ id }) => {
        void client.invalidateQueries({ queryKey: CERTIFICATES });
        void client.invalidateQueries({ queryKey: REVOCATIONS });
        onDone(id);
      }}
      onClose={onClose}
    >
      <Alert type="info" showIcon title={t('revoke.explain')} style={{ marginBottom: 16 }} />
      {chosen.length > 0 ? (
        <>
          <p>{t('revoke.chosen', { count: chosen.length })}</p>
          <ul>
            {chosen.map((row) => (
              <li key={row.id}>
                {row.holder_name} {groupNumber(row.number)}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Form.Item
          name="numbers"
          label={t('revoke.numbers')}
          extra={t('revoke.numbers_hint', { most: MOST })}
          rules={[
            {
              validator: (_rule, value: string | undefined) => {
                const count = readNumbers(value ?? '').length;
                return count > 0 && count <= MOST
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('revoke.numbers_rule', { most: MOST })));
              },
            },
          ]}
        >
          <Input.TextArea rows={6} />
        </Form.Item>
      )}
      <Form.Item
        name="reason"
        label={t('revoke.reason')}
        rules={[{ required: true, whitespace: true, min: 2, message: t('revoke.reason_rule') }]}
      >
        <Input.TextArea rows={3} maxLength={500} showCount />
      </Form.Item>
    </FormDrawer>
  );
}
