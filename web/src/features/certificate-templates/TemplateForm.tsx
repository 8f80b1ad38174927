/** The words and pictures of a new version, beside the page that they come to. */
import { App, Button, Card, Col, Flex, Form, Row } from 'antd';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useProblemForm } from '@/components/form/useProblemForm';
import { useUnsavedGuard } from '@/components/form/useUnsavedGuard';
import { idempotencyKey } from '@/lib/api/client';
import { ApiProblem } from '@/lib/api/problem';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { standardTexts } from './beginning';
import { PictureField } from './PictureField';
import { Placeholders } from './Placeholders';
import { Specimen } from './Specimen';
import { create, type Draft, picturesOf, preview } from './send';
import { TextFields } from './TextFields';
import { LABELS, SENTENCES, type TypedTexts, textsOf } from './texts';
import { type Kind, PICTURES, type Template, type Texts } from './words';

interface Values {
  texts: TypedTexts;
  seal?: Draft['pictures']['seal'];
  background?: Draft['pictures']['background'];
}

interface Props {
  kind: Kind;
  editionId: string | undefined;
  before: Template | undefined;
  texts: Texts;
  onDone: (id: string) => void;
}

/** A text that does not fit is named without its language; it is told at the Chinese one. */
const WITHOUT_LANGUAGE = new RegExp(
  `^/texts/(?:${SENTENCES.join('|')}|labels/(?:${LABELS.join('|')}))$`,
);

function atFields(error: unknown): unknown {
  if (!(error instanceof ApiProblem)) return error;
  return new ApiProblem({
    ...error,
    errors: error.errors.map((one) =>
      WITHOUT_LANGUAGE.test(one.pointer) ? { ...one, pointer: `${one.pointer}/zh` } : one,
    ),
  });
}

export function TemplateForm({ kind, editionId, before, texts, onDone }: Props) {
  const { t } = useTranslation('certificate_templates');
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  const [form] = Form.useForm<Values>();
  const problem = useProblemForm(form);
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  // Counts what was changed, to tell whether the page shown is still what would be printed.
  const [change, setChange] = useState(0);
  const [shown, setShown] = useState(0);
  const key = useRef(idempotencyKey());
  useUnsavedGuard(dirty);

  const changed = () => {
    setDirty(true);
    setChange((count) => count + 1);
    key.current = idempotencyKey();
  };

  const draftOf = ({ texts: typed, seal, background }: Values): Draft => ({
    kind,
    editionId,
    texts: textsOf(typed),
    pictures: { seal, background },
  });

  const save = async (values: Values) => {
    setBusy(true);
    problem.clear();
    try {
      const made = await create(draftOf(values), before, key.current);
      // At once, before the caller goes elsewhere: nothing is unsaved any more.
      flushSync(() => setDirty(false));
      onDone(made.id);
    } catch (error) {
      problem.show(atFields(error));
    } finally {
      setBusy(false);
    }
  };

  const look = async () => {
    problem.clear();
    try {
      await form.validateFields();
    } catch {
      form.scrollToField(form.getFieldsError().find(({ errors }) => errors.length > 0)?.name ?? []);
      return undefined;
    }
    try {
      const page = await preview(draftOf(form.getFieldsValue(true)), before);
      setShown(change);
      return page;
    } catch (error) {
      problem.show(atFields(error));
      return undefined;
    }
  };

  const fillStandard = async () => {
    try {
      const standard = await standardTexts(kind);
      const note = standard.note ?? { zh: '', en: '' };
      form.setFieldsValue({ texts: { ...standard, note } });
      changed();
    } catch (error) {
      void message.error(problemText(error));
    }
  };

  return (
    <Form<Values>
      form={form}
      name="template"
      layout="vertical"
      initialValues={{ texts, ...picturesOf(before) }}
      scrollToFirstError={{ focus: true }}
      onFinish={save}
      onValuesChange={changed}
    >
      {problem.alert}
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={14}>
          <Flex vertical gap={16}>
            <Card
              size="small"
              title={t('words')}
              extra={
                <Button size="small" onClick={() => void fillStandard()}>
                  {t('fill_standard')}
                </Button>
              }
            >
              <TextFields />
            </Card>
            <Card size="small" title={t('pictures')}>
              {PICTURES.map((place) => (
                <Form.Item
                  key={place}
                  name={place}
                  label={t(`fields.${place}`)}
                  extra={t(`picture_hint.${place}`)}
                >
                  <PictureField place={place} before={before} />
                </Form.Item>
              ))}
            </Card>
          </Flex>
        </Col>
        <Col xs={24} xl={10}>
          <Flex vertical gap={16} style={{ position: 'sticky', top: 72 }}>
            <Card size="small" title={t('specimen.title')}>
              <Specimen ask={look} outdated={shown !== change} />
            </Card>
            <Card size="small" title={t('placeholders_title')}>
              <Placeholders />
            </Card>
          </Flex>
        </Col>
      </Row>
      <Flex wrap gap={12} align="center" style={{ marginTop: 16 }}>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('save')}
        </Button>
        <span>{t('save_explain')}</span>
      </Flex>
    </Form>
  );
}
