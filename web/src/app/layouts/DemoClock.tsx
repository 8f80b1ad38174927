/** Moves the clock of a demo ahead, so that the days after the exam can be tried without waiting for them. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { api, call } from '@/lib/api/client';

/** The programme's zone; a demo is set to the morning of a day there. */
const MORNING = 'T09:00:00+08:00';

interface Values {
  to: string;
}

export function DemoClock() {
  const { t } = useTranslation('common');
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="ox-demo__move" onClick={() => setOpen(true)}>
        {t('demo.move')}
      </button>
      <FormDrawer<Values, unknown>
        open={open}
        title={t('demo.move_title')}
        onSubmit={({ to }) => call(api.PUT('/api/v1/demo/clock', { body: { to: to + MORNING } }))}
        onDone={() => {
          setOpen(false);
          // Windows open and close, exams are over: everything on the page may look different.
          void client.invalidateQueries();
        }}
        onClose={() => setOpen(false)}
      >
        <Alert type="info" showIcon title={t('demo.move_explain')} style={{ marginBottom: 16 }} />
        <Form.Item
          name="to"
          label={t('demo.move_to')}
          rules={[{ required: true, message: t('demo.move_required') }]}
        >
          <Input type="date" style={{ maxWidth: 200 }} />
        </Form.Item>
      </FormDrawer>
    </>
  );
}
