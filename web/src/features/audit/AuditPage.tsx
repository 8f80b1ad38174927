/** Who did what, when, in which role: within one's scope, newest first. */
import { SearchOutlined } from '@ant-design/icons';
import { DatePicker, Input, Typography } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { ListPage } from '@/components/list/ListPage';
import type { ListFilter } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { UserSelect } from '@/components/pickers/UserSelect';
import { api, call } from '@/lib/api/client';
import type { Answer, Item } from '@/lib/api/types';
import { useFormat } from '@/lib/format/useFormat';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { details, type Words } from './details';
import { NOUNS } from './nouns';
import './audit.css';

type AuditEvent = Item<Answer<'/api/v1/audit-events', 'get'>>;

const day = (key: string, label: string): ListFilter => ({
  key,
  label,
  options: [],
  control: (value, change) => (
    <DatePicker
      aria-label={label}
      placeholder={label}
      value={value ? dayjs(value) : null}
      onChange={(next) => change(next ? next.format('YYYY-MM-DD') : undefined)}
      style={{ width: '100%' }}
    />
  ),
});

export default function AuditPage() {
  const { t } = useTranslation('audit');
  const { text } = useDynamicText('audit');
  const { text: common } = useDynamicText('common');
  const { regionName } = useRegions();
  const format = useFormat();

  /** A sentence of its own where there is one, else what was done to what kind of thing. */
  const action = (code: string): string => {
    const [noun = '', verb = ''] = code.split('.');
    const said = text(`verbs.${verb}`, '');
    const plain = said ? `${text(`nouns.${noun}`, noun)} · ${said}` : code;
    return text(`actions.${code.replaceAll('.', '_')}`, plain);
  };

  const words: Words = {
    text,
    action,
    role: (code) => common(`roles.${code}`, code),
    region: (code) => regionName(code) ?? code,
    instant: format.dateTime,
  };

  const filters: ListFilter[] = [
    {
      key: 'action',
      label: t('fields.action'),
      options: NOUNS.map((noun) => ({ value: `${noun}.`, label: t(`nouns.${noun}`) })),
      searchable: true,
    },
    {
      key: 'actor',
      label: t('fields.actor'),
      options: [],
      control: (value, change) => (
        <UserSelect
          label={t('fields.actor')}
          placeholder={t('actor_placeholder')}
          value={value ?? null}
          onChange={(next) => change(typeof next === 'string' ? next : undefined)}
        />
      ),
    },
    day('from', t('from')),
    day('to', t('to')),
    {
      key: 'subject_id',
      label: t('fields.subject'),
      options: [],
      control: (value, change) => (
        <Input
          key={value ?? ''}
          allowClear
          prefix={<SearchOutlined />}
          aria-label={t('fields.subject')}
          placeholder={t('subject_placeholder')}
          defaultValue={value ?? ''}
          onClear={() => change(undefined)}
          onPressEnter={(event) => change(event.currentTarget.value.trim() || undefined)}
        />
      ),
    },
  ];

  return (
    <ListPage<AuditEvent>
      id="audit"
      title={t('title')}
      intro={t('intro')}
      queryKey={['audit-events']}
      fetchPage={({ cursor, limit, count, filters: set }, signal) =>
        call(
          api.GET('/api/v1/audit-events', {
            params: { query: { limit, count, ...(cursor ? { cursor } : {}), ...set } },
            signal,
          }),
        )
      }
      rowKey={(row) => row.id}
      rowLabel={(row) => action(row.action)}
      filters={filters}
      exportTo={{ path: '/api/v1/audit-events/export.xlsx' }}
      columns={[
        { key: 'at', title: t('fields.at'), render: (row) => <DateTimeText value={row.at} /> },
        {
          key: 'actor',
          title: t('fields.actor'),
          render: (row) => <Text value={row.actor_name ?? row.actor_id} />,
        },
        {
          key: 'role',
          title: t('fields.role'),
          render: (row) => (
            <Text value={row.actor_role && common(`roles.${row.actor_role}`, row.actor_role)} />
          ),
        },
        {
          key: 'action',
          title: t('fields.action'),
          render: (row) => action(row.action),
        },
        {
          key: 'subject',
          title: t('fields.subject'),
          render: (row) => (
            <>
              {text(`nouns.${row.subject_kind}`, row.subject_kind)}{' '}
              {row.subject_id && <Typography.Text code>{row.subject_id}</Typography.Text>}
            </>
          ),
          initiallyHidden: true,
        },
        {
          key: 'region',
          title: t('fields.region'),
          render: (row) => <Text value={regionName(row.region_code)} />,
        },
        {
          key: 'detail',
          title: t('fields.detail'),
          render: (row) => {
            const told = details(row.detail, words);
            return told.length === 0 ? (
              <Text value={null} />
            ) : (
              <ul className="ox-details">
                {told.map(({ name, value }) => (
                  <li key={name}>
                    <Typography.Text type="secondary">{name + t('marks.pair')}</Typography.Text>
                    {value}
                  </li>
                ))}
              </ul>
            );
          },
        },
        {
          key: 'request',
          title: t('fields.request'),
          render: (row) => <Typography.Text code>{row.request_id}</Typography.Text>,
          initiallyHidden: true,
        },
      ]}
      empty={{ title: t('empty'), hint: t('empty_hint') }}
    />
  );
}
