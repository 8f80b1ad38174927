/** How teacher training stands: a period's regions as tiles and as a table, each number leading to its rows. */
import { useQuery } from '@tanstack/react-query';
import { Card, Col, Empty, Flex, Row, Select, Skeleton, Statistic, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { PageHeader } from '@/components/display/PageHeader';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { ExportButton } from '@/components/list/ExportButton';
import { TileMap } from '@/components/map/TileMap';
import { useEditions, usePeriods } from '@/components/pickers/useEditions';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { BOARD, type BoardRegion, getBoard, MEASURES, type Measure, ROWS } from './api';
import { BoardTable } from './BoardTable';
import { rowsOf } from './rows';

const isMeasure = (text: string | null): text is Measure =>
  (MEASURES as readonly (string | null)[]).includes(text);

export default function BoardPage() {
  const { t } = useTranslation('training');
  const format = useFormat();
  const navigate = useNavigate();
  const { grant } = useSession();
  const [params, setParams] = useSearchParams();
  const { options, current, error: editionsError, loaded } = useEditions();
  const edition = params.get('edition_id') ?? current?.id;
  const periods = usePeriods(edition, 'teacher_training');
  const asked = params.get('measure');
  const measure: Measure = isMeasure(asked) ? asked : 'enrolled';
  const period = params.get('period') ?? 'all';
  const { data, error, refetch } = useQuery({
    queryKey: [...BOARD, edition],
    enabled: loaded,
    queryFn: ({ signal }) => getBoard({ edition_id: edition }, signal),
  });
  const set = (name: string, value: string) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        after.set(name, value);
        return after;
      },
      { replace: true },
    );

  const rows = together(
    (data?.items ?? []).filter((r) => period === 'all' || String(r.period) === period),
  );
  const total = (one: Measure) => rows.reduce((sum, row) => sum + row[one], 0);
  const place = {
    edition,
    period: period === 'all' ? undefined : period,
    wide: grant?.scope.kind === 'country',
  };
  const query = { edition_id: edition, ...(place.period ? { period: place.period } : {}) };

  return (
    <>
      <PageHeader
        title={t('board.title')}
        intro={t('board.intro')}
        extra={
          <>
            {options.length > 1 && (
              <Select
                aria-label={t('fields.edition')}
                value={edition ?? null}
                options={options}
                onChange={(value: string) => set('edition_id', value)}
                popupMatchSelectWidth={false}
                style={{ minWidth: 200, maxWidth: '100%' }}
              />
            )}
            <ExportButton
              path="/api/v1/training-board/export.xlsx"
              query={query}
              fallbackName={t('board.file')}
            />
            <ExportButton
              path="/api/v1/national-plan-hours/export.xlsx"
              query={query}
              fallbackName={t('board.plan_file')}
              label={t('board.plan')}
            />
          </>
        }
      />
      {(error ?? editionsError) && (
        <ProblemAlert error={error ?? editionsError} onRetry={() => void refetch()} />
      )}
      {!data && !error && !editionsError && <Skeleton active />}
      {data && (
        <>
          <Tabs
            activeKey={period}
            onChange={(next) => set('period', next)}
            items={[
              { key: 'all', label: t('board.all_periods') },
              ...periods.map(({ period: no }) => ({ key: String(no), label: t('period', { no }) })),
            ]}
          />
          {rows.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('board.empty')} />
          ) : (
            <Flex vertical gap={16}>
              <Row gutter={[12, 12]}>
                {MEASURES.map((one) => (
                  <Col key={one} xs={12} md={8} xl={6}>
                    <MeasureButton
                      label={t(`board.measure.${one}`)}
                      value={format.number(total(one))}
                      chosen={one === measure}
                      onChoose={() => set('measure', one)}
                    />
                  </Col>
                ))}
              </Row>
              <Card
                size="small"
                title={t('board.by_region', { measure: t(`board.measure.${measure}`) })}
              >
                <Row gutter={[24, 16]}>
                  {place.wide && (
                    <Col xs={24} xl={10}>
                      <TileMap
                        mapOnly
                        label={t(`board.measure.${measure}`)}
                        values={Object.fromEntries(
                          rows.map((row) => [row.region_code, row[measure]]),
                        )}
                        {...(ROWS[measure]
                          ? {
                              onSelect: (code: string) => {
                                const list = rowsOf(measure, code, place);
                                if (list) void navigate(list);
                              },
                            }
                          : {})}
                      />
                    </Col>
                  )}
                  <Col xs={24} xl={place.wide ? 14 : 24}>
                    <BoardTable rows={rows} chosen={measure} place={place} />
                  </Col>
                </Row>
              </Card>
            </Flex>
          )}
        </>
      )}
    </>
  );
}

/** A measure that the map shows when it is chosen. */
function MeasureButton({
  label,
  value,
  chosen,
  onChoose,
}: {
  label: string;
  value: string;
  chosen: boolean;
  onChoose: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onChoose}
      style={{
        width: '100%',
        padding: 0,
        border: 0,
        background: 'none',
        textAlign: 'start',
        cursor: 'pointer',
      }}
    >
      <Card size="small" hoverable style={chosen ? { borderColor: '#1d5fd1', borderWidth: 2 } : {}}>
        <Statistic title={label} value={value} />
      </Card>
    </button>
  );
}

/** One row a region, whatever the periods. */
function together(rows: readonly BoardRegion[]): BoardRegion[] {
  const regions = new Map<string, BoardRegion>();
  for (const row of rows) {
    const sum = regions.get(row.region_code);
    if (!sum) {
      regions.set(row.region_code, { ...row });
      continue;
    }
    for (const one of MEASURES) sum[one] += row[one];
  }
  return [...regions.values()];
}
