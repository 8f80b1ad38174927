/** The rules of an edition: clause, value, severity, source; assumptions stand out, regions may differ. */
import { HistoryOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Empty, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Text } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import { useRegions } from '@/components/pickers/regions';
import { api, call } from '@/lib/api/client';
import { useSession } from '@/lib/session/store';
import { EditionPicker } from './EditionPicker';
import { RegionalRules } from './RegionalRules';
import { RuleForm } from './RuleForm';
import { RuleValueText } from './RuleValue';
import { useChosenEdition } from './useChosenEdition';
import { EDITIONS, type Rule, SOURCE_TONE } from './words';

export default function RulesPage() {
  const { t, i18n } = useTranslation('editions');
  const client = useQueryClient();
  const { grant } = useSession();
  const { options: regionOptions, regionName } = useRegions();
  const chosen = useChosenEdition();
  const [editing, setEditing] = useState<Rule>();
  const [regional, setRegional] = useState<string>();
  const id = chosen.editionId;
  const hq = grant?.role === 'hq_admin';
  const own = grant?.scope.region_code ?? undefined;
  const title = (rule: Rule) => (i18n.language === 'en' ? rule.title_en : rule.title_zh);
  const refresh = () => void client.invalidateQueries({ queryKey: EDITIONS });

  if (!id) {
    return chosen.error ? (
      <ProblemAlert error={chosen.error} />
    ) : chosen.loaded ? (
      <Empty description={t('no_editions')} />
    ) : null;
  }

  return (
    <>
      <ListPage<Rule>
        id="rules"
        title={t('rules.title')}
        intro={chosen.editionTitle(id)}
        queryKey={[...EDITIONS, id, 'rules', own]}
        fetchPage={({ filters }, signal) =>
          call(
            api.GET('/api/v1/editions/{id}/rules', {
              params: {
                path: { id },
                query: { region_code: filters.region_code ?? own },
              },
              signal,
            }),
          )
        }
        rowKey={(rule) => rule.rule}
        rowLabel={title}
        filters={
          grant?.scope.kind === 'country'
            ? [
                {
                  key: 'region_code',
                  label: t('rules.as_in_region'),
                  options: regionOptions,
                  searchable: true,
                },
              ]
            : []
        }
        columns={[
          { key: 'title', title: t('fields.rule'), render: title },
          {
            key: 'clause',
            title: t('fields.clause'),
            render: (rule) => <Text value={rule.clause} />,
          },
          {
            key: 'value',
            title: t('fields.value'),
            render: (rule) => (
              <Flex gap={8} align="center">
                <RuleValueText value={rule.value} />
                {rule.region_code && (
                  <StateTag tone="active">
                    {t('rules.own_value', { region: regionName(rule.region_code) })}
                  </StateTag>
                )}
              </Flex>
            ),
          },
          {
            key: 'severity',
            title: t('fields.severity'),
            render: (rule) => t(`severity.${rule.severity}`),
          },
          {
            key: 'source',
            title: t('fields.source'),
            render: (rule) => (
              <StateTag tone={SOURCE_TONE[rule.source]}>{t(`source.${rule.source}`)}</StateTag>
            ),
          },
          {
            key: 'reason',
            title: t('reason'),
            initiallyHidden: true,
            render: (rule) => <Text value={rule.reason} />,
          },
          ...(hq
            ? [
                {
                  key: 'actions',
                  title: t('fields.actions'),
                  render: (rule: Rule) => (
                    <Flex gap={8} wrap>
                      {/* What is shown for a region is edited there, not for the country by mistake. */}
                      {!rule.region_code && (
                        <Button size="small" onClick={() => setEditing(rule)}>
                          {t('rules.edit')}
                        </Button>
                      )}
                      <Button size="small" onClick={() => setRegional(rule.rule)}>
                        {t('rules.regions', { count: rule.regional.length })}
                      </Button>
                    </Flex>
                  ),
                },
              ]
            : []),
        ]}
        actions={
          <>
            <EditionPicker chosen={chosen} />
            <Link to={`/editions/${id}/history`}>
              <Button icon={<HistoryOutlined />} tabIndex={-1}>
                {t('history.title')}
              </Button>
            </Link>
          </>
        }
        empty={{ title: t('rules.empty') }}
      >
        {hq && (
          <Alert type="info" showIcon title={t('rules.assumptions')} style={{ marginBottom: 12 }} />
        )}
      </ListPage>
      <RuleForm
        editionId={id}
        rule={editing}
        onClose={() => setEditing(undefined)}
        onDone={() => {
          setEditing(undefined);
          refresh();
        }}
      />
      <RegionalRules editionId={id} rule={regional} onClose={() => setRegional(undefined)} />
    </>
  );
}
