/** Values of the province-level regions as a tile map, and the same numbers as a table. */
import { Segmented, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format/useFormat';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { TILES } from './tiles';
import './TileMap.css';

interface Props {
  /** What is counted: the map's name and the table's column. */
  label: string;
  /** Value by two-digit region code; a region that is absent has no data, which is not zero. */
  values: Readonly<Record<string, number>>;
  onSelect?: (regionCode: string) => void;
  /** The numbers stand in a table of the page itself. */
  mapOnly?: boolean;
}

const COMPACT_FROM = 100_000;

/** 0–4: fifths of the largest value, so that equal colours mean equal amounts on one map. */
export function step(value: number, largest: number): number {
  if (largest <= 0 || value <= 0) return 0;
  return Math.min(4, Math.ceil((value / largest) * 5) - 1);
}

export function TileMap({ label, values, onSelect, mapOnly = false }: Props) {
  const { t } = useTranslation('components');
  const { text } = useDynamicText('regions');
  const format = useFormat();
  const [view, setView] = useState<'map' | 'table'>('map');
  const largest = Math.max(0, ...Object.values(values));
  const short = (code: string) => text(`short.${code}`, code);

  return (
    <section aria-label={label}>
      {!mapOnly && (
        <Segmented
          aria-label={t('map.as')}
          value={view}
          onChange={setView}
          options={[
            { value: 'map', label: t('map.as_map') },
            { value: 'table', label: t('map.as_table') },
          ]}
          style={{ marginBottom: 12 }}
        />
      )}
      {view === 'map' ? (
        <div className="ox-tiles-frame">
          <div className="ox-tiles">
            {TILES.map(({ code, column, row }) => {
              const value = values[code];
              const shade = value === undefined ? 'none' : String(step(value, largest));
              const exact = value === undefined ? t('absent') : format.number(value);
              // A tile has room for six characters; the exact number stands in its title and in the table.
              const shown =
                value === undefined ? '–' : value < COMPACT_FROM ? exact : format.compact(value);
              const props = {
                className: `ox-tile ox-tile--${shade}`,
                style: { gridColumn: column, gridRow: row },
                'data-region': code,
                title: `${short(code)} ${exact}`,
              };
              const inner = (
                <>
                  <span className="ox-tile__name">{short(code)}</span>
                  <span className="ox-tile__value">{shown}</span>
                </>
              );
              return onSelect && value !== undefined ? (
                <button {...props} key={code} type="button" onClick={() => onSelect(code)}>
                  {inner}
                </button>
              ) : (
                <div {...props} key={code}>
                  {inner}
                </div>
              );
            })}
          </div>
        </div>
      ) : (
        <Table
          size="small"
          pagination={false}
          rowKey="code"
          dataSource={TILES.map(({ code }) => ({ code, value: values[code] })).sort((a, b) =>
            a.code.localeCompare(b.code),
          )}
          columns={[
            {
              title: t('map.region'),
              dataIndex: 'code',
              render: (code: string) =>
                onSelect && values[code] !== undefined ? (
                  <button type="button" className="ox-link" onClick={() => onSelect(code)}>
                    {short(code)}
                  </button>
                ) : (
                  short(code)
                ),
            },
            {
              title: label,
              dataIndex: 'value',
              align: 'right',
              sorter: (a, b) => (a.value ?? -1) - (b.value ?? -1),
              render: (value: number | undefined) =>
                value === undefined ? '–' : format.number(value),
            },
          ]}
        />
      )}
    </section>
  );
}
