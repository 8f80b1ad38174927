/** Why it was issued: who prepared and approved it, by which rules and results, and whether the records still say so. */
import { useQuery } from '@tanstack/react-query';
import { Alert, Card, Descriptions, Flex, Skeleton, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DateText, DateTimeText } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { api, call } from '@/lib/api/client';
import { asProblem } from '@/lib/api/problem';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { CERTIFICATES, type Certificate, type Evidence } from './words';

type Deed = NonNullable<Evidence['run']>['prepared'];
type EvidencedResult = Evidence['results'][number];

function Agrees({ value }: { value: boolean }) {
  const { t } = useTranslation('certificates');
  return (
    <StateTag tone={value ? 'good' : 'bad'}>{t(value ? 'why.agrees' : 'why.differs')}</StateTag>
  );
}

export function WhyCard({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation('certificates');
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...CERTIFICATES, certificate.id, 'evidence'],
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/v1/certificates/{id}/evidence', {
          params: { path: { id: certificate.id } },
          signal,
        }),
      ),
    retry: false,
  });
  const before = error && asProblem(error).code === 'credential_unavailable';

  return (
    <Card size="small" title={t('why.title')}>
      {before && <Typography.Text type="secondary">{t('why.none')}</Typography.Text>}
      {error && !before && !data && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Skeleton active paragraph={{ rows: 3 }} />}
      {data && <Reasons certificate={certificate} evidence={data} />}
    </Card>
  );
}

function Reasons({ certificate, evidence }: { certificate: Certificate; evidence: Evidence }) {
  const { t } = useTranslation('certificates');
  const { run, rules, reissue, results } = evidence;

  const deed = ({ name, at }: Deed, other: string): ReactNode => (
    <span>
      {name ?? other} <DateTimeText value={at} />
    </span>
  );
  const marked = (agrees: boolean, children: ReactNode) => (
    <Flex gap={8} wrap align="center">
      {children}
      <Agrees value={agrees} />
    </Flex>
  );

  return (
    <Flex vertical gap={12}>
      <Alert
        type={evidence.agrees ? 'success' : 'error'}
        showIcon
        title={t(evidence.agrees ? 'why.all_agree' : 'why.not_all_agree')}
      />
      <Descriptions
        size="small"
        column={1}
        items={[
          ...(run
            ? [
                {
                  key: 'prepared',
                  label: t('why.prepared'),
                  children: marked(run.agrees, deed(run.prepared, t('why.certifier'))),
                },
                ...(run.approved
                  ? [
                      {
                        key: 'approved',
                        label: t('why.approved'),
                        children: marked(run.agrees, deed(run.approved, t('why.another'))),
                      },
                    ]
                  : []),
              ]
            : []),
          ...(reissue
            ? [
                {
                  key: 'requested',
                  label: t('why.requested'),
                  children: marked(reissue.agrees, deed(reissue.requested, t('why.certifier'))),
                },
                ...(reissue.approved
                  ? [
                      {
                        key: 'reissue_approved',
                        label: t('why.reissue_approved'),
                        children: marked(reissue.agrees, deed(reissue.approved, t('why.another'))),
                      },
                    ]
                  : []),
                {
                  key: 'of',
                  label: t('fields.supersedes'),
                  children: (
                    <Link to={`/certificates/${reissue.of}`}>{t('why.to_the_old_one')}</Link>
                  ),
                },
              ]
            : []),
          ...(rules
            ? [
                {
                  key: 'rules',
                  label: t('why.rules'),
                  children: marked(
                    rules.agrees,
                    t('why.rules_version', {
                      edition: certificate.snapshot.edition.title.zh,
                      version: rules.version,
                    }),
                  ),
                },
              ]
            : []),
          ...(results.length > 0
            ? [
                {
                  key: 'results',
                  label: t('why.results'),
                  children: (
                    <Flex vertical gap={4}>
                      {results.map((result) => (
                        <span key={result.id}>
                          {marked(result.agrees, <ResultText result={result} />)}
                        </span>
                      ))}
                    </Flex>
                  ),
                },
              ]
            : []),
        ]}
      />
      <Typography.Paragraph type="secondary" style={{ margin: 0 }}>
        {t('why.record')} <code style={{ overflowWrap: 'anywhere' }}>{evidence.sha256}</code>{' '}
        <Agrees value={evidence.bound} />
      </Typography.Paragraph>
    </Flex>
  );
}

/** A result as it was when the certificate was issued. */
function ResultText({ result: { said, judgement } }: { result: EvidencedResult }) {
  const { t, i18n } = useTranslation('certificates');
  const { text } = useDynamicText('results');
  if (judgement) {
    const { learning, test, design, composite } = judgement;
    return <span>{t('why.judged', { learning, test, design, composite })}</span>;
  }
  if (!said) return <span>{t('why.result_gone')}</span>;
  const title = (i18n.language === 'en' && said.subject_title.en) || said.subject_title.zh;
  return (
    <span>
      {title} {said.score ?? text(`status.${said.status}`, said.status)}{' '}
      <DateText value={said.exam_date} />
    </span>
  );
}
