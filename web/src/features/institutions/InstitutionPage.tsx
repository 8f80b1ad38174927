/** One institution: its registration, its contact, who administers it, and the ways to its people. */
import { EditOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Descriptions, Flex, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { StateTag } from '@/components/display/StateTag';
import { useRegions } from '@/components/pickers/regions';
import { useSession } from '@/lib/session/store';
import { AdministratorsCard } from './AdministratorsCard';
import { getInstitution, INSTITUTIONS, OPENERS } from './api';
import { EditForm } from './EditForm';

export default function InstitutionPage() {
  const { t } = useTranslation('institutions');
  const { message } = App.useApp();
  const client = useQueryClient();
  const { grant } = useSession();
  const { regionName } = useRegions();
  const params = useParams();
  const [editing, setEditing] = useState(false);
  const id = params.id ?? grant?.scope.institution_id ?? '';
  const { data, error, refetch } = useQuery({
    queryKey: [...INSTITUTIONS, 'one', id],
    queryFn: ({ signal }) => getInstitution(id, signal),
  });
  if (error && !data) return <PageProblem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;

  const opener = grant !== undefined && OPENERS.includes(grant.role);
  const own = grant?.role === 'institution_admin';

  return (
    <>
      <PageHeader
        title={data.name}
        intro={
          <StateTag tone={data.status === 'active' ? 'good' : 'waiting'}>
            {t(`status.${data.status}`)}
          </StateTag>
        }
        extra={
          <>
            {(['students', 'teachers', 'cohorts'] as const).map((what) => (
              <Link key={what} to={own ? `/${what}` : `/${what}?institution_id=${id}`}>
                <Button tabIndex={-1}>{t(`to_${what}`)}</Button>
              </Link>
            ))}
            {(opener || own) && (
              <Button type="primary" icon={<EditOutlined />} onClick={() => setEditing(true)}>
                {t('edit')}
              </Button>
            )}
          </>
        }
      />
      <Flex vertical gap={16}>
        <Card size="small">
          <Descriptions
            size="small"
            column={{ xs: 1, md: 2 }}
            items={[
              { key: 'code', label: t('fields.code'), children: <Text value={data.code} /> },
              { key: 'uscc', label: t('fields.uscc'), children: data.uscc },
              { key: 'level', label: t('fields.level'), children: t(`levels.${data.level}`) },
              {
                key: 'region',
                label: t('fields.region_code'),
                children: regionName(data.region_code),
              },
              {
                key: 'pilot',
                label: t('fields.pilot_status'),
                children: t(`pilots.${data.pilot_status}`),
              },
              {
                key: 'majors',
                label: t('fields.majors'),
                children:
                  data.majors.length > 0 ? (
                    <Flex wrap gap={4}>
                      {data.majors.map((major) => (
                        <Tag key={major}>{major}</Tag>
                      ))}
                    </Flex>
                  ) : (
                    <Text value={null} />
                  ),
              },
              {
                key: 'contact',
                label: t('fields.contact'),
                children: [data.contact.name, data.contact.phone, data.contact.email]
                  .filter(Boolean)
                  .join(' · '),
              },
              {
                key: 'updated',
                label: t('fields.updated_at'),
                children: <DateTimeText value={data.updated_at} />,
              },
            ]}
          />
        </Card>
        {(opener || own) && <AdministratorsCard institutionId={id} />}
      </Flex>
      <EditForm
        institution={data}
        registration={opener}
        open={editing}
        onClose={() => setEditing(false)}
        onReload={() => void refetch()}
        onSaved={async () => {
          setEditing(false);
          void message.success(t('saved'));
          await client.invalidateQueries({ queryKey: INSTITUTIONS });
        }}
      />
    </>
  );
}
