/** What would mend a refusal or a deviation: each with what it leaves, and a button that does it. */
import { Button, Card, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useRegions } from '@/components/pickers/regions';
import type { Preview, Remedy } from '../classes/api';

interface Props {
  preview: Preview;
  onAct: (remedy: Remedy) => void;
}

export function Remedies({ preview, onAct }: Props) {
  const { t } = useTranslation('training_classes');
  const { regionName } = useRegions();
  if (preview.remedies.length === 0) return null;
  const names = (codes: readonly string[]) =>
    codes.length > 0 ? codes.map(regionName).join(t('separator')) : t('group.remedy.any_region');
  const sentence = (remedy: Remedy) => {
    const kept = typeof remedy.class === 'number' ? preview.classes[remedy.class] : undefined;
    const values = {
      regions: names(remedy.region_codes),
      with: names(remedy.with_region_codes ?? []),
      source: remedy.source?.title ?? '',
      title: kept?.title ?? '',
      count: remedy.source?.participants ?? remedy.count ?? kept?.participants.length ?? 0,
    };
    return remedy.kind === 'join' && remedy.source
      ? t('group.remedy.join_source', values)
      : t(`group.remedy.${remedy.kind}`, values);
  };
  return (
    <Card size="small" title={t('group.remedies')}>
      <Flex vertical gap={12} component="ul" style={{ margin: 0, paddingInlineStart: 16 }}>
        {preview.remedies.map((remedy) => (
          <li key={JSON.stringify(remedy)}>
            <Flex wrap gap={8} align="center">
              <span>{sentence(remedy)}</span>
              <Button
                size="small"
                aria-label={t('group.act_on', {
                  act: t(`group.act.${remedy.kind}`),
                  what: sentence(remedy),
                })}
                onClick={() => onAct(remedy)}
              >
                {t(`group.act.${remedy.kind}`)}
              </Button>
            </Flex>
            {remedy.kind !== 'keep' && (
              <Typography.Text type="secondary">
                {remedy.leaves
                  ? t('group.leaves', {
                      classes: remedy.leaves.classes,
                      deviations: remedy.leaves.deviations,
                    })
                  : t('group.leaves_nothing')}
              </Typography.Text>
            )}
          </li>
        ))}
      </Flex>
    </Card>
  );
}
