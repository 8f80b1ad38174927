/** The country by province: one measure as a map and as a table, and all measures side by side. */
import { useQuery } from '@tanstack/react-query';
import { Card, Col, Flex, Row, Select, Skeleton, Statistic } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { PageHeader } from '@/components/display/PageHeader';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { TileMap } from '@/components/map/TileMap';
import { useEditions } from '@/components/pickers/useEditions';
import { api, call } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';

const MEASURES = ['institutions', 'students', 'teachers', 'cohorts', 'certificates'] as const;
type Measure = (typeof MEASURES)[number];

const isMeasure = (text: string | null): text is Measure =>
  (MEASURES as readonly (string | null)[]).includes(text);

/** Where the rows behind a number are, where a list of them can be asked for one region. */
const ROWS: Partial<Record<Measure, string>> = {
  institutions: '/institutions',
  students: '/students',
  teachers: '/teachers',
  cohorts: '/cohorts',
  certificates: '/certificates',
};

export default function OverviewPage() {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const { options, current, error: editionsError, loaded } = useEditions();
  const asked = params.get('measure');
  const measure: Measure = isMeasure(asked) ? asked : 'institutions';
  const edition = params.get('edition') ?? current?.id;
  const { data, error, refetch } = useQuery({
    queryKey: ['overview', 'regions', edition],
    enabled: loaded,
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/v1/overview/regions', {
          params: { query: edition ? { edition_id: edition } : {} },
          signal,
        }),
      ),
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
  const regions = data?.items ?? [];
  const total = (one: Measure) => regions.reduce((sum, region) => sum + region[one], 0);
  const rows = ROWS[measure];

  return (
    <>
      <PageHeader
        title={t('title')}
        intro={t('intro')}
        extra={
          options.length > 1 && (
            <Select
              aria-label={t('edition')}
              value={edition ?? null}
              options={options}
              onChange={(value: string) => set('edition', value)}
              popupMatchSelectWidth={false}
              style={{ minWidth: 200, maxWidth: '100%' }}
            />
          )
        }
      />
      {(error ?? editionsError) && (
        <ProblemAlert error={error ?? editionsError} onRetry={() => void refetch()} />
      )}
      {!data && !error && !editionsError && <Skeleton active />}
      {data && (
        <Flex vertical gap={16}>
          <Row gutter={[12, 12]}>
            {MEASURES.map((one) => (
              <Col key={one} xs={12} md={8} xl={4}>
                <button
                  type="button"
                  aria-pressed={one === measure}
                  onClick={() => set('measure', one)}
                  style={{
                    width: '100%',
                    padding: 0,
                    border: 0,
                    background: 'none',
                    textAlign: 'start',
                    cursor: 'pointer',
                  }}
                >
                  <Card
                    size="small"
                    hoverable
                    style={one === measure ? { borderColor: '#1d5fd1', borderWidth: 2 } : {}}
                  >
                    <Statistic
                      title={t(`measure.${one}`)}
                      value={total(one)}
                      formatter={(value) => format.number(Number(value))}
                    />
                  </Card>
                </button>
              </Col>
            ))}
          </Row>
          <Card size="small" title={t('by_region', { measure: t(`measure.${measure}`) })}>
            <TileMap
              label={t(`measure.${measure}`)}
              values={Object.fromEntries(
                regions.map((region) => [region.region_code, region[measure]]),
              )}
              {...(rows
                ? { onSelect: (code: string) => void navigate(`${rows}?region_code=${code}`) }
                : {})}
            />
          </Card>
        </Flex>
      )}
    </>
  );
}
