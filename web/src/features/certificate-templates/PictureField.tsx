/** A picture of the template: that of the version before unless another is chosen or it is taken away. */
import { DeleteOutlined, UndoOutlined, UploadOutlined } from '@ant-design/icons';
import { App, Button, Flex, Upload } from 'antd';
import { useTranslation } from 'react-i18next';
import { useBlobUrl, useFileUrl } from '@/components/display/useFileUrl';
import type { Picture } from './send';
import { hasPicture, type Place, picturePath, type Template } from './words';

/** Checked here only to spare the upload; the server checks for itself. */
const MAX_BYTES = 2 * 1024 * 1024;
const ACCEPTED = ['image/png', 'image/jpeg'];

interface Props {
  /** Given by the form item around it. */
  id?: string;
  value?: Picture;
  onChange?: (picture: Picture) => void;
  place: Place;
  before: Template | undefined;
}

export function PictureField({ id, value, onChange, place, before }: Props) {
  const { t } = useTranslation('certificate_templates');
  const { message } = App.useApp();
  const was = before && hasPicture(before, place) ? before : undefined;
  const kept = useFileUrl(value === 'kept' && was ? picturePath(was.id, place) : undefined);
  const chosen = useBlobUrl(value instanceof File ? value : undefined);
  const url = value === 'kept' ? kept.url : chosen;

  const take = (file: File) => {
    if (!ACCEPTED.includes(file.type)) void message.error(t('picture.type'));
    else if (file.size > MAX_BYTES) void message.error(t('picture.size'));
    else onChange?.(file);
  };

  return (
    <Flex vertical gap={8}>
      {value ? (
        url && (
          <img
            alt={t(`fields.${place}`)}
            src={url}
            style={{ maxWidth: '100%', maxHeight: 160, alignSelf: 'flex-start' }}
          />
        )
      ) : (
        <span>{t(`none.${place}`)}</span>
      )}
      {value instanceof File && <span style={{ overflowWrap: 'anywhere' }}>{value.name}</span>}
      <Flex wrap gap={8}>
        <Upload
          {...(id ? { id } : {})}
          accept=".png,.jpg,.jpeg"
          maxCount={1}
          showUploadList={false}
          beforeUpload={(file) => {
            take(file);
            return false;
          }}
        >
          <Button icon={<UploadOutlined />}>
            {t(value ? `picture.replace.${place}` : `picture.choose.${place}`)}
          </Button>
        </Upload>
        {value && (
          <Button icon={<DeleteOutlined />} onClick={() => onChange?.(undefined)}>
            {t(`picture.remove.${place}`)}
          </Button>
        )}
        {was && value !== 'kept' && (
          <Button icon={<UndoOutlined />} onClick={() => onChange?.('kept')}>
            {t(`picture.restore.${place}`)}
          </Button>
        )}
      </Flex>
    </Flex>
  );
}
