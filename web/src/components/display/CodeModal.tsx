/** A one-time code to hand over to the holder of an account. */
import { Descriptions, Modal, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

interface Props {
  shown: { username: string; code: string } | undefined;
  onClose: () => void;
}

export function CodeModal({ shown, onClose }: Props) {
  const { t } = useTranslation('components');
  return (
    <Modal
      open={shown !== undefined}
      destroyOnHidden
      title={t('code.title')}
      okText={t('code.done')}
      cancelButtonProps={{ style: { display: 'none' } }}
      onOk={onClose}
      onCancel={onClose}
    >
      <p>{t('code.explain')}</p>
      {shown && (
        <Descriptions
          bordered
          size="small"
          column={1}
          items={[
            {
              key: 'username',
              label: t('code.username'),
              children: <Typography.Text copyable>{shown.username}</Typography.Text>,
            },
            {
              key: 'code',
              label: t('code.code'),
              children: (
                <Typography.Text copyable code>
                  {shown.code}
                </Typography.Text>
              ),
            },
          ]}
        />
      )}
    </Modal>
  );
}
