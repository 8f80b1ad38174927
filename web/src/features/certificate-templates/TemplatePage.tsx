/** One version of a template: its words in both languages, its pictures, and a page printed with it. */
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Descriptions, Flex, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { useFileUrl } from '@/components/display/useFileUrl';
import { WideTable } from '@/components/display/WideTable';
import { useEditions } from '@/components/pickers/useEditions';
import { api, call } from '@/lib/api/client';
import { mayOpen } from '@/lib/routing/feature';
import { useSession } from '@/lib/session/store';
import { Specimen } from './Specimen';
import { picturesOf, preview } from './send';
import { LABELS, SENTENCES } from './texts';
import { useTemplateTitle } from './useTemplateTitle';
import {
  hasPicture,
  MAKERS,
  newPath,
  PICTURES,
  type Place,
  picturePath,
  TEMPLATES,
  type Template,
  type Texts,
} from './words';

export default function TemplatePage() {
  const { t } = useTranslation('certificate_templates');
  const { id = '' } = useParams();
  const { grant } = useSession();
  const { editionTitle } = useEditions();
  const { title, of } = useTemplateTitle();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...TEMPLATES, id],
    queryFn: ({ signal }) =>
      call(api.GET('/api/v1/certificate-templates/{id}', { params: { path: { id } }, signal })),
  });
  const maker = mayOpen(MAKERS, grant?.role);

  if (error && !data) return <PageProblem error={error} onRetry={() => void refetch()} />;

  return (
    <>
      <PageHeader
        title={data ? title(data) : t('title')}
        intro={data && of(data, editionTitle)}
        extra={
          maker &&
          data && (
            <Link to={newPath(data.kind, data.edition_id)}>
              <Button type="primary" icon={<PlusOutlined />} tabIndex={-1}>
                {t('make_next')}
              </Button>
            </Link>
          )
        }
      />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Skeleton active />}
      {data && (
        <Flex vertical gap={16}>
          <Alert type="info" showIcon title={t('issued_keep')} />
          <Card size="small">
            <Descriptions
              size="small"
              column={{ xs: 1, md: 2, xl: 3 }}
              items={[
                {
                  key: 'in_force',
                  label: t('fields.in_force'),
                  children: (
                    <StateTag tone={data.in_force ? 'good' : 'neutral'}>
                      {t(data.in_force ? 'in_force' : 'replaced')}
                    </StateTag>
                  ),
                },
                { key: 'by', label: t('fields.created_by'), children: data.created_by_name },
                {
                  key: 'at',
                  label: t('fields.created_at'),
                  children: <DateTimeText value={data.created_at} />,
                },
              ]}
            />
          </Card>
          <Card size="small" title={t('words')}>
            <WordsTable texts={data.texts} />
          </Card>
          {PICTURES.map((place) => (
            <Card key={place} size="small" title={t(`fields.${place}`)}>
              <PictureView template={data} place={place} />
            </Card>
          ))}
          {maker && (
            <Card size="small" title={t('specimen.title')}>
              <Specimen
                ask={() =>
                  preview(
                    {
                      kind: data.kind,
                      editionId: data.edition_id ?? undefined,
                      texts: data.texts,
                      pictures: picturesOf(data),
                    },
                    data,
                  )
                }
              />
            </Card>
          )}
        </Flex>
      )}
    </>
  );
}

function WordsTable({ texts }: { texts: Texts }) {
  const { t } = useTranslation('certificate_templates');
  const rows = [
    ...SENTENCES.map((key) => ({ key, name: t(`texts.${key}`), text: texts[key] })),
    ...LABELS.map((key) => ({ key, name: t(`labels.${key}`), text: texts.labels[key] })),
  ];
  return (
    <WideTable<(typeof rows)[number]>
      label={t('words')}
      size="small"
      rowKey="key"
      pagination={false}
      dataSource={rows}
      columns={[
        { key: 'name', title: t('place'), render: (_, row) => row.name },
        { key: 'zh', title: t('chinese'), width: 420, render: (_, row) => shown(row.text?.zh) },
        { key: 'en', title: t('english'), width: 420, render: (_, row) => shown(row.text?.en) },
      ]}
    />
  );
}

const shown = (text: string | null | undefined) => <Text value={text} />;

function PictureView({ template, place }: { template: Template; place: Place }) {
  const { t } = useTranslation('certificate_templates');
  const there = hasPicture(template, place);
  const { url, error, refetch } = useFileUrl(there ? picturePath(template.id, place) : undefined);
  if (!there) return <>{t(`none.${place}`)}</>;
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!url) return <Skeleton.Node active />;
  return <img alt={t(`fields.${place}`)} src={url} style={{ maxWidth: '100%', maxHeight: 320 }} />;
}
