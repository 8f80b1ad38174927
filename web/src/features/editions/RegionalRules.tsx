/** What single regions have of their own for a rule (专项解决方案): set, changed and withdrawn with a reason. */
import { PlusOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Descriptions, Drawer, Empty, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Text } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { ReasonModal } from '@/components/form/ReasonModal';
import { useRegions } from '@/components/pickers/regions';
import { api, call, ifMatch } from '@/lib/api/client';
import { RegionalRuleForm } from './RegionalRuleForm';
import { RuleValueText } from './RuleValue';
import { EDITIONS, type Rule } from './words';

interface Props {
  editionId: string;
  /** Identifier of the rule; undefined is closed. */
  rule: string | undefined;
  onClose: () => void;
}

export function RegionalRules({ editionId, rule: name, onClose }: Props) {
  const { t, i18n } = useTranslation('editions');
  const { regionName } = useRegions();
  const client = useQueryClient();
  const [setting, setSetting] = useState<Partial<Rule['regional'][number]>>();
  const [withdrawing, setWithdrawing] = useState<string>();
  const { data, error, refetch } = useQuery({
    queryKey: [...EDITIONS, editionId, 'rules', 'country'],
    enabled: name !== undefined,
    queryFn: ({ signal }) =>
      call(api.GET('/api/v1/editions/{id}/rules', { params: { path: { id: editionId } }, signal })),
  });
  const rule = data?.items.find((one) => one.rule === name);
  const refresh = () => client.invalidateQueries({ queryKey: EDITIONS });

  return (
    <>
      <Drawer
        open={name !== undefined}
        title={rule ? (i18n.language === 'en' ? rule.title_en : rule.title_zh) : t('rules.title')}
        size={480}
        onClose={onClose}
        styles={{ wrapper: { maxWidth: '100vw' } }}
        extra={
          <Button icon={<PlusOutlined />} onClick={() => setSetting({})}>
            {t('regional.add')}
          </Button>
        }
      >
        {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton active />}
        {rule && (
          <Flex vertical gap={12}>
            <p style={{ margin: 0 }}>
              {t('regional.country')} <RuleValueText value={rule.value} />
              {' · '}
              {t(`severity.${rule.severity}`)}
            </p>
            {rule.regional.length === 0 && (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('regional.empty')} />
            )}
            {rule.regional.map((own) => (
              <Card
                key={own.region_code}
                size="small"
                title={regionName(own.region_code)}
                extra={
                  <Flex gap={8}>
                    <Button size="small" onClick={() => setSetting(own)}>
                      {t('rules.edit')}
                    </Button>
                    <Button size="small" danger onClick={() => setWithdrawing(own.region_code)}>
                      {t('regional.withdraw')}
                    </Button>
                  </Flex>
                }
              >
                <Descriptions
                  size="small"
                  column={1}
                  items={[
                    {
                      key: 'value',
                      label: t('fields.value'),
                      children:
                        own.value === null || own.value === undefined ? (
                          t('regional.as_country')
                        ) : (
                          <RuleValueText value={own.value} />
                        ),
                    },
                    {
                      key: 'severity',
                      label: t('fields.severity'),
                      children: own.severity
                        ? t(`severity.${own.severity}`)
                        : t('regional.as_country'),
                    },
                    { key: 'reason', label: t('reason'), children: <Text value={own.reason} /> },
                  ]}
                />
              </Card>
            ))}
          </Flex>
        )}
      </Drawer>
      {rule && (
        <>
          <RegionalRuleForm
            editionId={editionId}
            rule={rule}
            setting={setting}
            onClose={() => setSetting(undefined)}
            onDone={() => {
              setSetting(undefined);
              void refresh();
            }}
          />
          <ReasonModal
            open={withdrawing !== undefined}
            title={t('regional.withdraw_title', { region: regionName(withdrawing) })}
            okText={t('regional.withdraw')}
            danger
            onSubmit={async (reason) => {
              await call(
                api.DELETE('/api/v1/editions/{id}/rules/{rule}/regions/{region_code}', {
                  params: {
                    path: { id: editionId, rule: rule.rule, region_code: withdrawing ?? '' },
                    query: { reason },
                    header: ifMatch(rule.version),
                  },
                }),
              );
              await refresh();
            }}
            onClose={() => setWithdrawing(undefined)}
          />
        </>
      )}
    </>
  );
}
