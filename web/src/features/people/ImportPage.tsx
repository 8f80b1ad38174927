/** Students or teachers from a spreadsheet. Above the school one says for which school. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ImportWizard } from '@/components/imports/ImportWizard';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { useSession } from '@/lib/session/store';
import { type Kind, memberImports } from './api';

export function ImportPage({ kind }: { kind: Kind }) {
  const { t } = useTranslation('people');
  const { text } = useDynamicText('people');
  const client = useQueryClient();
  const { grant } = useSession();
  const [institution, setInstitution] = useState<string>();
  const wide = grant?.scope.kind === 'country' || grant?.scope.kind === 'region';

  return (
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
  );
}
