/** What opening a school gives: the administrator's username and activation code, to hand over. */
import { Alert, Descriptions, Flex, Modal, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import type { Opened } from './api';

interface Props {
  result: Pick<Opened, 'institution' | 'administrator' | 'warnings'> | undefined;
  onClose: () => void;
}

export function InvitationResult({ result, onClose }: Props) {
  const { t } = useTranslation('institutions');
  const { text } = useDynamicText('institutions');
  return (
    <Modal
      open={result !== undefined}
      destroyOnHidden
      title={result && t('opened', { name: result.institution.name })}
      onOk={onClose}
      onCancel={onClose}
      okText={t('opened_done')}
      cancelButtonProps={{ style: { display: 'none' } }}
    >
      {result && (
        <Flex vertical gap={12}>
          <p style={{ margin: 0 }}>{t('opened_explain')}</p>
          <Descriptions
            bordered
            size="small"
            column={1}
            items={[
              {
                key: 'name',
                label: t('fields.admin_name'),
                children: result.administrator.display_name,
              },
              {
                key: 'username',
                label: t('fields.username'),
                children: (
                  <Typography.Text copyable>{result.administrator.username}</Typography.Text>
                ),
              },
              {
                key: 'code',
                label: t('fields.activation_code'),
                children: (
                  <Typography.Text copyable code>
                    {result.administrator.activation_code}
                  </Typography.Text>
                ),
              },
            ]}
          />
          {result.warnings.map((warning) => (
            <Alert
              key={warning.pointer + warning.code}
              type="warning"
              showIcon
              title={text(`warnings.${warning.code}`, warning.message)}
            />
          ))}
        </Flex>
      )}
    </Modal>
  );
}
