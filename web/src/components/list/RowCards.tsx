/** Rows as cards, for screens too narrow for a table. */
import { Card, Checkbox, Descriptions, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ListColumn } from './types';

interface Props<R> {
  rows: readonly R[];
  columns: readonly ListColumn<R>[];
  rowKey: (row: R) => string;
  rowLabel: (row: R) => string;
  selected: readonly string[] | undefined;
  onSelect: (keys: string[]) => void;
}

export function RowCards<R>({ rows, columns, rowKey, rowLabel, selected, onSelect }: Props<R>) {
  const { t } = useTranslation('components');
  const [first, ...rest] = columns;
  return (
    <Flex vertical gap={8} component="ul" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
      {rows.map((row) => {
        const key = rowKey(row);
        return (
          <li key={key}>
            <Card size="small">
              <Flex gap={8} align="flex-start" style={{ marginBottom: 8 }}>
                {selected && (
                  <Checkbox
                    checked={selected.includes(key)}
                    aria-label={t('list.select_row', { row: rowLabel(row) })}
                    onChange={(event) =>
                      onSelect(
                        event.target.checked
                          ? [...selected, key]
                          : selected.filter((one) => one !== key),
                      )
                    }
                  />
                )}
                <strong style={{ overflowWrap: 'anywhere' }}>{first?.render(row)}</strong>
              </Flex>
              <Descriptions
                size="small"
                column={1}
                items={rest.map((column) => ({
                  key: column.key,
                  label: column.title,
                  children: column.render(row),
                }))}
              />
            </Card>
          </li>
        );
      })}
    </Flex>
  );
}
