/** Institutions that an expert is bound to: one's own, or those of an expert one looks after. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Empty, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PageHeader } from '@/components/display/PageHeader';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { useRegions } from '@/components/pickers/regions';
import { UserSelect } from '@/components/pickers/UserSelect';
import { answered } from '@/lib/api/answered';
import { useSession } from '@/lib/session/store';
import { AFFILIATIONS, type Affiliations, getAffiliations, putAffiliations } from '../api';

const declaredOf = ({ items }: Affiliations): string[] =>
  items.filter(({ tie }) => tie === 'declared').map(({ institution_id }) => institution_id);

function Ties({ userId, own }: { userId: string; own: boolean }) {
  const { t } = useTranslation('assessments');
  const { message } = App.useApp();
  const client = useQueryClient();
  const { regionName } = useRegions();
  const [chosen, setChosen] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<unknown>();
  const key = [...AFFILIATIONS, userId];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => getAffiliations(userId, signal),
  });

  const put = async (ids: string[], done: string) => {
    setBusy(true);
    setRefused(undefined);
    try {
      await answered(client, key, await putAffiliations(userId, ids));
      setChosen(undefined);
      void message.success(done);
    } catch (problem) {
      setRefused(problem);
    } finally {
      setBusy(false);
    }
  };

  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const declared = declaredOf(data);
  return (
    <Card size="small" title={own ? t('my_ties') : t('ties_of', { name: data.name })}>
      {data.items.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('no_ties')} />
      ) : (
        <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {data.items.map((row) => (
            <li key={`${row.institution_id} ${row.tie}`}>
              <Flex wrap gap={8} align="center" style={{ minHeight: 40 }}>
                <span>{row.institution_name}</span>
                <span>{regionName(row.region_code)}</span>
                <StateTag tone="neutral">
                  {t(row.tie === 'declared' && !row.own ? 'tie.by_others' : `tie.${row.tie}`)}
                </StateTag>
                {row.tie === 'declared' && (row.own || !own) && (
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    disabled={busy}
                    style={{ marginInlineStart: 'auto' }}
                    aria-label={t('remove_tie', { name: row.institution_name })}
                    onClick={() =>
                      void put(
                        declared.filter((id) => id !== row.institution_id),
                        t('tie_removed'),
                      )
                    }
                  />
                )}
              </Flex>
            </li>
          ))}
        </ul>
      )}
      <Flex wrap gap={8} style={{ marginTop: 12 }}>
        <div style={{ minWidth: 240, flex: 1 }}>
          <InstitutionSelect
            label={t('fields.institution')}
            placeholder={t('tie_placeholder')}
            value={chosen ?? null}
            onChange={(next) => setChosen(typeof next === 'string' ? next : undefined)}
          />
        </div>
        <Button
          type="primary"
          icon={<PlusOutlined />}
          loading={busy}
          disabled={!chosen || declared.includes(chosen)}
          onClick={() => chosen && void put([...declared, chosen], t('tie_added'))}
        >
          {t('add_tie')}
        </Button>
      </Flex>
      <div style={{ marginTop: 12 }}>
        <ProblemAlert error={refused} />
      </div>
    </Card>
  );
}

export default function AffiliationsPage() {
  const { t } = useTranslation('assessments');
  const { grant, user } = useSession();
  const [params, setParams] = useSearchParams();
  const own = grant?.role === 'expert';
  const userId = own ? user?.id : (params.get('user_id') ?? undefined);
  return (
    <>
      <PageHeader title={t('affiliations')} intro={t('affiliations_intro')} />
      <Flex vertical gap={12}>
        <Alert type="info" showIcon title={t('affiliations_explain')} />
        {!own && (
          <div style={{ maxWidth: 360 }}>
            <UserSelect
              holding="expert"
              label={t('fields.expert')}
              placeholder={t('choose_expert')}
              value={userId ?? null}
              onChange={(next) =>
                setParams(typeof next === 'string' ? { user_id: next } : {}, { replace: true })
              }
            />
          </div>
        )}
        {userId ? (
          <Ties key={userId} userId={userId} own={own} />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('choose_expert_hint')} />
        )}
      </Flex>
    </>
  );
}
