/** Who has to decide before a student moves, and whether that is the reader. */
import { Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { type Transfer, waitingSides } from './api';

export function Waiting({ transfer, decides }: { transfer: Transfer; decides: boolean }) {
  const { t } = useTranslation('transfers');
  const sides = waitingSides(transfer);
  if (sides.length === 0) return <Text value={null} />;
  return (
    <Flex wrap gap={4}>
      {sides.map((side) =>
        decides && transfer.open_sides.includes(side) ? (
          <StateTag key={side} tone="active">
            {t(`waits_you.${side}`)}
          </StateTag>
        ) : (
          <StateTag key={side} tone="waiting">
            {t(`waits.${side}`)}
          </StateTag>
        ),
      )}
    </Flex>
  );
}
