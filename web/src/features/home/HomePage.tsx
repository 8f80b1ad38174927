/** What needs this person today, by role: what waits, what is late, what is next; a number leads to its rows. */
import { useQuery } from '@tanstack/react-query';
import { Card, Col, Empty, Flex, Row, Skeleton, Timeline, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageHeader } from '@/components/display/PageHeader';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { api, call } from '@/lib/api/client';
import type { Answer } from '@/lib/api/types';
import { useFormat } from '@/lib/format/useFormat';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { useSession } from '@/lib/session/store';
import { FirstSteps } from './FirstSteps';
import './home.css';

type Home = Answer<'/api/v1/home', 'get'>;

function WaitingCard({ card }: { card: Home['cards'][number] }) {
  const { t } = useTranslation('home');
  const { text } = useDynamicText('home');
  const format = useFormat();
  const late = card.late ?? 0;
  const body = (
    <Card size="small" hoverable={Boolean(card.link)} className="ox-waiting">
      <Typography.Text type="secondary">{text(`cards.${card.code}`, card.code)}</Typography.Text>
      <div className="ox-waiting__count">{format.number(card.count)}</div>
      {late > 0 && <StateTag tone="bad">{t('late', { count: late })}</StateTag>}
    </Card>
  );
  return card.link ? (
    <Link to={card.link} className="ox-waiting__link">
      {body}
    </Link>
  ) : (
    body
  );
}

export default function HomePage() {
  const { t } = useTranslation('home');
  const { text } = useDynamicText('home');
  const format = useFormat();
  const { user, grant } = useSession();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['home', grant?.id],
    queryFn: ({ signal }) => call(api.GET('/api/v1/home', { signal })),
  });

  return (
    <>
      <PageHeader title={t('title')} intro={user && t('greeting', { name: user.display_name })} />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton active />}
      {data && (
        <Flex vertical gap={24}>
          <section aria-labelledby="home-waiting">
            <Typography.Title level={2} id="home-waiting" style={{ fontSize: 17 }}>
              {t('waiting')}
            </Typography.Title>
            {data.cards.length === 0 ? (
              <FirstSteps />
            ) : (
              <Row gutter={[16, 16]}>
                {data.cards.map((card) => (
                  <Col key={card.code} xs={12} md={8} xl={6}>
                    <WaitingCard card={card} />
                  </Col>
                ))}
              </Row>
            )}
          </section>
          <section aria-labelledby="home-next">
            <Typography.Title level={2} id="home-next" style={{ fontSize: 17 }}>
              {t('next')}
            </Typography.Title>
            <Card size="small">
              {data.next.length === 0 ? (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('nothing_next')} />
              ) : (
                <Timeline
                  style={{ marginTop: 12 }}
                  items={data.next.map((item) => ({
                    key: `${item.code}|${item.date}`,
                    content: (
                      <>
                        <strong>{format.day(item.date)}</strong>{' '}
                        {text(`dates.${item.code}`, item.code, { ...item.params })}
                      </>
                    ),
                  }))}
                />
              )}
            </Card>
          </section>
        </Flex>
      )}
    </>
  );
}
