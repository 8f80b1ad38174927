/** Certificates in one's scope: found by number, name or pinyin; exported, handed over, asked to be revoked. */
import { FormOutlined, PrinterOutlined } from '@ant-design/icons';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { DateText } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { useRegions } from '@/components/pickers/regions';
import { useEditions } from '@/components/pickers/useEditions';
import { api, call } from '@/lib/api/client';
import { groupNumber } from '@/lib/certificate/number';
import { useSession } from '@/lib/session/store';
import { HandoverDialog } from './HandoverDialog';
import { filterOf, leavesOut } from './printing/filter';
import { PrintDrawer } from './printing/PrintDrawer';
import { PRINTERS } from './printing/words';
import { RevocationDrawer } from './RevocationDrawer';
import {
  CERTIFICATES,
  type CertificateRow,
  EXPORTERS,
  KINDS,
  REGISTERED,
  STATUS_TONE,
  STATUSES,
} from './words';

/** The contract knows yes and no, the address words only. */
const asked = ({ registered, ...set }: Readonly<Record<string, string>>) => ({
  ...set,
  ...(registered === undefined ? {} : { registered: registered === 'true' }),
});

export default function CertificatesPage() {
  const { t } = useTranslation('certificates');
  const navigate = useNavigate();
  const { grant } = useSession();
  const { options: regionOptions, regionName } = useRegions();
  const { options: editionOptions, editionTitle } = useEditions();
  const [handover, setHandover] = useState(false);
  const [printing, setPrinting] = useState(false);
  const [params] = useSearchParams();
  const [revoking, setRevoking] = useState<readonly CertificateRow[]>();
  const role = grant?.role;
  const scope = grant?.scope.kind;
  const wide = scope === 'country' || scope === 'region';
  const exporter = role !== undefined && EXPORTERS.includes(role);
  const printer = role !== undefined && PRINTERS.includes(role);
  const certifier = role === 'certifier';

  const filters: ListFilter[] = [
    {
      key: 'status',
      label: t('fields.status'),
      options: STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
    },
    {
      key: 'kind',
      label: t('fields.kind'),
      options: KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
    },
    { key: 'edition_id', label: t('fields.edition'), options: editionOptions },
    {
      key: 'registered',
      label: t('fields.registered'),
      options: REGISTERED.map((value) => ({ value, label: t(`registered.${value}`) })),
    },
  ];
  if (wide) {
    filters.push({
      key: 'institution_id',
      label: t('fields.institution'),
      options: [],
      control: (value, change) => (
        <InstitutionSelect
          label={t('fields.institution')}
          placeholder={t('fields.institution')}
          value={value ?? null}
          onChange={(next) => change(typeof next === 'string' ? next : undefined)}
        />
      ),
    });
  }
  if (scope === 'country') {
    filters.push({
      key: 'region_code',
      label: t('fields.region'),
      options: regionOptions,
      searchable: true,
    });
  }
  // Comes by a link from the run and has no choice of its own here.
  filters.push({
    key: 'run_id',
    label: t('fields.run'),
    options: [],
    control: (value, change) =>
      value && (
        <Tag closable onClose={() => change(undefined)}>
          {t('of_one_run')}
        </Tag>
      ),
  });

  const columns: ListColumn<CertificateRow>[] = [
    {
      key: 'number',
      title: t('fields.number'),
      render: (row) => (
        <Link to={`/certificates/${row.id}`} style={{ fontVariantNumeric: 'tabular-nums' }}>
          {groupNumber(row.number)}
        </Link>
      ),
    },
    { key: 'holder', title: t('fields.holder'), render: (row) => row.holder_name },
    { key: 'kind', title: t('fields.kind'), render: (row) => t(`kind.${row.kind}`) },
    { key: 'institution', title: t('fields.institution'), render: (row) => row.institution_name },
    {
      key: 'region',
      title: t('fields.region'),
      render: (row) => regionName(row.region_code),
      initiallyHidden: true,
    },
    {
      key: 'edition',
      title: t('fields.edition'),
      render: (row) => editionTitle(row.edition_id),
      initiallyHidden: true,
    },
    {
      key: 'basis',
      title: t('fields.basis'),
      render: (row) => t(`basis.${row.basis}`),
      initiallyHidden: true,
    },
    {
      key: 'issued_at',
      title: t('fields.issued_at'),
      render: (row) => <DateText value={row.issued_at} />,
    },
    {
      key: 'status',
      title: t('fields.status'),
      render: (row) => (
        <StateTag tone={STATUS_TONE[row.status]}>{t(`status.${row.status}`)}</StateTag>
      ),
    },
  ];

  return (
    <>
      <ListPage<CertificateRow>
        id="certificates"
        title={t(wide || scope === 'institution' ? 'title' : 'title_own')}
        queryKey={[...CERTIFICATES, 'list']}
        fetchPage={({ q, cursor, limit, count, filters: set }, signal) =>
          call(
            api.GET('/api/v1/certificates', {
              params: { query: { q, cursor, limit, count, ...asked(set) } },
              signal,
            }),
          )
        }
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => `${row.holder_name} ${groupNumber(row.number)}`}
        filters={filters}
        searchPlaceholder={t('search')}
        {...(exporter ? { exportTo: { path: '/api/v1/certificates/export.xlsx' } } : {})}
        {...(certifier
          ? {
              selectionActions: (rows: readonly CertificateRow[]) => (
                <Button danger onClick={() => setRevoking(rows)}>
                  {t('revoke.ask')}
                </Button>
              ),
            }
          : {})}
        actions={
          <>
            {printer && (
              <Button icon={<PrinterOutlined />} onClick={() => setPrinting(true)}>
                {t('print')}
              </Button>
            )}
            {exporter && (
              <Button icon={<FormOutlined />} onClick={() => setHandover(true)}>
                {t('handover.title')}
              </Button>
            )}
            {certifier && <Button onClick={() => setRevoking([])}>{t('revoke.by_number')}</Button>}
          </>
        }
        empty={{
          title: t('empty'),
          hint: certifier ? t('empty_hint_certifier') : t('empty_hint'),
          ...(certifier
            ? {
                action: (
                  <Link to="/issuance-runs">
                    <Button tabIndex={-1}>{t('to_runs')}</Button>
                  </Link>
                ),
              }
            : {}),
        }}
      />
      <HandoverDialog open={handover} chooseInstitution={wide} onClose={() => setHandover(false)} />
      {printing && (
        <PrintDrawer
          filter={filterOf(params)}
          more={leavesOut(params)}
          onClose={() => setPrinting(false)}
          onDone={(id) => void navigate(`/certificate-print-jobs/${id}`)}
        />
      )}
      <RevocationDrawer
        rows={revoking}
        onClose={() => setRevoking(undefined)}
        onDone={(id) => void navigate(`/certificate-revocations/${id}`)}
      />
    </>
  );
}
