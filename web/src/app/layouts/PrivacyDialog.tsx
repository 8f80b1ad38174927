/** A newer privacy notice than the one that was accepted: shown once, before the work goes on. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Modal, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { api, call } from '@/lib/api/client';
import { signOut } from '@/lib/session/actions';
import { ME, useMe } from '@/lib/session/useMe';

export function PrivacyDialog() {
  const { t, i18n } = useTranslation('common');
  const client = useQueryClient();
  const due = useMe().data?.privacy_due;
  const notice = useQuery({
    queryKey: ['privacy-notice', due],
    enabled: Boolean(due),
    queryFn: ({ signal }) => call(api.GET('/api/v1/auth/privacy-notice', { signal })),
  });
  const accept = useMutation({
    mutationFn: (version: string) =>
      call(api.PATCH('/api/v1/me', { body: { privacy_version: version } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ME }),
  });

  return (
    <Modal
      open={Boolean(due)}
      title={t('privacy.title')}
      okText={t('privacy.accept')}
      cancelText={t('privacy.leave')}
      okButtonProps={{ disabled: !notice.data }}
      confirmLoading={accept.isPending}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      onOk={() => notice.data && accept.mutate(notice.data.version)}
      onCancel={() => {
        signOut().catch(() => undefined);
      }}
    >
      <p>{t('privacy.explain', { version: due ?? '' })}</p>
      <Typography.Paragraph style={{ maxHeight: 320, overflowY: 'auto', whiteSpace: 'pre-line' }}>
        {i18n.language === 'en' ? notice.data?.text_en : notice.data?.text_zh}
      </Typography.Paragraph>
      <ProblemAlert error={accept.error ?? notice.error} />
    </Modal>
  );
}
