/** Who teaches a class. */
import { Button, Card, Empty, Flex, Form, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { MemberSelect } from '@/components/pickers/MemberSelect';
import { type Cohort, putTeachers } from './api';

interface Props {
  cohort: Cohort;
  editable: boolean;
  onChanged: () => Promise<void>;
}

export function TeachersCard({ cohort, editable, onChanged }: Props) {
  const { t } = useTranslation('cohorts');
  const [editing, setEditing] = useState(false);
  return (
    <Card
      size="small"
      title={t('fields.teachers')}
      extra={editable && <Button onClick={() => setEditing(true)}>{t('change_teachers')}</Button>}
    >
      {cohort.teachers.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('no_teachers')} />
      ) : (
        <Flex wrap gap={8}>
          {cohort.teachers.map((teacher) => (
            <Tag key={teacher.id}>
              {teacher.name} {teacher.staff_no}
            </Tag>
          ))}
        </Flex>
      )}
      <FormDrawer<{ teacher_ids: string[] }, Cohort>
        open={editing}
        title={t('change_teachers')}
        initialValues={{ teacher_ids: cohort.teachers.map(({ id }) => id) }}
        onSubmit={({ teacher_ids }, { overrides }) =>
          putTeachers(cohort, teacher_ids ?? [], overrides)
        }
        onClose={() => setEditing(false)}
        onReload={() => void onChanged()}
        onDone={async () => {
          setEditing(false);
          await onChanged();
        }}
      >
        <Form.Item name="teacher_ids" label={t('fields.teachers')} extra={t('teachers_hint')}>
          <MemberSelect
            kind="teachers"
            multiple
            institutionId={cohort.institution.id}
            placeholder={t('teachers_placeholder')}
          />
        </Form.Item>
      </FormDrawer>
    </Card>
  );
}
