/** One judgement: its three parts and their arithmetic, what the experts wrote, and a lead's decision. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { ReasonModal } from '@/components/form/ReasonModal';
import { answered } from '@/lib/api/answered';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import {
  confirmJudgement,
  getJudgement,
  JUDGEMENTS,
  type JudgementDetail,
  type Outcome,
  proposeJudgement,
  reopenJudgement,
} from '../api';
import { JUDGEMENT_TONE, OUTCOME_TONE, OUTCOMES, stepOf } from '../states';
import { ArithmeticView } from './ArithmeticView';
import { Remarks } from './ResultCard';

type Asked = { step: 'propose' } | { step: 'confirm'; result: Outcome } | { step: 'reopen' };

/** What a lead can do now. */
function Decision({ judgement, ask }: { judgement: JudgementDetail; ask: (asked: Asked) => void }) {
  const { t } = useTranslation('assessments');
  const step = stepOf(judgement);
  if (judgement.bar) {
    return <Alert type="warning" showIcon title={t(`bar_explain.${judgement.bar}`)} />;
  }
  if (step === 'propose') {
    return <Button onClick={() => ask({ step })}>{t('propose_failed')}</Button>;
  }
  if (step === 'reopen') {
    return (
      <>
        <p>{t('reopen_not_own')}</p>
        <Button onClick={() => ask({ step })}>{t('reopen')}</Button>
      </>
    );
  }
  if (step !== 'confirm') return null;
  // The proposed result first: to confirm it is the rule, another the exception.
  const [proposed, other] = judgement.proposed === 'failed' ? [...OUTCOMES].reverse() : OUTCOMES;
  const whole = judgement.arithmetic.missing.length === 0;
  return (
    <Flex wrap gap={8}>
      {proposed && (
        <Button type="primary" onClick={() => ask({ step, result: proposed })}>
          {t(`confirm_as.${proposed}`)}
        </Button>
      )}
      {other && (other === 'failed' || whole) && (
        <Button onClick={() => ask({ step, result: other })}>{t(`override_as.${other}`)}</Button>
      )}
    </Flex>
  );
}

export default function JudgementPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('assessments');
  const { message } = App.useApp();
  const client = useQueryClient();
  const format = useFormat();
  const { grant } = useSession();
  const [asked, setAsked] = useState<Asked>();
  const lead = grant?.role === 'expert';
  const key = [...JUDGEMENTS, 'one', id];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => getJudgement(id, signal),
  });
  if (error && !data) return <PageProblem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;

  const reopened = !data.overridden && Boolean(data.reason);
  const overriding = asked?.step === 'confirm' && asked.result !== data.proposed;
  const word =
    asked?.step === 'confirm'
      ? overriding
        ? t(`override_as.${asked.result}`)
        : t(`confirm_as.${asked.result}`)
      : asked?.step === 'reopen'
        ? t('reopen')
        : t('propose_failed');
  const decide = (reason: string): Promise<JudgementDetail> => {
    if (asked?.step === 'confirm') return confirmJudgement(data, asked.result, reason);
    return asked?.step === 'reopen' ? reopenJudgement(data, reason) : proposeJudgement(data);
  };

  return (
    <>
      <PageHeader
        title={data.participant?.name ?? t('participant', { code: data.code })}
        intro={
          <>
            {data.batch.title}
            {data.participant && ` · ${data.participant.institution_name}`}
          </>
        }
        extra={
          <>
            <StateTag tone={JUDGEMENT_TONE[data.status]}>
              {t(`judgement_status.${data.status}`)}
            </StateTag>
            {data.result && (
              <StateTag tone={OUTCOME_TONE[data.result]}>{t(`outcome.${data.result}`)}</StateTag>
            )}
          </>
        }
      />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <Flex vertical gap={12}>
        {data.overridden && (
          <Alert
            type="info"
            showIcon
            title={t('overridden', { proposed: t(`outcome.${data.proposed ?? 'failed'}`) })}
            description={data.reason}
          />
        )}
        {reopened && <Alert type="info" showIcon title={t('reopened')} description={data.reason} />}
        {data.proposed_by_lead && <Alert type="info" showIcon title={t('proposed_by_lead')} />}
        <Card size="small" title={t('arithmetic')}>
          <ArithmeticView arithmetic={data.arithmetic} />
        </Card>
        {data.remarks.length > 0 && (
          <Card size="small">
            <Remarks remarks={data.remarks} />
          </Card>
        )}
        {lead && (
          <Card size="small" title={t('decision')}>
            {data.proposed && data.status === 'proposed' && (
              <p>{t('proposed_is', { proposed: t(`outcome.${data.proposed}`) })}</p>
            )}
            {reopened && data.status === 'proposed' && !data.bar && <p>{t('confirm_not_own')}</p>}
            <Decision judgement={data} ask={setAsked} />
          </Card>
        )}
        {data.confirmed_at && (
          <p style={{ margin: 0 }}>
            {t('confirmed_at', { at: format.dateTime(data.confirmed_at) })}
          </p>
        )}
      </Flex>
      <p>
        <Link to="/judgements">{t('to_judgements')}</Link>
      </p>
      <ReasonModal
        open={asked !== undefined}
        title={word}
        okText={word}
        explain={
          asked?.step === 'confirm'
            ? t(overriding ? 'override_explain' : 'confirm_explain')
            : asked && t(`${asked.step}_explain`)
        }
        asks={overriding || asked?.step === 'reopen'}
        onClose={() => setAsked(undefined)}
        onSubmit={async (reason) => {
          try {
            await answered(client, key, await decide(reason));
            void message.success(t('decided'));
          } finally {
            // Also where a part changed meanwhile: what is proposed now is to be seen.
            await client.invalidateQueries({ queryKey: JUDGEMENTS });
          }
        }}
      />
    </>
  );
}
