/** Does one thing to many rows, one after the other, and tells for each row how it went. */
import { App, Button, Flex, Form, Modal, Progress, Table } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { StateTag } from '../display/StateTag';
import type { BulkAction, BulkValues } from './types';

interface Result {
  key: string;
  label: string;
  outcome: 'done' | 'failed' | 'left_out';
  reason: string | undefined;
}

interface Props<R> {
  actions: readonly BulkAction<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string;
  rowLabel: (row: R) => string;
  /** After the last row; keys of rows that failed stay selected. */
  onFinished: (failedKeys: string[]) => void;
}

export function BulkRunner<R>({ actions, rows, rowKey, rowLabel, onFinished }: Props<R>) {
  const { t } = useTranslation('components');
  const { modal } = App.useApp();
  const { problemText } = useProblemText();
  const [form] = Form.useForm<BulkValues>();
  const formName = useId();
  const [asking, setAsking] = useState<BulkAction<R>>();
  const [running, setRunning] = useState<{ title: string; total: number; results: Result[] }>();

  const run = async (action: BulkAction<R>, values: BulkValues = {}) => {
    const results: Result[] = [];
    setRunning({ title: action.label, total: rows.length, results: [] });
    for (const row of rows) {
      const base = { key: rowKey(row), label: rowLabel(row) };
      const excluded = action.excluded?.(row);
      if (excluded !== undefined) {
        results.push({ ...base, outcome: 'left_out', reason: excluded });
      } else {
        try {
          await action.run(row, values);
          results.push({ ...base, outcome: 'done', reason: undefined });
        } catch (error) {
          results.push({ ...base, outcome: 'failed', reason: problemText(error) });
        }
      }
      setRunning({ title: action.label, total: rows.length, results: [...results] });
    }
    onFinished(results.filter((one) => one.outcome === 'failed').map((one) => one.key));
  };

  const start = (action: BulkAction<R>) => {
    if (action.ask) {
      form.resetFields();
      setAsking(action);
      return;
    }
    const question = action.confirm?.(rows);
    if (question === undefined) {
      void run(action);
      return;
    }
    modal.confirm({
      title: action.label,
      content: question,
      okText: action.label,
      cancelText: t('cancel'),
      okButtonProps: { danger: action.danger ?? false },
      onOk: () => {
        void run(action);
      },
    });
  };

  const finished = running !== undefined && running.results.length === running.total;
  const count = (outcome: Result['outcome']) =>
    running?.results.filter((one) => one.outcome === outcome).length ?? 0;

  return (
    <>
      <Flex wrap gap={8}>
        {actions.map((action) => (
          <Button
            key={action.key}
            danger={action.danger ?? false}
            disabled={rows.length === 0}
            onClick={() => start(action)}
          >
            {action.label}
          </Button>
        ))}
      </Flex>
      {actions.some(({ ask }) => ask !== undefined) && (
        <Modal
          open={asking !== undefined}
          title={asking?.label}
          okText={asking?.label}
          cancelText={t('cancel')}
          okButtonProps={{ danger: asking?.danger ?? false }}
          onOk={() => form.submit()}
          onCancel={() => setAsking(undefined)}
          forceRender
        >
          <Form<BulkValues>
            form={form}
            name={formName}
            layout="vertical"
            onFinish={(values) => {
              const action = asking;
              setAsking(undefined);
              if (action) void run(action, values);
            }}
          >
            {asking?.ask?.(rows)}
          </Form>
        </Modal>
      )}
      <Modal
        open={running !== undefined}
        title={running?.title}
        closable={finished}
        keyboard={finished}
        mask={{ closable: false }}
        width={640}
        onCancel={() => setRunning(undefined)}
        footer={
          <Button type="primary" disabled={!finished} onClick={() => setRunning(undefined)}>
            {t('close')}
          </Button>
        }
      >
        {running && (
          <>
            <Progress
              percent={Math.round((running.results.length / running.total) * 100)}
              aria-label={running.title}
            />
            <p role="status">
              {t('bulk.summary', {
                done: count('done'),
                failed: count('failed'),
                left_out: count('left_out'),
              })}
            </p>
            <Table
              size="small"
              rowKey="key"
              pagination={false}
              scroll={{ y: 320 }}
              dataSource={running.results}
              columns={[
                { title: t('bulk.row'), dataIndex: 'label' },
                {
                  title: t('bulk.outcome'),
                  dataIndex: 'outcome',
                  render: (outcome: Result['outcome']) => (
                    <StateTag
                      tone={outcome === 'done' ? 'good' : outcome === 'failed' ? 'bad' : 'neutral'}
                    >
                      {t(`bulk.${outcome}`)}
                    </StateTag>
                  ),
                },
                { title: t('bulk.reason'), dataIndex: 'reason' },
              ]}
            />
          </>
        )}
      </Modal>
    </>
  );
}
