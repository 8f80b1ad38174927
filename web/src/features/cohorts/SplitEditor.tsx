/** The suggested classes: titles and teachers to edit, students to move; sizes are told as they change. */
import { Alert, Button, Card, Checkbox, Col, Collapse, Flex, Input, Row, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StateTag } from '@/components/display/StateTag';
import { MemberSelect } from '@/components/pickers/MemberSelect';
import { useFormat } from '@/lib/format/useFormat';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import type { SplitPreview } from './api';
import { classCounts, moveBetween, type PlannedGroup, titleFaults } from './splitPlan';

interface Props {
  preview: SplitPreview;
  groups: readonly PlannedGroup[];
  onChange: (groups: PlannedGroup[]) => void;
}

export function SplitEditor({ preview, groups, onChange }: Props) {
  const { t } = useTranslation('cohorts');
  const { text } = useDynamicText('rules');
  const format = useFormat();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const faults = titleFaults(groups);
  const change = (key: string, part: Partial<PlannedGroup>) =>
    onChange(groups.map((group) => (group.key === key ? { ...group, ...part } : group)));

  return (
    <Flex vertical gap={16}>
      <p role="status" style={{ margin: 0 }}>
        {t('split.summary', {
          students: format.number(preview.students),
          groups: format.number(preview.groups.length),
          size: format.number(preview.max_size),
        })}
      </p>
      {preview.deviations.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('split.deviations')}
          description={
            <ul style={{ margin: 0, paddingInlineStart: 16 }}>
              {preview.deviations.map((one) => (
                <li key={`${one.code}|${one.rule}|${one.group}|${one.admin_class}`}>
                  {t(`split.deviation.${one.code}`, {
                    rule: one.rule ? text(one.rule.replaceAll('.', '_'), one.rule) : '',
                    clause: one.clause ?? '',
                    title: typeof one.group === 'number' ? (groups[one.group]?.title ?? '') : '',
                    admin_class: one.admin_class ?? '',
                    limit: one.limit,
                    actual: one.actual,
                  })}
                </li>
              ))}
            </ul>
          }
        />
      )}
      {chosen.size > 0 && (
        <Flex wrap gap={8} align="center" role="status">
          <span>{t('selected', { count: chosen.size })}</span>
          <Select
            aria-label={t('split.move_to')}
            placeholder={t('split.move_to')}
            style={{ minWidth: 200 }}
            value={null}
            options={groups.map((group) => ({
              value: group.key,
              label: t('cohort_option', { title: group.title, students: group.students.length }),
            }))}
            onChange={(to: string | null) => {
              if (to === null) return;
              onChange(moveBetween(groups, chosen, to));
              setChosen(new Set());
            }}
          />
          <Button type="link" onClick={() => setChosen(new Set())}>
            {t('split.unselect')}
          </Button>
        </Flex>
      )}
      <Row gutter={[16, 16]}>
        {groups.map((group) => {
          const fault = faults.get(group.key);
          const over = group.students.length > preview.max_size;
          return (
            <Col key={group.key} xs={24} lg={12} xxl={8}>
              <Card
                size="small"
                title={
                  <Input
                    value={group.title}
                    maxLength={50}
                    aria-label={t('split.group_title')}
                    {...(fault ? { status: 'error' as const } : {})}
                    onChange={(event) => change(group.key, { title: event.target.value })}
                  />
                }
                extra={
                  <span style={{ marginInlineStart: 8 }}>
                    {over ? (
                      <StateTag tone="warn">
                        {t('split.size', { count: group.students.length })}
                      </StateTag>
                    ) : (
                      t('split.size', { count: group.students.length })
                    )}
                  </span>
                }
              >
                <Flex vertical gap={8}>
                  {fault && <StateTag tone="bad">{t(`split.title_${fault}`)}</StateTag>}
                  <Flex wrap gap={4}>
                    {classCounts(group.students).map(([name, count]) => (
                      <Tag key={name}>{t('split.class_count', { name, students: count })}</Tag>
                    ))}
                  </Flex>
                  <MemberSelect
                    kind="teachers"
                    multiple
                    institutionId={preview.institution_id}
                    label={t('split.teachers_of', { title: group.title })}
                    placeholder={t('fields.teachers')}
                    value={group.teacherIds}
                    onChange={(next) =>
                      change(group.key, { teacherIds: next === undefined ? [] : [next].flat() })
                    }
                  />
                  <Collapse
                    size="small"
                    items={[
                      {
                        key: 'students',
                        label: t('split.students_of', { title: group.title }),
                        children: (
                          <Flex vertical gap={4}>
                            {group.students.map((student) => (
                              <Checkbox
                                key={student.id}
                                checked={chosen.has(student.id)}
                                onChange={({ target }) => {
                                  const next = new Set(chosen);
                                  if (target.checked) next.add(student.id);
                                  else next.delete(student.id);
                                  setChosen(next);
                                }}
                              >
                                {student.name} {student.student_no}{' '}
                                <small>{student.admin_class}</small>
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
    </Flex>
  );
}
