/** One batch: where it stands and the next step, who is enrolled, who trains, what there is to read. */
import { EditOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { ReasonModal } from '@/components/form/ReasonModal';
import { answered } from '@/lib/api/answered';
import { useSession } from '@/lib/session/store';
import { BATCHES, ENROLMENT_READERS, ENROLMENTS, getBatch, type Step, takeStep } from '../api';
import { PANEL_KEEPERS } from '../assessments/api';
import { PanelTab } from '../assessments/panel/PanelTab';
import { CLASS_READERS } from '../classes/api';
import { ClassList } from '../classes/ClassList';
import { isFormer } from '../classes/states';
import { DesignsTab } from '../designs/DesignsTab';
import { EnrolmentList } from '../enrolments/EnrolmentList';
import { GroupTab } from '../groups/GroupTab';
import { useGrouping } from '../groups/useGrouping';
import { BATCH_TONE, isOver, keeps, needsReason, stepsFor } from '../states';
import { TEST_READERS } from '../tests/api';
import { TestTab } from '../tests/TestTab';
import { BatchForm } from './BatchForm';
import { BatchOverview } from './BatchOverview';
import { MaterialsTab } from './MaterialsTab';
import { TrainersTab } from './TrainersTab';

const PRIMARY: readonly Step[] = ['open', 'reopen', 'finish'];

export default function BatchPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('training');
  const { t: tc } = useTranslation('training_classes');
  const { message } = App.useApp();
  const client = useQueryClient();
  const { grant } = useSession();
  const [params, setParams] = useSearchParams();
  const [step, setStep] = useState<Step>();
  const [editing, setEditing] = useState(false);
  const grouping = useGrouping(id);
  const key = [...BATCHES, 'one', id];
  const {
    data: batch,
    error,
    refetch,
  } = useQuery({ queryKey: key, queryFn: ({ signal }) => getBatch(id, signal) });

  if (error && !batch) return <PageProblem error={error} onRetry={() => void refetch()} />;
  if (!batch) return <Skeleton active />;

  const keeper = keeps(grant, batch);
  const changed = async () => {
    await client.invalidateQueries({ queryKey: BATCHES });
    await client.invalidateQueries({ queryKey: ENROLMENTS });
  };
  const tabs = [
    { key: 'overview', label: t('tabs.overview'), children: <BatchOverview batch={batch} /> },
    ...(grant && ENROLMENT_READERS.includes(grant.role)
      ? [
          {
            key: 'enrolments',
            label: t('tabs.enrolments'),
            children: <EnrolmentList batch={batch} />,
          },
        ]
      : []),
    ...(isFormer(grant) && batch.status !== 'draft' && !isOver(batch)
      ? [
          {
            key: 'group',
            label: tc('group.tab'),
            children: (
              <GroupTab batch={batch} grouping={grouping} onReload={() => void refetch()} />
            ),
          },
        ]
      : []),
    ...(grant && CLASS_READERS.includes(grant.role) && batch.status !== 'draft'
      ? [{ key: 'classes', label: tc('classes'), children: <ClassList batch={batch} /> }]
      : []),
    {
      key: 'trainers',
      label: t('tabs.trainers'),
      children: (
        <TrainersTab
          batch={batch}
          editable={keeper && !isOver(batch)}
          onReload={() => void refetch()}
          onChanged={changed}
        />
      ),
    },
    { key: 'materials', label: t('tabs.materials'), children: <MaterialsTab batch={batch} /> },
    ...(grant && TEST_READERS.includes(grant.role)
      ? [
          { key: 'test', label: t('tabs.test'), children: <TestTab batch={batch} /> },
          {
            key: 'designs',
            label: t('tabs.designs'),
            children: <DesignsTab batchId={batch.id} />,
          },
        ]
      : []),
    ...(grant && PANEL_KEEPERS.includes(grant.role)
      ? [
          {
            key: 'panel',
            label: t('tabs.panel'),
            children: <PanelTab batchId={batch.id} editable={!isOver(batch)} />,
          },
        ]
      : []),
  ];
  const asked = params.get('tab');
  const tab = tabs.find((one) => one.key === asked)?.key ?? 'overview';

  return (
    <>
      <PageHeader
        title={batch.title}
        intro={
          <StateTag tone={BATCH_TONE[batch.status]}>{t(`batch_status.${batch.status}`)}</StateTag>
        }
        extra={
          <>
            {keeper && !isOver(batch) && (
              <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>
                {t('edit')}
              </Button>
            )}
            {stepsFor(batch, grant).map((one) => (
              <Button
                key={one}
                type={PRIMARY.includes(one) ? 'primary' : 'default'}
                danger={one === 'cancel'}
                onClick={() => setStep(one)}
              >
                {t(`steps.${one}.do`)}
              </Button>
            ))}
          </>
        }
      />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <Tabs
        activeKey={tab}
        destroyOnHidden
        // Search and filters belong to the tab that is left.
        onChange={(next) => setParams(next === 'overview' ? {} : { tab: next }, { replace: true })}
        items={tabs}
      />
      <p>
        <Link to="/training/batches">{t('to_batches')}</Link>
      </p>

      <ReasonModal
        open={step !== undefined}
        title={step ? t(`steps.${step}.title`, { title: batch.title }) : ''}
        explain={step && t(`steps.${step}.explain`)}
        okText={step ? t(`steps.${step}.do`) : ''}
        label={t('fields.remarks')}
        required={step !== undefined && needsReason(step)}
        danger={step === 'cancel'}
        onClose={() => setStep(undefined)}
        onSubmit={async (remarks) => {
          if (!step) return;
          await answered(client, key, await takeStep(batch, step, remarks));
          void message.success(t(`steps.${step}.done`));
          await changed();
        }}
      />
      {keeper && (
        <BatchForm
          open={editing}
          batch={batch}
          onClose={() => setEditing(false)}
          onReload={() => void refetch()}
          onSaved={async () => {
            setEditing(false);
            void message.success(t('saved'));
            await changed();
          }}
        />
      )}
    </>
  );
}
