/** Hands in work for a task: a text, a file, or both. */
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { FileUpload } from '@/components/upload/FileUpload';
import { useUpload } from '@/components/upload/useUpload';
import { filled } from '@/lib/api/filled';
import { asProblem } from '@/lib/api/problem';
import { type HandIn, handIn, type Task } from '../tasks/api';

const ACCEPT = '.pdf,.docx,.pptx,.zip';

/** The file itself is what is wrong: it is gone on the server, another has to be chosen. */
const WRONG_FILE = new Set(['unsupported_media_type', 'file_unreadable', 'too_large', 'not_found']);

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
          if (file && WRONG_FILE.has(asProblem(problem).code)) upload.clear();
          throw problem;
        }
      }}
      onDone={(work) => {
        upload.clear();
        onDone(work);
      }}
      onClose={close}
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
      <Form.Item label={t('tasks.fields.file')}>
        <FileUpload upload={upload} accept={ACCEPT} hint={t('tasks.file_hint')} />
      </Form.Item>
    </FormDrawer>
  );
}
