/** The next version of a template: begins with what is in force, or with the words of the program. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Card, Flex, Form, Select, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { PageHeader } from '@/components/display/PageHeader';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { useLeaveAll } from '@/components/form/useUnsavedGuard';
import { useEditions } from '@/components/pickers/useEditions';
import { beginning } from './beginning';
import { TemplateForm } from './TemplateForm';
import { useTemplateTitle } from './useTemplateTitle';
import { isKind, KINDS, type Kind, TEMPLATES } from './words';

const GENERAL = 'general';

export default function NewTemplatePage() {
  const { t } = useTranslation('certificate_templates');
  const { message } = App.useApp();
  const navigate = useNavigate();
  const client = useQueryClient();
  const leaveAll = useLeaveAll();
  const { options, editionTitle } = useEditions();
  const { title, of } = useTemplateTitle();
  const [params, setParams] = useSearchParams();
  const asked = params.get('kind');
  const kind: Kind = isKind(asked) ? asked : 'skill_certificate';
  const editionId = params.get('edition_id') ?? undefined;

  const { data, error, refetch } = useQuery({
    queryKey: [...TEMPLATES, 'beginning', kind, editionId],
    queryFn: ({ signal }) => beginning(kind, editionId, signal),
    // What is typed must not be replaced while it is typed.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

  // Another kind or edition begins with other words: what was typed would be lost.
  const choose = (next: { kind?: Kind; edition_id?: string | undefined }) =>
    leaveAll(() => {
      const chosen = { kind, edition_id: editionId, ...next };
      setParams(
        new URLSearchParams({
          kind: chosen.kind,
          ...(chosen.edition_id ? { edition_id: chosen.edition_id } : {}),
        }),
        { replace: true },
      );
    });

  return (
    <>
      <PageHeader title={t('new_title')} intro={t('new_intro')} />
      <Flex vertical gap={16}>
        <Card size="small">
          <Form layout="vertical">
            <Flex wrap gap={16}>
              <Form.Item label={t('fields.kind')} htmlFor="template-kind" style={FIELD}>
                <Select<Kind>
                  id="template-kind"
                  value={kind}
                  options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
                  onChange={(next) => choose({ kind: next })}
                />
              </Form.Item>
              <Form.Item label={t('fields.edition')} htmlFor="template-edition" style={FIELD}>
                <Select<string>
                  id="template-edition"
                  value={editionId ?? GENERAL}
                  options={[{ value: GENERAL, label: t('general_long') }, ...options]}
                  onChange={(next) => choose({ edition_id: next === GENERAL ? undefined : next })}
                />
              </Form.Item>
            </Flex>
          </Form>
          <Alert
            type="info"
            showIcon
            title={
              data?.before
                ? t('begins_with', {
                    version: title(data.before),
                    edition: of(data.before, editionTitle),
                  })
                : t('begins_standard')
            }
            description={t('issued_keep')}
          />
        </Card>
        {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton active />}
        {data && (
          <TemplateForm
            key={`${kind}|${editionId}`}
            kind={kind}
            editionId={editionId}
            before={data.before}
            texts={data.texts}
            onDone={(made) => {
              void message.success(t('made'));
              void client.invalidateQueries({ queryKey: [...TEMPLATES, 'list'] });
              // From the foot of a long form to the head of what it made.
              window.scrollTo(0, 0);
              void navigate(`/certificate-templates/${made}`);
            }}
          />
        )}
      </Flex>
    </>
  );
}

const FIELD = { flex: '1 1 260px', maxWidth: 420 };
