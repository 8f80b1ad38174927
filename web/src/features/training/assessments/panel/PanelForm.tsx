/** Who is in the expert group of a batch, who leads it, and how much each takes. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Card, Checkbox, Flex, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { UserSelect } from '@/components/pickers/UserSelect';
import { type Panel, putPanel, type Seat } from '../api';

interface Values {
  experts: Partial<Seat>[];
}

interface Props {
  panel: Panel;
  open: boolean;
  onSaved: (panel: Panel) => void;
  onClose: () => void;
  onReload: () => void;
}

/** Without what was left empty. */
const seatOf = ({ user_id = '', lead = false, max_reviews }: Partial<Seat>): Seat => ({
  user_id,
  lead,
  ...(max_reviews ? { max_reviews } : {}),
});

export function PanelForm({ panel, open, onSaved, onClose, onReload }: Props) {
  const { t } = useTranslation('assessments');
  return (
    <FormDrawer<Values, Panel>
      open={open}
      title={t('change_panel')}
      initialValues={{ experts: panel.experts.map(seatOf) }}
      onSubmit={({ experts }) => putPanel(panel, (experts ?? []).map(seatOf))}
      onDone={onSaved}
      onClose={onClose}
      onReload={onReload}
    >
      <p>{t('panel_hint')}</p>
      <Form.List name="experts">
        {(rows, { add, remove }) => (
          <Flex vertical gap={12}>
            {rows.map(({ key, name }, at) => (
              <Card
                key={key}
                size="small"
                title={t('expert_no', { no: at + 1 })}
                extra={
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('remove_expert', { no: at + 1 })}
                    onClick={() => remove(name)}
                  />
                }
              >
                <Form.Item
                  name={[name, 'user_id']}
                  label={t('fields.expert')}
                  rules={[{ required: true, message: t('required') }]}
                >
                  <UserSelect holding="expert" placeholder={t('choose_expert')} />
                </Form.Item>
                <Flex wrap gap={24} align="end">
                  <Form.Item name={[name, 'lead']} valuePropName="checked">
                    <Checkbox>{t('is_lead')}</Checkbox>
                  </Form.Item>
                  <Form.Item name={[name, 'max_reviews']} label={t('fields.max_reviews')}>
                    <InputNumber
                      controls={false}
                      min={1}
                      max={10_000}
                      placeholder={t('any_number')}
                    />
                  </Form.Item>
                </Flex>
              </Card>
            ))}
            <Button icon={<PlusOutlined />} onClick={() => add({})}>
              {t('add_expert')}
            </Button>
          </Flex>
        )}
      </Form.List>
    </FormDrawer>
  );
}
