/** One class: its state and the next step, who teaches, who learns, and where it deviates from the rules. */
import { EditOutlined, PrinterOutlined, VideoCameraOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Descriptions, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { ReasonModal } from '@/components/form/ReasonModal';
import { useRegions } from '@/components/pickers/regions';
import { useEditions } from '@/components/pickers/useEditions';
import { answered } from '@/lib/api/answered';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { useSession } from '@/lib/session/store';
import { COHORTS, type Cohort, FORMERS, getCohort, PRINTERS, type Step, takeStep } from './api';
import { CohortForm } from './CohortForm';
import { Deviations } from './Deviations';
import { StudentsCard } from './StudentsCard';
import {
  hasSessions,
  isForming,
  mayBeCertified,
  membersMayChange,
  needsRemarks,
  STATUS_TONE,
  stepsFor,
} from './steps';
import { TeachersCard } from './TeachersCard';

export default function CohortPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('cohorts');
  const { text } = useDynamicText('cohorts');
  const { message } = App.useApp();
  const client = useQueryClient();
  const { grant } = useSession();
  const { regionName } = useRegions();
  const { editionTitle } = useEditions();
  const [step, setStep] = useState<Step>();
  const [editing, setEditing] = useState(false);
  const [warnings, setWarnings] = useState<NonNullable<Cohort['warnings']>>([]);
  const key = [...COHORTS, 'one', id];
  const {
    data: cohort,
    error,
    refetch,
  } = useQuery({ queryKey: key, queryFn: ({ signal }) => getCohort(id, signal) });

  if (error && !cohort) {
    return <PageProblem error={error} onRetry={() => void refetch()} />;
  }
  if (!cohort) return <Skeleton active />;

  const steps = stepsFor(cohort.status, grant?.role);
  const former = grant !== undefined && FORMERS.includes(grant.role);
  const certified = mayBeCertified(cohort) && grant !== undefined && PRINTERS.includes(grant.role);
  const changed = async () => {
    await client.invalidateQueries({ queryKey: COHORTS });
  };

  return (
    <>
      <PageHeader
        title={cohort.title}
        intro={
          <StateTag tone={STATUS_TONE[cohort.status]}>{t(`status.${cohort.status}`)}</StateTag>
        }
        extra={
          <>
            {certified && (
              <Link to={`/certificate-print-jobs?print=new&cohort_id=${cohort.id}`}>
                <Button icon={<PrinterOutlined />} tabIndex={-1}>
                  {t('print_certificates')}
                </Button>
              </Link>
            )}
            {grant && hasSessions(cohort.status, grant.role) && (
              <Link to={`/live-plans/cohort/${cohort.id}`}>
                <Button icon={<VideoCameraOutlined />} tabIndex={-1}>
                  {t('live_plan')}
                </Button>
              </Link>
            )}
            {former && isForming(cohort) && (
              <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>
                {t('edit')}
              </Button>
            )}
            {steps.map((one) => (
              <Button
                key={one}
                type={['submit', 'approve', 'start'].includes(one) ? 'primary' : 'default'}
                danger={one === 'dissolve'}
                onClick={() => setStep(one)}
              >
                {t(`steps.${one}.do`)}
              </Button>
            ))}
          </>
        }
      />
      <Flex vertical gap={16}>
        {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {warnings.map((warning) => (
          <Alert
            key={warning.code}
            type="warning"
            showIcon
            title={text(`warnings.${warning.code}`, warning.message)}
          />
        ))}
        {cohort.remarks && (
          <Alert
            type={cohort.status === 'returned' ? 'warning' : 'info'}
            showIcon
            title={t('remarks')}
            description={cohort.remarks}
          />
        )}
        <Card size="small">
          <Descriptions
            size="small"
            column={{ xs: 1, md: 2, xl: 3 }}
            items={[
              {
                key: 'institution',
                label: t('fields.institution'),
                children: `${cohort.institution.name} · ${regionName(cohort.region_code)}`,
              },
              {
                key: 'edition',
                label: t('fields.edition'),
                children: <Text value={editionTitle(cohort.edition_id)} />,
              },
              { key: 'major', label: t('fields.major'), children: <Text value={cohort.major} /> },
              { key: 'kind', label: t('fields.kind'), children: t(`kinds.${cohort.kind}`) },
              {
                key: 'periods',
                label: t('fields.periods'),
                children: cohort.periods.map((no) => t('period', { no })).join(t('separator')),
              },
              {
                key: 'submitted',
                label: t('fields.submitted_at'),
                children: <DateTimeText value={cohort.submitted_at} />,
              },
              {
                key: 'decided',
                label: t('fields.decided_at'),
                children: <DateTimeText value={cohort.decided_at} />,
              },
            ]}
          />
        </Card>
        <Deviations cohort={cohort} />
        <TeachersCard
          cohort={cohort}
          editable={former && membersMayChange(cohort)}
          onChanged={changed}
        />
        <StudentsCard
          cohort={cohort}
          editable={former && membersMayChange(cohort)}
          onChanged={changed}
        />
        <Link to="/cohorts">{t('to_list')}</Link>
      </Flex>

      <ReasonModal
        open={step !== undefined}
        title={step ? t(`steps.${step}.title`, { title: cohort.title }) : ''}
        explain={step && t(`steps.${step}.explain`)}
        okText={step ? t(`steps.${step}.do`) : ''}
        label={t('remarks')}
        required={step !== undefined && needsRemarks(step)}
        danger={step === 'dissolve'}
        onClose={() => setStep(undefined)}
        onSubmit={async (remarks, overrides) => {
          if (!step) return;
          const now = await takeStep(cohort, step, remarks, overrides);
          await answered(client, key, now);
          setWarnings(now.warnings ?? []);
          void message.success(t(`steps.${step}.done`));
          await changed();
        }}
      />
      <CohortForm
        open={editing}
        cohort={cohort}
        onClose={() => setEditing(false)}
        onReload={() => void refetch()}
        onSaved={async () => {
          setEditing(false);
          void message.success(t('saved'));
          await changed();
        }}
      />
    </>
  );
}
