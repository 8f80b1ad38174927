/** One question being written: what is asked, what can be chosen, what is right, what it is worth. */
import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  DeleteOutlined,
  PlusOutlined,
} from '@ant-design/icons';
import { Button, Card, Checkbox, Flex, Input, InputNumber, Radio, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import type { FieldError } from '@/lib/api/types';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { freeKey, type Row, ticked } from './questions';

interface Props {
  question: Row;
  /** From 1. */
  no: number;
  last: boolean;
  /** Pointers into the question. */
  faults: readonly FieldError[];
  readOnly: boolean;
  onChange: (question: Row) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

function Faults({ id, of }: { id: string; of: readonly FieldError[] }) {
  const { fieldText } = useProblemText();
  if (of.length === 0) return null;
  return (
    <Typography.Text type="danger" id={id} role="alert">
      {of.map((fault) => (
        <div key={`${fault.pointer} ${fault.code}`}>{fieldText(fault)}</div>
      ))}
    </Typography.Text>
  );
}

export function QuestionCard({
  question,
  no,
  last,
  faults,
  readOnly,
  onChange,
  onMove,
  onRemove,
}: Props) {
  const { t } = useTranslation('papers');
  const { kind, stem, options, answer } = question;
  const at = (pointer: string) => faults.filter((fault) => fault.pointer === pointer);
  const id = (part: string) => `${question.row}-${part}`;
  const setOption = (index: number, text: string) =>
    onChange({
      ...question,
      options: options.map((option, i) => (i === index ? { ...option, text } : option)),
    });
  const removeOption = (index: number) => {
    const key = options[index]?.key;
    onChange({
      ...question,
      options: options.filter((_, i) => i !== index),
      answer: answer.filter((one) => one !== key),
    });
  };
  const fixed = kind === 'true_false';

  return (
    <Card
      size="small"
      role="region"
      aria-label={t('question_no', { no })}
      title={
        <Flex gap={8} align="center">
          <span>{t('question_no', { no })}</span>
          <Tag>{t(`kind.${kind}`)}</Tag>
        </Flex>
      }
      extra={
        !readOnly && (
          <Flex gap={4}>
            <Button
              size="small"
              type="text"
              icon={<ArrowUpOutlined />}
              aria-label={t('move_up', { no })}
              disabled={no === 1}
              onClick={() => onMove(-1)}
            />
            <Button
              size="small"
              type="text"
              icon={<ArrowDownOutlined />}
              aria-label={t('move_down', { no })}
              disabled={last}
              onClick={() => onMove(1)}
            />
            <Button
              size="small"
              type="text"
              danger
              icon={<DeleteOutlined />}
              aria-label={t('remove_question', { no })}
              onClick={onRemove}
            />
          </Flex>
        )
      }
    >
      <Flex vertical gap={8}>
        <label htmlFor={id('stem')}>{t('fields.stem')}</label>
        <Input.TextArea
          id={id('stem')}
          value={stem}
          autoSize={{ minRows: 1, maxRows: 8 }}
          maxLength={2000}
          readOnly={readOnly}
          {...(at('stem').length > 0
            ? { status: 'error' as const, 'aria-describedby': id('stem-fault') }
            : {})}
          onChange={(event) => onChange({ ...question, stem: event.target.value })}
        />
        <Faults id={id('stem-fault')} of={at('stem')} />
        <Typography.Text id={id('options')}>
          {t(kind === 'multiple' ? 'options_multiple' : 'options_single')}
        </Typography.Text>
        <Flex vertical gap={6} role="group" aria-labelledby={id('options')}>
          {options.map((option, index) => {
            const wrong = [...at(`options/${index}/text`), ...at(`options/${index}/key`)];
            const right = answer.includes(option.key);
            const label = t('right_option', { no: index + 1 });
            const tick = (on: boolean) =>
              onChange({ ...question, answer: ticked(question, option.key, on) });
            return (
              <Flex key={option.key} vertical>
                <Flex gap={8} align="center">
                  {kind === 'multiple' ? (
                    <Checkbox
                      checked={right}
                      disabled={readOnly}
                      aria-label={label}
                      onChange={(event) => tick(event.target.checked)}
                    />
                  ) : (
                    <Radio
                      checked={right}
                      disabled={readOnly}
                      aria-label={label}
                      onChange={() => tick(true)}
                    />
                  )}
                  <Input
                    value={option.text}
                    maxLength={500}
                    readOnly={readOnly}
                    aria-label={t('option_no', { no: index + 1 })}
                    {...(wrong.length > 0 ? { status: 'error' as const } : {})}
                    onChange={(event) => setOption(index, event.target.value)}
                  />
                  {!readOnly && !fixed && (
                    <Button
                      size="small"
                      type="text"
                      icon={<DeleteOutlined />}
                      aria-label={t('remove_option', { no: index + 1 })}
                      onClick={() => removeOption(index)}
                    />
                  )}
                </Flex>
                <Faults id={id(`option-${index}-fault`)} of={wrong} />
              </Flex>
            );
          })}
        </Flex>
        <Faults id={id('answer-fault')} of={[...at('options'), ...at('answer')]} />
        <Flex wrap gap={12} align="center">
          {!readOnly && !fixed && options.length < 10 && (
            <Button
              size="small"
              icon={<PlusOutlined />}
              onClick={() =>
                onChange({
                  ...question,
                  options: [...options, { key: freeKey(options), text: '' }],
                })
              }
            >
              {t('add_option')}
            </Button>
          )}
          <label htmlFor={id('points')}>{t('fields.points')}</label>
          <InputNumber
            id={id('points')}
            value={question.points_hundredths / 100}
            min={0}
            max={1000}
            precision={2}
            controls={false}
            readOnly={readOnly}
            style={{ width: 90 }}
            {...(at('points_hundredths').length > 0 ? { status: 'error' as const } : {})}
            onChange={(points) =>
              onChange({ ...question, points_hundredths: Math.round((points ?? 0) * 100) })
            }
          />
          <Faults id={id('points-fault')} of={at('points_hundredths')} />
        </Flex>
      </Flex>
    </Card>
  );
}
