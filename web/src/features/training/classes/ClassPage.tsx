/** One class: where it stands and the next step, who takes part, who trains. */
import { EditOutlined, VideoCameraOutlined } from '@ant-design/icons';
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
import { BATCHES, ENROLMENTS } from '../api';
import { useClassTabs } from '../classTabs';
import {
  CLASSES,
  type ClassStep,
  getClass,
  LIST_READERS,
  MEMBER_READERS,
  takeClassStep,
} from './api';
import { ClassForm } from './ClassForm';
import { ClassOverview } from './ClassOverview';
import { ClassTrainersTab } from './ClassTrainersTab';
import { MembersTab } from './MembersTab';
import { CLASS_TONE, classSteps, isFormer, isLiveClass } from './states';

export default function ClassPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('training_classes');
  const { message } = App.useApp();
  const client = useQueryClient();
  const { grant } = useSession();
  const [params, setParams] = useSearchParams();
  const [step, setStep] = useState<ClassStep>();
  const [editing, setEditing] = useState(false);
  const key = [...CLASSES, 'one', id];
  const {
    data: one,
    error,
    refetch,
  } = useQuery({ queryKey: key, queryFn: ({ signal }) => getClass(id, signal) });

  const more = useClassTabs(one);

  if (error && !one) return <PageProblem error={error} onRetry={() => void refetch()} />;
  if (!one) return <Skeleton active />;

  const former = isFormer(grant);
  const changed = async () => {
    await client.invalidateQueries({ queryKey: CLASSES });
    await client.invalidateQueries({ queryKey: BATCHES });
    await client.invalidateQueries({ queryKey: ENROLMENTS });
  };
  const tabs = [
    { key: 'overview', label: t('tabs.overview'), children: <ClassOverview one={one} /> },
    ...(grant && MEMBER_READERS.includes(grant.role)
      ? [
          {
            key: 'participants',
            label: t('tabs.participants'),
            children: <MembersTab one={one} />,
          },
        ]
      : []),
    {
      key: 'trainers',
      label: t('tabs.trainers'),
      children: (
        <ClassTrainersTab
          one={one}
          editable={former && isLiveClass(one)}
          onReload={() => void refetch()}
          onChanged={changed}
        />
      ),
    },
    ...more,
  ];
  const asked = params.get('tab');
  const tab = tabs.find((candidate) => candidate.key === asked)?.key ?? 'overview';

  return (
    <>
      <PageHeader
        title={one.title}
        intro={<StateTag tone={CLASS_TONE[one.status]}>{t(`status.${one.status}`)}</StateTag>}
        extra={
          <>
            {grant && grant.role !== 'certifier' && (
              <Link to={`/live-plans/training_class/${one.id}`}>
                <Button icon={<VideoCameraOutlined />} tabIndex={-1}>
                  {t('live_plan')}
                </Button>
              </Link>
            )}
            {former && isLiveClass(one) && (
              <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>
                {t('edit')}
              </Button>
            )}
            {classSteps(one, grant).map((next) => (
              <Button
                key={next}
                type={next === 'dissolve' ? 'default' : 'primary'}
                danger={next === 'dissolve'}
                onClick={() => setStep(next)}
              >
                {t(`steps.${next}.do`)}
              </Button>
            ))}
          </>
        }
      />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <Tabs
        activeKey={tab}
        destroyOnHidden
        onChange={(next) => setParams(next === 'overview' ? {} : { tab: next }, { replace: true })}
        items={tabs}
      />
      <p>
        {grant && LIST_READERS.includes(grant.role) ? (
          <Link to="/training/classes">{t('to_classes')}</Link>
        ) : (
          <Link to="/my-training">{t('to_my_training')}</Link>
        )}
      </p>

      <ReasonModal
        open={step !== undefined}
        title={step ? t(`steps.${step}.title`, { title: one.title }) : ''}
        explain={step && t(`steps.${step}.explain`)}
        okText={step ? t(`steps.${step}.do`) : ''}
        label={t('fields.remarks')}
        required={step === 'dissolve'}
        danger={step === 'dissolve'}
        onClose={() => setStep(undefined)}
        onSubmit={async (remarks, overrides) => {
          if (!step) return;
          await answered(client, key, await takeClassStep(one, step, remarks, overrides));
          void message.success(t(`steps.${step}.done`));
          await changed();
        }}
      />
      {former && (
        <ClassForm
          open={editing}
          one={one}
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
