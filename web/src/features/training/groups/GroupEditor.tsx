/** The suggested classes: titles and trainers to edit, people to move; sizes are told as they change. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Card, Checkbox, Col, Collapse, Flex, Input, Row, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StateTag } from '@/components/display/StateTag';
import { useRegions } from '@/components/pickers/regions';
import type { Preview } from '../classes/api';
import {
  countsOf,
  moveInto,
  type Participant,
  type PlannedClass,
  type Shortfall,
  titleFaults,
  withNewClass,
} from './groupPlan';

interface Props {
  plan: readonly PlannedClass[];
  trainers: Preview['trainers'];
  shortfalls: readonly Shortfall[];
  onChange: (plan: PlannedClass[]) => void;
}

function Mix({ people }: { people: readonly Participant[] }) {
  const { t } = useTranslation('training_classes');
  const levels = countsOf(people, ({ level }) => level);
  const schools = countsOf(people, ({ institution }) => institution.name);
  return (
    <>
      <Flex wrap gap={4} role="group" aria-label={t('group.levels_of')}>
        {levels.map(([level, count]) => (
          <Tag key={level} color="blue">
            {t('group.level_count', { name: t(`levels.${level as Participant['level']}`), count })}
          </Tag>
        ))}
      </Flex>
      <Flex wrap gap={4} role="group" aria-label={t('group.schools_of')}>
        {schools.map(([name, count]) => (
          <Tag key={name}>{t('group.level_count', { name, count })}</Tag>
        ))}
      </Flex>
    </>
  );
}

export function GroupEditor({ plan, trainers, shortfalls, onChange }: Props) {
  const { t } = useTranslation('training_classes');
  const { regionName } = useRegions();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const faults = titleFaults(plan);
  const change = (key: string, part: Partial<PlannedClass>) =>
    onChange(plan.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const choose = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const options = trainers.map(({ user_id, name, region_code }) => ({
    value: user_id,
    label: t('trainer_option', {
      name,
      region: region_code ? regionName(region_code) : t('any_region'),
    }),
  }));

  return (
    <Flex vertical gap={16}>
      {chosen.size > 0 && (
        <Flex wrap gap={8} align="center" role="status">
          <span>{t('group.selected', { count: chosen.size })}</span>
          <Select
            aria-label={t('group.move_to')}
            placeholder={t('group.move_to')}
            style={{ minWidth: 200 }}
            value={null}
            options={plan.map((one) => ({
              value: one.key,
              label: t('class_option', { title: one.title, count: one.participants.length }),
            }))}
            onChange={(to: string | null) => {
              if (to === null) return;
              onChange(moveInto(plan, chosen, to));
              setChosen(new Set());
            }}
          />
          <Button type="link" onClick={() => setChosen(new Set())}>
            {t('group.unselect')}
          </Button>
        </Flex>
      )}
      <Row gutter={[16, 16]}>
        {plan.map((one) => {
          const fault = faults.get(one.key);
          const off = shortfalls.find(
            ({ key, rule }) => key === one.key && rule.startsWith('training_class.size'),
          );
          const size = t('group.size_count', { count: one.participants.length });
          return (
            <Col key={one.key} xs={24} lg={12} xxl={8}>
              <Card
                size="small"
                title={
                  <Input
                    value={one.title}
                    maxLength={50}
                    aria-label={t('group.class_title')}
                    {...(fault ? { status: 'error' as const } : {})}
                    onChange={(event) => change(one.key, { title: event.target.value })}
                  />
                }
                extra={
                  <span style={{ marginInlineStart: 8 }}>
                    {off ? (
                      <StateTag tone={off.must ? 'bad' : 'warn'}>{size}</StateTag>
                    ) : (
                      <StateTag tone="good">{size}</StateTag>
                    )}
                  </span>
                }
              >
                <Flex vertical gap={8}>
                  {fault && <StateTag tone="bad">{t(`group.title_${fault}`)}</StateTag>}
                  <Mix people={one.participants} />
                  <Select
                    mode="multiple"
                    aria-label={t('group.trainers_of', { title: one.title })}
                    placeholder={t('group.trainers_placeholder')}
                    optionFilterProp="label"
                    value={one.trainerIds}
                    options={options}
                    onChange={(trainerIds: string[]) => change(one.key, { trainerIds })}
                  />
                  <Collapse
                    size="small"
                    items={[
                      {
                        key: 'participants',
                        label: t('group.participants_of', { title: one.title }),
                        children: (
                          <Flex vertical gap={4}>
                            {one.participants.map((person) => (
                              <Checkbox
                                key={person.enrolment_id}
                                checked={chosen.has(person.enrolment_id)}
                                onChange={({ target }) =>
                                  choose(person.enrolment_id, target.checked)
                                }
                              >
                                {person.teacher.name} {person.teacher.staff_no}{' '}
                                <small>
                                  {person.institution.name} · {t(`levels.${person.level}`)}
                                </small>
                              </Checkbox>
                            ))}
                          </Flex>
                        ),
                      },
                    ]}
                  />
                </Flex>
              </Card>
            </Col>
          );
        })}
      </Row>
      <div>
        <Button
          icon={<PlusOutlined />}
          onClick={() => onChange(withNewClass(plan, t('group.new_class')))}
        >
          {t('group.new_class')}
        </Button>
      </div>
    </Flex>
  );
}
