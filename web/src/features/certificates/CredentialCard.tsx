/** The certificate in the forms that others verify without this system. */
import { DownloadOutlined } from '@ant-design/icons';
import { App, Button, Card, Flex, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download } from '@/lib/api/download';
import { useProblemText } from '@/lib/i18n/useProblemText';
import type { Certificate } from './words';

/** Before this layout a snapshot says too little to make a credential of. */
const SCHEMA_WITH_CREDENTIAL = 2;

const FORMS = [
  { form: 'pdf', part: 'certificate.pdf', ending: 'pdf' },
  { form: 'json', part: 'credential.json', ending: 'json' },
  { form: 'jwt', part: 'credential.jwt', ending: 'jwt' },
  { form: 'bundle', part: 'bundle', ending: 'bundle.json' },
] as const;

export function CredentialCard({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation('certificates');
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  const [busy, setBusy] = useState<string>();
  const open = certificate.snapshot.schema >= SCHEMA_WITH_CREDENTIAL;

  const fetchForm = async (part: string, ending: string) => {
    setBusy(part);
    try {
      await download(`/api/v1/certificates/${certificate.id}/${part}`, {
        fallbackName: `${certificate.number}.${ending}`,
      });
    } catch (problem) {
      void message.error(problemText(problem));
    } finally {
      setBusy(undefined);
    }
  };

  return (
    <Card size="small" title={t('credential.title')}>
      <Typography.Paragraph type="secondary">
        {t(open ? 'credential.explain' : 'credential.none')}
      </Typography.Paragraph>
      <Flex gap={8} wrap>
        {FORMS.filter(({ form }) => open || form === 'bundle').map(({ form, part, ending }) => (
          <Button
            key={form}
            icon={<DownloadOutlined />}
            loading={busy === part}
            onClick={() => void fetchForm(part, ending)}
          >
            {t(`credential.${form}`)}
          </Button>
        ))}
      </Flex>
    </Card>
  );
}
