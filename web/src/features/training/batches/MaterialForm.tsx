/** Adds a link or a file to what participants read. */
import { UploadOutlined } from '@ant-design/icons';
import { Button, Form, Input, Radio, Typography, Upload } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { FileLimit } from '@/components/upload/FileLimit';
import { addMaterial, type Material } from '../api';

/** The server looks at the content. */
const ACCEPT = '.pdf,.docx,.pptx,.xlsx,.zip,.png,.jpg,.jpeg,.webp';

interface Values {
  title: string;
  kind: 'file' | 'url';
  url?: string;
  file?: File;
}

interface Props {
  batchId: string;
  open: boolean;
  onSaved: () => void;
  onClose: () => void;
}

/** Controlled by the form item around it. */
function FileChoice({
  id,
  value,
  onChange,
}: {
  id?: string;
  value?: File;
  onChange?: (file: File) => void;
}) {
  const { t } = useTranslation('training');
  return (
    <>
      <Upload
        accept={ACCEPT}
        maxCount={1}
        showUploadList={false}
        beforeUpload={(file) => {
          onChange?.(file);
          return false;
        }}
      >
        <Button icon={<UploadOutlined />} {...(id ? { id } : {})}>
          {t('choose_file')}
        </Button>
      </Upload>{' '}
      {value && <Typography.Text>{value.name}</Typography.Text>}
    </>
  );
}

export function MaterialForm({ batchId, open, onSaved, onClose }: Props) {
  const { t } = useTranslation('training');
  return (
    <FormDrawer<Values, Material>
      open={open}
      title={t('add_material')}
      initialValues={{ kind: 'file' }}
      onSubmit={({ title, kind, url, file }, { idempotencyKey }) =>
        addMaterial(
          batchId,
          {
            title: title.trim(),
            ...(kind === 'url' ? { url: url?.trim() ?? '' } : file ? { file } : {}),
          },
          idempotencyKey,
        )
      }
      onDone={onSaved}
      onClose={onClose}
    >
      <Form.Item
        name="title"
        label={t('fields.material_title')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="kind" label={t('fields.material_kind')}>
        <Radio.Group
          options={[
            { value: 'file', label: t('material_file') },
            { value: 'url', label: t('material_url') },
          ]}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['kind']}>
        {({ getFieldValue }) =>
          getFieldValue('kind') === 'url' ? (
            <Form.Item
              name="url"
              label={t('material_url')}
              extra={t('url_hint')}
              rules={[{ required: true, pattern: /^https:\/\/\S+$/, message: t('url_hint') }]}
            >
              <Input maxLength={500} inputMode="url" />
            </Form.Item>
          ) : (
            <Form.Item
              name="file"
              label={t('material_file')}
              extra={
                <>
                  {t('file_hint')} <FileLimit of="material" />
                </>
              }
              rules={[{ required: true, message: t('required') }]}
            >
              <FileChoice />
            </Form.Item>
          )
        }
      </Form.Item>
    </FormDrawer>
  );
}
