/** Hands in work for a task: a text, a file, or both. */
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { DOCUMENTS, isWrongFile } from '@/components/upload/documents';
import { FileUpload } from '@/components/upload/FileUpload';
import { useUpload } from '@/components/upload/useUpload';
import { filled } from '@/lib/api/filled';
import { type HandIn, handIn, type Task } from '../tasks/api';

interface Props {
  /** Open while there is one. */
  task: Task | undefined;
  onDone: (work: HandIn) => void;
  onClose: () => void;
}

export function HandInForm({ task, onDone, onClose }: Props) {
  const { t } = useTranslation('training');
  const upload = useUpload('task');
  const { sending } = upload;
  const file = sending.state === 'there' ? sending.id : undefined;
  const onItsWay = sending.state === 'sending' || sending.state === 'broken';
  const close = () => {
    void upload.cancel();
    onClose();
  };
  return (
    <FormDrawer<{ body?: string }, HandIn>
      open={task !== undefined}
      title={task ? t('tasks.hand_in_title', { title: task.title }) : ''}
      submitLabel={t('tasks.hand_in')}
      {...(task?.own?.body ? { initialValues: { body: task.own.body } } : {})}
      onSubmit={async ({ body }) => {
        try {
          return await handIn(task?.id ?? '', filled({ body: body?.trim(), upload_id: file }));
        } catch (problem) {
          if (file && isWrongFile(problem)) upload.clear();
          throw problem;
        }
      }}
      onDone={(work) => {
        upload.clear();
        onDone(work);
      }}
      onClose={close}
      unsaved={sending.state !== 'none' && sending.state !== 'empty'}
    >
      {task?.overdue && <p>{t('tasks.late_hint')}</p>}
      {task?.own?.file && <p>{t('tasks.file_before', { name: task.own.file.name })}</p>}
      <Form.Item
        name="body"
        label={t('tasks.fields.body')}
        rules={[{ required: !file, whitespace: true, message: t('tasks.text_or_file') }]}
      >
        <Input.TextArea rows={10} maxLength={20000} showCount />
      </Form.Item>
      <Form.Item
        name="file"
        label={t('tasks.fields.file')}
        // Handed in without it, it would be lost without a word.
        rules={[
          {
            validator: () =>
              onItsWay ? Promise.reject(new Error(t('tasks.file_first'))) : Promise.resolve(),
          },
        ]}
      >
        <FileUpload upload={upload} accept={DOCUMENTS} hint={t('tasks.file_hint')} />
      </Form.Item>
    </FormDrawer>
  );
}
