/** Where the certificate stands in the transparency log: its leaves, and the signed head that holds them. */
import { useQuery } from '@tanstack/react-query';
import { Card, Descriptions, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { api, call } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { CERTIFICATES, type Certificate } from './words';

/** What the note of a head says (C2SP tlog-checkpoint): the log's name, its size, its root, its time. */
export function readHead(note: string) {
  const [origin = '', size = '', root = '', time = ''] = note.split('\n');
  const seconds = Number(time.replace(/^time /, ''));
  return { origin, size: Number(size), root, at: new Date(seconds * 1000).toISOString() };
}

interface Entry {
  kind: string;
  at: string;
}

export function LogCard({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation('certificates');
  const { text } = useDynamicText('certificates');
  const format = useFormat();
  const { data, error, isPending, refetch } = useQuery({
    // A revocation is one more leaf.
    queryKey: [...CERTIFICATES, certificate.id, 'log', certificate.version],
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/v1/public/log/inclusion', {
          params: { query: { digest: certificate.snapshot_hash } },
          signal,
        }),
      ),
  });
  const head = data && readHead(data.checkpoint);

  return (
    <Card size="small" title={t('log.title')}>
      {error && !data && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Skeleton active paragraph={{ rows: 2 }} />}
      {data && head && (
        <Descriptions
          size="small"
          column={1}
          items={[
            ...data.leaves.map(({ index, entry }) => {
              const { kind, at } = JSON.parse(entry) as Entry;
              return {
                key: kind,
                label: text(`log.kind.${kind}`, kind),
                children: (
                  <span>
                    {t('log.index', { index: format.number(index) })} <DateTimeText value={at} />
                  </span>
                ),
              };
            }),
            {
              key: 'head',
              label: t('log.head'),
              children: (
                <span style={{ overflowWrap: 'anywhere' }}>
                  {t('log.size', { size: format.number(head.size), origin: head.origin })}{' '}
                  <DateTimeText value={head.at} />
                </span>
              ),
            },
            {
              key: 'root',
              label: t('log.root'),
              children: <code style={{ overflowWrap: 'anywhere' }}>{head.root}</code>,
            },
          ]}
        />
      )}
    </Card>
  );
}
