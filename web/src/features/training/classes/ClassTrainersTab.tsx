/** Who trains a class, the first of them first; chosen from the pool of its batch. */
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Flex, Form, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { FormDrawer } from '@/components/form/FormDrawer';
import { useRegions } from '@/components/pickers/regions';
import { BATCHES, getBatch } from '../api';
import { putClassTrainers, type TrainingClass } from './api';

interface Props {
  one: TrainingClass;
  editable: boolean;
  onReload: () => void;
  onChanged: () => Promise<void>;
}

function TrainersForm({
  one,
  open,
  onClose,
  onReload,
  onSaved,
}: {
  one: TrainingClass;
  open: boolean;
  onClose: () => void;
  onReload: () => void;
  onSaved: () => void;
}) {
  const { t } = useTranslation('training_classes');
  const { regionName } = useRegions();
  const { data: batch, error } = useQuery({
    queryKey: [...BATCHES, 'one', one.batch.id],
    queryFn: ({ signal }) => getBatch(one.batch.id, signal),
    enabled: open,
  });
  return (
    <FormDrawer<{ trainer_ids?: string[] }, TrainingClass>
      open={open}
      title={t('change_trainers')}
      initialValues={{ trainer_ids: one.trainers.map(({ user_id }) => user_id) }}
      onSubmit={({ trainer_ids }, { overrides }) =>
        putClassTrainers(one, trainer_ids ?? [], overrides)
      }
      onDone={onSaved}
      onClose={onClose}
      onReload={onReload}
    >
      <ProblemAlert error={error} />
      <Form.Item name="trainer_ids" label={t('fields.trainers')} extra={t('trainers_hint')}>
        <Select
          mode="multiple"
          optionFilterProp="label"
          loading={!batch && !error}
          notFoundContent={batch && t('pool_missing')}
          options={(batch?.trainers ?? []).map(({ user_id, name, region_code }) => ({
            value: user_id,
            label: t('trainer_option', {
              name,
              region: region_code ? regionName(region_code) : t('any_region'),
            }),
          }))}
        />
      </Form.Item>
      <Link to={`/training/batches/${one.batch.id}?tab=trainers`}>{t('to_pool')}</Link>
    </FormDrawer>
  );
}

export function ClassTrainersTab({ one, editable, onReload, onChanged }: Props) {
  const { t } = useTranslation('training_classes');
  const [editing, setEditing] = useState(false);
  return (
    <Card
      size="small"
      title={t('trainers_title', { count: one.trainers.length })}
      extra={editable && <Button onClick={() => setEditing(true)}>{t('change_trainers')}</Button>}
    >
      {one.trainers.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('no_trainers')} />
      ) : (
        <Flex vertical component="ol" gap={4} style={{ margin: 0, paddingInlineStart: 20 }}>
          {one.trainers.map(({ user_id, name }) => (
            <li key={user_id}>{name}</li>
          ))}
        </Flex>
      )}
      {editable && (
        <TrainersForm
          one={one}
          open={editing}
          onClose={() => setEditing(false)}
          onReload={onReload}
          onSaved={() => {
            setEditing(false);
            void onChanged();
          }}
        />
      )}
    </Card>
  );
}
