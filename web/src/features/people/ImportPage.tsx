/** Students or teachers from a spreadsheet. Above the school one says for which school. */
import { SwapOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ImportWizard } from '@/components/imports/ImportWizard';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import type { ImportRow } from '@/lib/api/imports';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { useSession } from '@/lib/session/store';
import { type Kind, memberImports } from './api';
import { TRANSFERS } from './transfers/api';
import { type TransferDraft, TransferForm } from './transfers/TransferForm';

export function ImportPage({ kind }: { kind: Kind }) {
  const { t } = useTranslation(['people', 'transfers']);
  const { message } = App.useApp();
  const { text } = useDynamicText('people');
  const client = useQueryClient();
  const { grant } = useSession();
  const [institution, setInstitution] = useState<string>();
  const [transfer, setTransfer] = useState<TransferDraft>();
  const [requested, setRequested] = useState<ReadonlyMap<number, string>>(new Map());
  const wide = grant?.scope.kind === 'country' || grant?.scope.kind === 'region';

  // A student who is known elsewhere may have moved: asked for from the very row.
  const rowAction = (row: ImportRow, importId: string) => {
    if (kind !== 'students' || !row.problems.some(({ code }) => code === 'identity_conflict')) {
      return null;
    }
    const done = requested.get(row.row_no);
    return done ? (
      <Link to={`/transfers/${done}`}>{t('transfers:requested_row')}</Link>
    ) : (
      <Button
        size="small"
        icon={<SwapOutlined />}
        onClick={() =>
          setTransfer({
            import_id: importId,
            row_no: row.row_no,
            name: typeof row.values.name === 'string' ? row.values.name : '',
          })
        }
      >
        {t('transfers:request')}
      </Button>
    );
  };

  return (
    <>
      <ImportWizard
        title={t(`${kind}.import_title`)}
        intro={t('import_intro')}
        name={kind}
        endpoints={memberImports(kind)}
        fields={wide && institution ? { institution_id: institution } : {}}
        fieldsReady={!wide || institution !== undefined}
        fieldControls={
          wide && (
            <Form layout="vertical">
              <Form.Item label={t('import_for')} required htmlFor="import-institution">
                <InstitutionSelect
                  id="import-institution"
                  placeholder={t('import_choose')}
                  value={institution ?? null}
                  onChange={(next) => setInstitution(typeof next === 'string' ? next : undefined)}
                />
              </Form.Item>
            </Form>
          )
        }
        rowAction={rowAction}
        columnLabel={(column) => text(`fields.${column}`, column)}
        onCommitted={() => void client.invalidateQueries({ queryKey: [kind] })}
        resultExtra={
          <Link key="list" to={`/${kind}`}>
            <Button type="primary" tabIndex={-1}>
              {t('to_list')}
            </Button>
          </Link>
        }
      />
      <TransferForm
        draft={transfer}
        onClose={() => setTransfer(undefined)}
        onRequested={({ id }) => {
          const row = transfer?.row_no;
          setTransfer(undefined);
          if (row) setRequested((before) => new Map(before).set(row, id));
          void message.success(t('transfers:requested'));
          void client.invalidateQueries({ queryKey: TRANSFERS });
        }}
      />
    </>
  );
}
