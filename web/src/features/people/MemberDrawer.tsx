/** One student or teacher: what is known, what happened, and what can be done, each with its reason. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Descriptions, Drawer, Flex, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { RevealField } from '@/components/display/RevealField';
import { StateTag } from '@/components/display/StateTag';
import { ReasonModal } from '@/components/form/ReasonModal';
import { useRegions } from '@/components/pickers/regions';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { useSession } from '@/lib/session/store';
import {
  changeStatus,
  getMember,
  KEEPERS,
  type Kind,
  numberOf,
  revealNumber,
  type StatusStep,
  TRUSTED,
} from './api';
import { CorrectionForm } from './CorrectionForm';
import { DetailsForm } from './DetailsForm';
import { MemberHistory } from './MemberHistory';
import { STATUS_TONE, STEPS, useKindWords } from './words';

interface Props {
  kind: Kind;
  id: string | undefined;
  onClose: () => void;
}

export function MemberDrawer({ kind, id, onClose }: Props) {
  const { t } = useTranslation('people');
  const { text } = useDynamicText('people');
  const word = useKindWords(kind);
  const { message } = App.useApp();
  const client = useQueryClient();
  const { grant } = useSession();
  const { regionName } = useRegions();
  const [step, setStep] = useState<StatusStep>();
  const [form, setForm] = useState<'correction' | 'details'>();
  const {
    data: member,
    error,
    refetch,
  } = useQuery({
    queryKey: [kind, 'one', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => getMember(kind, id ?? '', signal),
  });
  const shown = id === undefined ? undefined : member;
  const keeper = grant !== undefined && KEEPERS.includes(grant.role);
  const trusted = grant !== undefined && TRUSTED.includes(grant.role);

  const changed = async () => {
    void message.success(t('saved'));
    await client.invalidateQueries({ queryKey: [kind] });
  };

  const items = shown && [
    { key: 'number', label: t(`${kind}.number`), children: numberOf(shown) },
    {
      key: 'status',
      label: t('fields.status'),
      children: (
        <StateTag tone={STATUS_TONE[shown.status]}>{word(`status.${shown.status}`)}</StateTag>
      ),
    },
    {
      key: 'institution',
      label: t('fields.institution'),
      children: `${shown.institution_name ?? ''} · ${regionName(shown.region_code)}`,
    },
    {
      key: 'id_type',
      label: t('fields.id_type'),
      children: <Text value={shown.id_type && t(`documents.${shown.id_type}`)} />,
    },
    {
      key: 'id_number',
      label: t('fields.id_number'),
      children: (
        <RevealField
          key={shown.id}
          label={t('fields.id_number')}
          masked={shown.id_number_masked ?? ''}
          allowed={trusted}
          onReveal={(reason) => revealNumber(kind, shown.id, reason)}
        />
      ),
    },
    {
      key: 'gender',
      label: t('fields.gender'),
      children: <Text value={shown.gender && t(`genders.${shown.gender}`)} />,
    },
    { key: 'major', label: t('fields.major'), children: <Text value={shown.major} /> },
    ...('grade' in shown || kind === 'students'
      ? [
          {
            key: 'grade',
            label: t('fields.grade'),
            children: <Text value={'grade' in shown ? shown.grade : null} />,
          },
          {
            key: 'admin_class',
            label: t('fields.admin_class'),
            children: <Text value={'admin_class' in shown ? shown.admin_class : null} />,
          },
        ]
      : []),
    { key: 'phone', label: t('fields.phone'), children: <Text value={shown.phone} /> },
    {
      key: 'username',
      label: t('fields.username'),
      children: (
        <>
          <Text value={shown.username} />{' '}
          {shown.account_status && (
            <StateTag tone={shown.account_status === 'active' ? 'good' : 'neutral'}>
              {text(`account.${shown.account_status}`, shown.account_status)}
            </StateTag>
          )}
        </>
      ),
    },
    {
      key: 'updated_at',
      label: t('fields.updated_at'),
      children: <DateTimeText value={shown.updated_at} />,
    },
  ];

  return (
    <Drawer
      open={id !== undefined}
      onClose={onClose}
      title={shown?.name ?? t(`${kind}.title`)}
      size={560}
      styles={{ wrapper: { maxWidth: '100vw' } }}
    >
      {error && id !== undefined && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {id !== undefined && !shown && !error && <Skeleton active />}
      {shown && (
        <Flex vertical gap={16}>
          <Descriptions size="small" column={1} bordered items={items ?? []} />
          {keeper && (
            <Flex wrap gap={8}>
              {STEPS[shown.status].length > 0 && (
                <>
                  <Button onClick={() => setForm('details')}>{t('edit')}</Button>
                  <Button onClick={() => setForm('correction')}>{t('correct')}</Button>
                </>
              )}
              {STEPS[shown.status].map((one) => (
                <Button key={one} danger={one === 'leave'} onClick={() => setStep(one)}>
                  {word(`steps.${one}.do`)}
                </Button>
              ))}
            </Flex>
          )}
          {trusted && (
            <section aria-labelledby="member-history">
              <Typography.Title level={3} id="member-history" style={{ fontSize: 15 }}>
                {t('history')}
              </Typography.Title>
              <MemberHistory kind={kind} id={shown.id} />
            </section>
          )}
        </Flex>
      )}
      {shown && (
        <>
          <ReasonModal
            open={step !== undefined}
            title={step ? word(`steps.${step}.title`, { name: shown.name }) : ''}
            explain={step && word(`steps.${step}.explain`)}
            okText={step ? word(`steps.${step}.do`) : ''}
            danger={step === 'leave'}
            onClose={() => setStep(undefined)}
            onSubmit={async (reason) => {
              if (step) await changeStatus(kind, shown, step, reason);
              await changed();
            }}
          />
          <CorrectionForm
            kind={kind}
            member={shown}
            open={form === 'correction'}
            onClose={() => setForm(undefined)}
            onSaved={async () => {
              setForm(undefined);
              await changed();
            }}
          />
          <DetailsForm
            kind={kind}
            member={shown}
            open={form === 'details'}
            onClose={() => setForm(undefined)}
            onReload={() => void refetch()}
            onSaved={async () => {
              setForm(undefined);
              await changed();
            }}
          />
        </>
      )}
    </Drawer>
  );
}
