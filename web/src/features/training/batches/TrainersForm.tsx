/** Who may train in a batch: for which of its regions, and from when until when. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Card, Flex, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { useRegions } from '@/components/pickers/regions';
import { UserSelect } from '@/components/pickers/UserSelect';
import { useClear } from '@/components/pickers/useClear';
import { filled } from '@/lib/api/filled';
import { type Batch, putTrainers, type TrainerInput } from '../api';

interface Values {
  trainers: Partial<TrainerInput>[];
}

interface Props {
  batch: Batch;
  open: boolean;
  onSaved: (batch: Batch) => void;
  onClose: () => void;
  onReload: () => void;
}

/** Without what was left empty. */
const inputOf = ({
  user_id = '',
  region_code,
  from_date,
  until_date,
}: Partial<TrainerInput>): TrainerInput => ({
  user_id,
  ...filled({ region_code, from_date, until_date }),
});

export function TrainersForm({ batch, open, onSaved, onClose, onReload }: Props) {
  const { t } = useTranslation('training');
  const clear = useClear();
  const { regionName } = useRegions();
  return (
    <FormDrawer<Values, Batch>
      open={open}
      title={t('change_trainers')}
      initialValues={{ trainers: batch.trainers.map(inputOf) }}
      onSubmit={({ trainers }) => putTrainers(batch, (trainers ?? []).map(inputOf))}
      onDone={onSaved}
      onClose={onClose}
      onReload={onReload}
    >
      <p>{t('trainers_hint')}</p>
      <Form.List name="trainers">
        {(rows, { add, remove }) => (
          <Flex vertical gap={12}>
            {rows.map(({ key, name }, at) => (
              <Card
                key={key}
                size="small"
                title={t('trainer_no', { no: at + 1 })}
                extra={
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('remove_trainer', { no: at + 1 })}
                    onClick={() => remove(name)}
                  />
                }
              >
                <Form.Item
                  name={[name, 'user_id']}
                  label={t('fields.trainer')}
                  rules={[{ required: true, message: t('required') }]}
                >
                  <UserSelect holding="trainer" placeholder={t('trainer_placeholder')} />
                </Form.Item>
                <Form.Item name={[name, 'region_code']} label={t('fields.region')}>
                  <Select
                    allowClear={clear}
                    placeholder={t('any_region')}
                    options={batch.region_codes.map((value) => ({
                      value,
                      label: regionName(value),
                    }))}
                  />
                </Form.Item>
                <Flex wrap gap={12}>
                  <Form.Item name={[name, 'from_date']} label={t('fields.from_date')}>
                    <Input type="date" />
                  </Form.Item>
                  <Form.Item name={[name, 'until_date']} label={t('fields.until_date')}>
                    <Input type="date" />
                  </Form.Item>
                </Flex>
              </Card>
            ))}
            <Button icon={<PlusOutlined />} onClick={() => add({})}>
              {t('add_trainer')}
            </Button>
          </Flex>
        )}
      </Form.List>
    </FormDrawer>
  );
}
