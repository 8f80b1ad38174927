/** What certificates are printed with: every version of the words and pictures, by kind and edition. */
import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { useEditions } from '@/components/pickers/useEditions';
import { api, call } from '@/lib/api/client';
import { mayOpen } from '@/lib/routing/feature';
import { useSession } from '@/lib/session/store';
import { useTemplateTitle } from './useTemplateTitle';
import { isKind, KINDS, MAKERS, newPath, TEMPLATES, type TemplateRow } from './words';

export default function TemplatesPage() {
  const { t } = useTranslation('certificate_templates');
  const { grant } = useSession();
  const { options: editionOptions, editionTitle } = useEditions();
  const { title, of } = useTemplateTitle();
  const [params] = useSearchParams();
  const maker = mayOpen(MAKERS, grant?.role);
  const asked = params.get('kind');
  const kind = isKind(asked) ? asked : KINDS[0];

  const make = maker && kind && (
    <Link to={newPath(kind, params.get('edition_id'))}>
      <Button type="primary" icon={<PlusOutlined />} tabIndex={-1}>
        {t('make')}
      </Button>
    </Link>
  );

  const filters: ListFilter[] = [
    {
      key: 'kind',
      label: t('fields.kind'),
      options: KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
    },
    { key: 'edition_id', label: t('fields.edition'), options: editionOptions },
  ];

  const columns: ListColumn<TemplateRow>[] = [
    {
      key: 'kind',
      title: t('fields.kind'),
      render: (row) => <Link to={`/certificate-templates/${row.id}`}>{title(row)}</Link>,
    },
    { key: 'edition', title: t('fields.edition'), render: (row) => of(row, editionTitle) },
    { key: 'no', title: t('fields.no'), align: 'right', render: (row) => row.no },
    {
      key: 'in_force',
      title: t('fields.in_force'),
      render: (row) => (
        <StateTag tone={row.in_force ? 'good' : 'neutral'}>
          {t(row.in_force ? 'in_force' : 'replaced')}
        </StateTag>
      ),
    },
    { key: 'seal', title: t('fields.seal'), render: (row) => <Has picture={row.has_seal} /> },
    {
      key: 'background',
      title: t('fields.background'),
      render: (row) => <Has picture={row.has_background} />,
    },
    { key: 'by', title: t('fields.created_by'), render: (row) => row.created_by_name },
    {
      key: 'created_at',
      title: t('fields.created_at'),
      render: (row) => <DateTimeText value={row.created_at} />,
    },
  ];

  return (
    <ListPage<TemplateRow>
      id="certificate-templates"
      title={t('title')}
      intro={t('intro')}
      queryKey={[...TEMPLATES, 'list']}
      fetchPage={({ cursor, limit, count, filters: set }, signal) =>
        call(
          api.GET('/api/v1/certificate-templates', {
            params: { query: { cursor, limit, count, ...set } },
            signal,
          }),
        )
      }
      columns={columns}
      rowKey={(row) => row.id}
      rowLabel={(row) => `${title(row)} ${of(row, editionTitle)}`}
      filters={filters}
      exportTo={{ path: '/api/v1/certificate-templates/export.xlsx' }}
      actions={make}
      empty={{
        title: t('empty'),
        hint: t(maker ? 'empty_hint' : 'empty_hint_reader'),
        action: make,
      }}
    />
  );
}

function Has({ picture }: { picture: boolean }) {
  const { t } = useTranslation('certificate_templates');
  return <Text value={picture ? t('there') : undefined} />;
}
