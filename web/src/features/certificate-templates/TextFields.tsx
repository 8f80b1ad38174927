/** The words of a template, each in Chinese and English side by side. */
import { Col, Form, Input, Row, Typography } from 'antd';
import type { Rule } from 'antd/es/form';
import { useTranslation } from 'react-i18next';
import { faultOf, LABELS, MAX_LENGTH, SENTENCES } from './texts';

const LANGUAGES = ['zh', 'en'] as const;

export function TextFields() {
  const { t } = useTranslation('certificate_templates');
  return (
    <>
      {SENTENCES.map((key) => (
        <Pair
          key={key}
          path={['texts', key]}
          title={t(`texts.${key}`)}
          hint={t(`text_hint.${key}`)}
          optional={key === 'note'}
          long={key !== 'heading'}
        />
      ))}
      {LABELS.map((key) => (
        <Pair key={key} path={['texts', 'labels', key]} title={t(`labels.${key}`)} />
      ))}
    </>
  );
}

interface PairProps {
  path: string[];
  title: string;
  hint?: string;
  optional?: boolean;
  long?: boolean;
}

function Pair({ path, title, hint, optional = false, long = false }: PairProps) {
  const { t } = useTranslation('certificate_templates');
  const check: Rule = {
    validator: (_, text: string | undefined) => {
      const fault = faultOf(text ?? '');
      if (!fault) return Promise.resolve();
      const why =
        fault.code === 'brace' ? t('fault.brace') : t('fault.placeholder', { name: fault.name });
      return Promise.reject(new Error(why));
    },
  };
  const length: Rule = { max: MAX_LENGTH, message: t('fault.length', { most: MAX_LENGTH }) };
  const needed: Rule = { required: true, whitespace: true, message: t('fault.empty') };
  // Where a note is said in English alone, the Chinese one is missing.
  const neededBeside: Rule = ({ getFieldValue }) => ({
    validator: (_, text: string | undefined) =>
      !text?.trim() && String(getFieldValue([...path, 'en']) ?? '').trim()
        ? Promise.reject(new Error(t('fault.empty')))
        : Promise.resolve(),
  });
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <legend style={{ padding: 0, marginBottom: 4 }}>
        <strong>{title}</strong>{' '}
        {hint && <Typography.Text type="secondary">{hint}</Typography.Text>}
      </legend>
      <Row gutter={12}>
        {LANGUAGES.map((language) => (
          <Col key={language} xs={24} md={12}>
            <Form.Item
              name={[...path, language]}
              label={t(language === 'zh' ? 'chinese' : 'english')}
              rules={[
                check,
                length,
                ...(language === 'en' ? [] : [optional ? neededBeside : needed]),
              ]}
              {...(language === 'zh' && optional ? { dependencies: [[...path, 'en']] } : {})}
              style={{ marginBottom: 12 }}
            >
              {long ? (
                <Input.TextArea
                  aria-label={`${title} · ${t(language === 'zh' ? 'chinese' : 'english')}`}
                  rows={3}
                />
              ) : (
                <Input aria-label={`${title} · ${t(language === 'zh' ? 'chinese' : 'english')}`} />
              )}
            </Form.Item>
          </Col>
        ))}
      </Row>
    </fieldset>
  );
}
