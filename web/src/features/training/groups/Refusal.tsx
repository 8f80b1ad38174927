/** Why no classes can be formed: each rule that falls short, with its clause and numbers. */
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { useRegions } from '@/components/pickers/regions';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import type { Preview } from '../classes/api';

type Reason = NonNullable<Preview['refusal']>['reasons'][number];

export function Refusal({ reasons }: { reasons: readonly Reason[] }) {
  const { t } = useTranslation('training_classes');
  const { text } = useDynamicText('rules');
  const { regionName } = useRegions();
  return (
    <Alert
      type="error"
      showIcon
      title={t('group.refused')}
      description={
        <ul style={{ margin: 0, paddingInlineStart: 16 }}>
          {reasons.map((reason) => (
            <li key={`${reason.code}|${reason.region_codes.join()}`}>
              {t(`group.reasons.${reason.code}`, {
                regions: reason.region_codes.map(regionName).join(t('separator')),
                rule: text(reason.rule.replaceAll('.', '_'), reason.rule),
                clause: reason.clause || t('group.no_clause'),
                limit: reason.limit,
                actual: reason.actual,
              })}
            </li>
          ))}
        </ul>
      }
    />
  );
}
