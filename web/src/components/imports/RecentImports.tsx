/** The newest imports, to take up again what was left open or begun on another machine. */
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ImportEndpoints, ImportView } from '@/lib/api/imports';
import { DateTimeText } from '../display/Formatted';
import { StateTag, type Tone } from '../display/StateTag';

const TONE: Record<ImportView['status'], Tone> = {
  parsing: 'active',
  ready: 'waiting',
  committing: 'active',
  committed: 'good',
  failed: 'bad',
  discarded: 'neutral',
};

interface Props {
  name: string;
  endpoints: ImportEndpoints;
  onOpen: (id: string) => void;
}

export function RecentImports({ name, endpoints, onOpen }: Props) {
  const { t } = useTranslation('components');
  // A help beside the main thing: without an answer it is simply not there.
  const { data = [] } = useQuery({
    queryKey: ['imports', name, 'recent'],
    queryFn: ({ signal }) => endpoints.recent(signal),
  });
  if (data.length === 0) return null;
  return (
    <section aria-labelledby="recent-imports">
      <Typography.Title level={2} id="recent-imports" style={{ fontSize: 15 }}>
        {t('import.recent')}
      </Typography.Title>
      <Flex vertical gap={4} component="ul" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
        {data.map((one) => (
          <Flex key={one.id} wrap gap={8} align="center" component="li">
            <StateTag tone={TONE[one.status]}>{t(`import.states.${one.status}`)}</StateTag>
            <DateTimeText value={one.created_at} />
            {one.status === 'discarded' ? (
              <span>{one.file_name}</span>
            ) : (
              <Button
                type="link"
                style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'start' }}
                onClick={() => onOpen(one.id)}
              >
                {one.file_name}
              </Button>
            )}
          </Flex>
        ))}
      </Flex>
    </section>
  );
}
