/** The windows of a calendar as bars on one scale, with the exam days as marks; the tables hold the same. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format/useFormat';
import './timeline.css';
import type { Calendar } from './words';

const DAY = 86_400_000;
const day = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / DAY;
const iso = (value: number) => new Date(value * DAY).toISOString().slice(0, 10);

/** First days of the months between two days. */
function months(first: number, last: number): number[] {
  const found: number[] = [];
  const at = new Date(first * DAY);
  for (
    let month = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);
    month / DAY <= last;
    month = Date.UTC(new Date(month).getUTCFullYear(), new Date(month).getUTCMonth() + 1, 1)
  ) {
    found.push(month / DAY);
  }
  return found;
}

export function Timeline({ calendar }: { calendar: Calendar }) {
  const { t } = useTranslation('editions');
  const format = useFormat();
  const starts = [
    ...calendar.windows.map((window) => day(window.start)),
    ...calendar.exam_dates.map((exam) => day(exam.date)),
  ];
  const ends = [
    ...calendar.windows.map((window) => day(window.end)),
    ...calendar.exam_dates.map((exam) => day(exam.date)),
  ];
  if (starts.length === 0) return <p>{t('calendar.no_windows')}</p>;
  const first = Math.min(...starts);
  const last = Math.max(...ends) + 1;
  const left = (value: number) => `${((value - first) / (last - first)) * 100}%`;
  const width = (days: number) => `${(days / (last - first)) * 100}%`;
  const marks = (
    <>
      {months(first, last).map((month) => (
        <span
          key={month}
          className="ox-timeline__month"
          style={{ insetInlineStart: left(month) }}
        />
      ))}
    </>
  );

  return (
    <div className="ox-timeline" role="img" aria-label={t('calendar.overview_label')}>
      <div className="ox-timeline__row">
        <span className="ox-timeline__label" />
        <span className="ox-timeline__track ox-timeline__track--scale">
          {months(first, last).map((month) => (
            <span
              key={month}
              className="ox-timeline__tick"
              style={{ insetInlineStart: left(month) }}
            >
              {format.month(iso(month))}
            </span>
          ))}
        </span>
      </div>
      {calendar.windows.map((window) => (
        <div key={`${window.kind}|${window.period}`} className="ox-timeline__row">
          <span className="ox-timeline__label">
            {t(`kind.${window.kind}`)} {window.period}
          </span>
          <span className="ox-timeline__track">
            {marks}
            <span
              className={`ox-timeline__bar ox-timeline__bar--${window.effect}`}
              style={{
                insetInlineStart: left(day(window.start)),
                width: width(day(window.end) - day(window.start) + 1),
              }}
              title={t('from_to', {
                start: format.date(window.start),
                end: format.date(window.end),
              })}
            />
          </span>
        </div>
      ))}
      {calendar.exam_dates.map((exam) => (
        <div key={exam.id} className="ox-timeline__row">
          <span className="ox-timeline__label">{t('exam', { period: exam.period })}</span>
          <span className="ox-timeline__track">
            {marks}
            <span
              className="ox-timeline__bar ox-timeline__bar--exam"
              style={{ insetInlineStart: left(day(exam.date)), width: width(1) }}
              title={format.date(exam.date)}
            />
          </span>
        </div>
      ))}
    </div>
  );
}
