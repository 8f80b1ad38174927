/**
 * A week as a grid of days and half hours: what stands in it, what is taken, and times to be chosen by mouse, touch or
 * keyboard. It knows nothing of what is planned in it.
 *
 * Arrow keys move from cell to cell, with Shift they choose a longer time, Enter takes it.
 */
import { LeftOutlined, RightOutlined, WarningOutlined } from '@ant-design/icons';
import { Button, Flex } from 'antd';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format/useFormat';
import { addDays, clock, type DaySpan, dayParts, meets, type Span, weekOf } from './week';
import './WeekGrid.css';

/** Something that stands in the week. */
export interface WeekItem extends Span {
  key: string;
  label: string;
  /** A second line. */
  detail?: string;
  look: 'own' | 'proposed' | 'done' | 'gone';
}

interface Props {
  /** What is planned in it, for who cannot see it. */
  label: string;
  /** The Monday of the week that is shown. */
  monday: string;
  onMonday: (monday: string) => void;
  items: readonly WeekItem[];
  /** What is taken by others; drawn behind, and said of each cell. */
  busy?: readonly Span[];
  /** Days on which nothing can be planned are shaded. */
  allowed?: (day: string) => boolean;
  onOpen?: (item: WeekItem) => void;
  /** A time was chosen, of minutes since the day's beginning. */
  onPick?: (time: DaySpan) => void;
  /** Minutes that a single cell stands for when it is chosen. */
  pickMinutes?: number;
  /** The first and the last hour that is shown. */
  hours?: [number, number];
  extra?: ReactNode;
}

const STEP = 30;
const ROW = 24;

interface Place {
  day: number;
  row: number;
}

export function WeekGrid({
  label,
  monday,
  onMonday,
  items,
  busy = [],
  allowed = () => true,
  onOpen,
  onPick,
  pickMinutes = 90,
  hours = [8, 22],
  extra,
}: Props) {
  const { t } = useTranslation('components');
  const format = useFormat();
  const table = useRef<HTMLTableElement>(null);
  const [focus, setFocus] = useState<Place>({ day: 0, row: 2 });
  const [anchor, setAnchor] = useState<Place>();
  const [pressed, setPressed] = useState(false);
  const days = weekOf(monday);
  const first = hours[0] * 60;
  const last = hours[1] * 60;
  const rows = Array.from({ length: (last - first) / STEP }, (_, n) => first + n * STEP);
  const taken = busy.flatMap(dayParts);
  const own = items.filter(({ look }) => look !== 'gone').flatMap((i) => dayParts(i));
  const from = anchor && anchor.day === focus.day ? Math.min(anchor.row, focus.row) : focus.row;
  const until = anchor && anchor.day === focus.day ? Math.max(anchor.row, focus.row) : focus.row;
  const chosen = (day: number, row: number) =>
    anchor !== undefined && day === focus.day && row >= from && row <= until;

  const move = (next: Place, extend: boolean) => {
    const day = Math.max(0, Math.min(6, next.day));
    const row = Math.max(0, Math.min(rows.length - 1, next.row));
    setAnchor(extend ? (anchor ?? focus) : undefined);
    setFocus({ day: extend ? focus.day : day, row });
    const at = extend ? focus.day : day;
    table.current?.querySelector<HTMLElement>(`[data-cell="${at}-${row}"]`)?.focus();
  };
  const pick = () => {
    const start = rows[from];
    const end = rows[until];
    const day = days[focus.day];
    setAnchor(undefined);
    setPressed(false);
    if (!onPick || start === undefined || end === undefined || !day) return;
    const length = from === until ? pickMinutes : end + STEP - start;
    onPick({ day, from: start, until: Math.min(1440, start + length) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      const sideways = step[0] !== 0;
      move(
        { day: focus.day + step[0], row: focus.row + step[1] },
        event.shiftKey && !sideways && onPick !== undefined,
      );
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      pick();
    } else if (event.key === 'Escape') {
      setAnchor(undefined);
    }
  };

  const said = (day: string, start: number) => {
    const span = { day, from: start, until: start + STEP };
    const words = [format.day(day), `${clock(start)}–${clock(start + STEP)}`];
    const here = items.filter(
      (i) => i.look !== 'gone' && dayParts(i).some((part) => meets(part, span)),
    );
    words.push(...here.map((i) => i.label));
    if (taken.some((part) => meets(part, span))) words.push(t('week.busy'));
    if (!allowed(day)) words.push(t('week.outside'));
    return words.join(t('week.separator'));
  };

  const box = (part: DaySpan) => ({
    left: `calc(${(100 / 7) * days.indexOf(part.day)}% + 2px)`,
    width: `calc(${100 / 7}% - 4px)`,
    top: ((Math.max(part.from, first) - first) / STEP) * ROW,
    height: ((Math.min(part.until, last) - Math.max(part.from, first)) / STEP) * ROW - 2,
  });
  const visible = (part: DaySpan) =>
    days.includes(part.day) && part.until > first && part.from < last;

  return (
    <div className="ox-week">
      <Flex wrap gap={8} align="center" className="ox-week__bar">
        <Button
          icon={<LeftOutlined />}
          aria-label={t('week.previous')}
          onClick={() => onMonday(addDays(monday, -7))}
        />
        <strong aria-live="polite">
          {format.day(days[0])} – {format.day(days[6])}
        </strong>
        <Button
          icon={<RightOutlined />}
          aria-label={t('week.next')}
          onClick={() => onMonday(addDays(monday, 7))}
        />
        {extra}
      </Flex>
      {onPick && <p className="ox-week__hint">{t('week.hint')}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on a narrow screen, by keyboard as well */}
      <section className="ox-week__frame" aria-label={label} tabIndex={0}>
        <div className="ox-week__sheet">
          {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of cells that are moved through */}
          <table ref={table} role="grid" aria-label={label} onKeyDown={onKeyDown}>
            <thead>
              <tr>
                <th scope="col">{t('week.time')}</th>
                {days.map((day) => (
                  <th key={day} scope="col" className={allowed(day) ? '' : 'is-outside'}>
                    {format.day(day)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((start, row) => (
                <tr key={start}>
                  <th scope="row">{start % 60 === 0 ? clock(start) : ''}</th>
                  {days.map((day, column) => (
                    <td
                      key={day}
                      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of the grid around it
                      role="gridcell"
                      data-cell={`${column}-${row}`}
                      tabIndex={focus.day === column && focus.row === row ? 0 : -1}
                      aria-selected={chosen(column, row)}
                      aria-label={said(day, start)}
                      className={[
                        allowed(day) ? '' : 'is-outside',
                        chosen(column, row) ? 'is-chosen' : '',
                        start % 60 === 0 ? 'is-hour' : '',
                      ].join(' ')}
                      onFocus={() => {
                        if (!anchor) setFocus({ day: column, row });
                      }}
                      onPointerDown={(event) => {
                        if (!onPick || event.button !== 0) return;
                        setPressed(true);
                        setAnchor({ day: column, row });
                        setFocus({ day: column, row });
                      }}
                      onPointerEnter={() => {
                        if (pressed && anchor) setFocus({ day: anchor.day, row });
                      }}
                      onPointerUp={() => {
                        if (pressed) pick();
                      }}
                    />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          <div className="ox-week__layer">
            {taken.filter(visible).map((part) => (
              <span
                key={`${part.day}-${part.from}-${part.until}`}
                className="ox-week__busy"
                style={box(part)}
                aria-hidden="true"
              />
            ))}
            {items.flatMap((item) =>
              dayParts(item)
                .filter(visible)
                .map((part) => {
                  const others = own.filter((o) => meets(o, part)).length > 1;
                  const clash =
                    item.look === 'proposed' && (others || taken.some((o) => meets(o, part)));
                  return (
                    <button
                      key={`${item.key}-${part.day}`}
                      type="button"
                      className={`ox-week__item is-${item.look}${clash ? ' is-clash' : ''}`}
                      style={box(part)}
                      onClick={() => onOpen?.(item)}
                    >
                      <span className="ox-week__clock">
                        {clash && <WarningOutlined aria-label={t('week.clash')} />}{' '}
                        {clock(part.from)}–{clock(part.until)}
                      </span>
                      <span className="ox-week__label">{item.label}</span>
                      {item.detail && <span className="ox-week__detail">{item.detail}</span>}
                    </button>
                  );
                }),
            )}
          </div>
        </div>
      </section>
    </div>
  );
}
