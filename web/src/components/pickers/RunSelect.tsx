/** One of the runs that have issued certificates, newest first. */
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, call } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { useClear } from './useClear';
import { useEditions } from './useEditions';

interface Props {
  id?: string;
  value?: string;
  onChange?: (value: string | undefined) => void;
  placeholder: string;
}

export function RunSelect({ id, value, onChange, placeholder }: Props) {
  const { t } = useTranslation('components');
  const clear = useClear();
  const format = useFormat();
  const { editionTitle } = useEditions();
  const { data, isFetching } = useQuery({
    queryKey: ['issuance-runs', 'issued'],
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/v1/issuance-runs', {
          params: { query: { status: 'issued', limit: 200 } },
          signal,
        }),
      ),
  });
  return (
    <Select
      {...(id ? { id } : {})}
      allowClear={clear}
      value={value ?? null}
      loading={isFetching}
      placeholder={placeholder}
      showSearch={{ optionFilterProp: 'label' }}
      onChange={(next: string | null) => onChange?.(next ?? undefined)}
      options={(data?.items ?? []).map((run) => ({
        value: run.id,
        label: t('pickers.run', {
          edition: editionTitle(run.edition_id),
          at: format.dateTime(run.prepared_at),
          n: format.number(run.counts.issued),
        }),
      }))}
    />
  );
}
