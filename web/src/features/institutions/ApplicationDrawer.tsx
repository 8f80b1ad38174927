/** One application with its stamped form, and the decision: approve, return with remarks, reject. */
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Descriptions, Drawer, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { ReasonModal } from '@/components/form/ReasonModal';
import { useRegions } from '@/components/pickers/regions';
import {
  APPLICATIONS,
  approveApplication,
  getApplication,
  type Opened,
  refuseApplication,
} from './api';
import { InvitationResult } from './InvitationResult';
import { ScanView } from './ScanView';
import { APPLICATION_TONE } from './words';

interface Props {
  id: string | undefined;
  onDecided: () => Promise<void>;
  onClose: () => void;
}

type Decision = 'approve' | 'return' | 'reject';

export function ApplicationDrawer({ id, onDecided, onClose }: Props) {
  const { t } = useTranslation('institutions');
  const { message } = App.useApp();
  const { regionName } = useRegions();
  const [decision, setDecision] = useState<Decision>();
  const [opened, setOpened] =
    useState<Pick<Opened, 'institution' | 'administrator' | 'warnings'>>();
  const { data, error, refetch } = useQuery({
    queryKey: [...APPLICATIONS, 'one', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => getApplication(id ?? '', signal),
  });
  const shown = id === undefined ? undefined : data;
  const form = shown?.application;

  return (
    <Drawer
      open={id !== undefined}
      onClose={onClose}
      title={form?.name ?? t('applications.title')}
      size={720}
      styles={{ wrapper: { maxWidth: '100vw' } }}
      footer={
        shown?.status === 'submitted' && (
          <Flex wrap justify="flex-end" gap={8}>
            <Button danger onClick={() => setDecision('reject')}>
              {t('applications.reject.do')}
            </Button>
            <Button onClick={() => setDecision('return')}>{t('applications.return.do')}</Button>
            <Button type="primary" onClick={() => setDecision('approve')}>
              {t('applications.approve.do')}
            </Button>
          </Flex>
        )
      }
    >
      {error && id !== undefined && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {id !== undefined && !shown && !error && <Skeleton active />}
      {shown && form && (
        <Flex vertical gap={16}>
          <Flex wrap gap={12} align="center">
            <StateTag tone={APPLICATION_TONE[shown.status]}>
              {t(`applications.status.${shown.status}`)}
            </StateTag>
            {shown.institution_id && (
              <Link to={`/institutions/${shown.institution_id}`}>
                {t('applications.to_school')}
              </Link>
            )}
          </Flex>
          {shown.remarks && (
            <Alert
              type="info"
              showIcon
              title={t('applications.remarks')}
              description={shown.remarks}
            />
          )}
          {shown.same_uscc.length > 0 && (
            <Alert
              type="warning"
              showIcon
              title={t('applications.same_uscc', { count: shown.same_uscc.length })}
            />
          )}
          <Descriptions
            bordered
            size="small"
            column={1}
            styles={{ label: { width: 160 } }}
            items={[
              {
                key: 'reference',
                label: t('applications.reference'),
                children: shown.reference,
              },
              {
                key: 'submitted_at',
                label: t('applications.submitted_at'),
                children: <DateTimeText value={shown.submitted_at} />,
              },
              { key: 'uscc', label: t('fields.uscc'), children: form.uscc },
              { key: 'code', label: t('fields.code'), children: <Text value={form.code} /> },
              { key: 'level', label: t('fields.level'), children: t(`levels.${form.level}`) },
              {
                key: 'region',
                label: t('fields.region_code'),
                children: regionName(form.region_code),
              },
              {
                key: 'pilot',
                label: t('fields.pilot_status'),
                children: t(`pilots.${form.pilot_status}`),
              },
              {
                key: 'majors',
                label: t('fields.majors'),
                children: <Text value={form.majors.join(t('separator'))} />,
              },
              {
                key: 'contact',
                label: t('fields.contact'),
                children: [form.contact.name, form.contact.phone, form.contact.email]
                  .filter(Boolean)
                  .join(' · '),
              },
              {
                key: 'admin',
                label: t('fields.admin'),
                children: [form.admin.display_name, form.admin.phone, form.admin.username]
                  .filter(Boolean)
                  .join(' · '),
              },
            ]}
          />
          <ScanView key={shown.id} applicationId={shown.id} />
          <ReasonModal
            open={decision !== undefined}
            title={decision ? t(`applications.${decision}.title`, { name: form.name }) : ''}
            explain={decision && t(`applications.${decision}.explain`)}
            okText={decision ? t(`applications.${decision}.do`) : ''}
            label={t('applications.remarks')}
            required={decision !== 'approve'}
            danger={decision === 'reject'}
            onClose={() => setDecision(undefined)}
            onSubmit={async (remarks) => {
              if (decision === 'approve') setOpened(await approveApplication(shown, remarks));
              else if (decision) {
                await refuseApplication(shown, decision, remarks);
                void message.success(t(`applications.${decision}.done`));
              }
              await onDecided();
            }}
          />
        </Flex>
      )}
      <InvitationResult result={opened} onClose={() => setOpened(undefined)} />
    </Drawer>
  );
}
