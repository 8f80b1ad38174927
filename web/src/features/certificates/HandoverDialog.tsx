/** The list on which an institution signs for its certificates (签收), as a file. */
import { Form, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { download } from '@/lib/api/download';

interface Props {
  open: boolean;
  /** Several institutions are in scope. */
  chooseInstitution: boolean;
  onClose: () => void;
}

export function HandoverDialog({ open, chooseInstitution, onClose }: Props) {
  const { t } = useTranslation('certificates');
  const [params] = useSearchParams();
  const [institution, setInstitution] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = params.get('run_id') ?? undefined;

  const fetchList = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await download('/api/v1/certificates/handover-list.xlsx', {
        query: { institution_id: institution, run_id: run },
        fallbackName: 'handover-list.xlsx',
      });
      onClose();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open={open}
      title={t('handover.title')}
      okText={t('handover.download')}
      cancelText={t('cancel')}
      confirmLoading={busy}
      onOk={() => void fetchList()}
      onCancel={onClose}
    >
      <p>{t(run ? 'handover.explain_run' : 'handover.explain')}</p>
      {chooseInstitution && (
        <Form layout="vertical">
          <Form.Item label={t('handover.institution')}>
            <InstitutionSelect
              label={t('handover.institution')}
              placeholder={t('handover.all')}
              value={institution ?? null}
              onChange={(next) => setInstitution(typeof next === 'string' ? next : undefined)}
            />
          </Form.Item>
        </Form>
      )}
      <ProblemAlert error={error} />
    </Modal>
  );
}
