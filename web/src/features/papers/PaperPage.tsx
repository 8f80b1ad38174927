/** A paper: its questions written one below the other, what is wrong with each told in its place. */
import { CopyOutlined, EditOutlined, EyeOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Empty, Flex, Skeleton, Typography } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { SaveState, type SaveStatus } from '@/components/display/SaveState';
import { StateTag } from '@/components/display/StateTag';
import { useUnsavedGuard } from '@/components/form/useUnsavedGuard';
import { answered } from '@/lib/api/answered';
import { asProblem } from '@/lib/api/problem';
import { useFormat } from '@/lib/format/useFormat';
import { useProblemText } from '@/lib/i18n/useProblemText';
import {
  getPaper,
  KINDS,
  PAPERS,
  type PaperDetail,
  publishPaper,
  putQuestions,
  type QuestionKind,
  retirePaper,
} from './api';
import { PaperForm } from './PaperForm';
import { PreviewModal } from './PreviewModal';
import { QuestionCard } from './QuestionCard';
import {
  emptyQuestion,
  faultsOf,
  moved,
  pointsOf,
  questionsOf,
  type Row,
  rowsOf,
  sameQuestions,
} from './questions';
import { PAPER_TONE } from './tones';

export default function PaperPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('papers');
  const { t: tc } = useTranslation('components');
  const { message, modal } = App.useApp();
  const { problemText } = useProblemText();
  const format = useFormat();
  const client = useQueryClient();
  const navigate = useNavigate();
  const key = [...PAPERS, 'one', id];
  const {
    data: paper,
    error,
    refetch,
  } = useQuery({ queryKey: key, queryFn: ({ signal }) => getPaper(id, signal) });
  const [rows, setRows] = useState<Row[]>();
  const [status, setStatus] = useState<SaveStatus>('clean');
  const [refused, setRefused] = useState<unknown>();
  const [saving, setSaving] = useState(false);
  // How often something was typed: what is typed while a version is on its way is newer than that version.
  const typed = useRef(0);
  const [form, setForm] = useState<'edit' | 'copy'>();
  const [previewing, setPreviewing] = useState(false);
  const dirty = status === 'unsaved' || status === 'failed';
  const { confirmLeave } = useUnsavedGuard(dirty || saving);

  // What was typed stays until it is saved; what stands as it is typed keeps its fields, and the cursor in them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: fills the editor when a version has arrived
  useEffect(() => {
    if (!paper || dirty || saving) return;
    const latest = rowsOf(paper.items ?? []);
    if (!rows || !sameQuestions(rows, latest)) setRows(latest);
  }, [paper?.version]);

  if (error && !paper) return <PageProblem error={error} onRetry={() => void refetch()} />;
  if (!paper || !rows) return <Skeleton active />;

  const draft = paper.status === 'draft';
  const faults = paper.faults ?? [];
  const stale = refused !== undefined && asProblem(refused).status === 412;
  const change = (next: Row[]) => {
    typed.current += 1;
    setRows(next);
    setStatus('unsaved');
  };
  const seen = async (next: PaperDetail) => {
    await answered(client, key, next);
    void client.invalidateQueries({ queryKey: [...PAPERS, 'list'] });
  };
  /** The paper as it stands once all that was typed is saved. */
  const save = async (): Promise<PaperDetail | undefined> => {
    if (saving) return undefined;
    if (!dirty) return paper;
    const before = typed.current;
    setSaving(true);
    setStatus('saving');
    setRefused(undefined);
    try {
      const saved = await putQuestions(paper, questionsOf(rows));
      await seen(saved);
      if (typed.current !== before) return undefined;
      setStatus('saved');
      return saved;
    } catch (problem) {
      setRefused(problem);
      setStatus('failed');
      return undefined;
    } finally {
      setSaving(false);
    }
  };
  /** What somebody else saved meanwhile, instead of what was typed here. */
  const loadTheirs = async () => {
    const { data } = await refetch();
    if (!data) return;
    setRefused(undefined);
    setRows(rowsOf(data.items ?? []));
    setStatus('clean');
  };
  const told = (problem: unknown) => {
    void message.error(problemText(problem));
    void refetch();
  };
  const publish = async () => {
    const saved = await save();
    if (!saved) return;
    if ((saved.faults ?? []).length > 0) {
      void message.error(t('has_faults', { count: saved.faults?.length ?? 0 }));
      return;
    }
    modal.confirm({
      title: t('publish_title', { title: saved.title }),
      content: t('publish_explain'),
      okText: t('publish'),
      onOk: () => publishPaper(saved).then(seen, told),
    });
  };
  const retire = () =>
    modal.confirm({
      title: t('retire_title', { title: paper.title }),
      content: t('retire_explain'),
      okText: t('retire'),
      okButtonProps: { danger: true },
      onOk: () => retirePaper(paper).then(seen, told),
    });
  const add = (kind: QuestionKind) =>
    change([...rows, emptyQuestion(kind, { yes: t('yes'), no: t('no') })]);

  return (
    <>
      <PageHeader
        title={paper.title}
        intro={
          <Flex wrap gap={8} align="center">
            <StateTag tone={PAPER_TONE[paper.status]}>{t(`status.${paper.status}`)}</StateTag>
            <span>
              {t('summary', {
                questions: format.number(rows.length),
                points: format.number(pointsOf(rows) / 100),
                minutes: format.number(paper.time_limit_minutes),
                multiple: t(`multiple.${paper.multiple_marks}`),
              })}
            </span>
          </Flex>
        }
        extra={
          <>
            <Button
              icon={<EyeOutlined />}
              disabled={saving}
              onClick={() => void save().then((saved) => setPreviewing(saved !== undefined))}
            >
              {t('preview')}
            </Button>
            {draft && (
              <Button icon={<EditOutlined />} onClick={() => setForm('edit')}>
                {t('edit')}
              </Button>
            )}
            <Button icon={<CopyOutlined />} onClick={() => setForm('copy')}>
              {t('copy')}
            </Button>
            {paper.status !== 'retired' && (
              <Button danger disabled={saving} onClick={retire}>
                {t('retire')}
              </Button>
            )}
            {draft && (
              <Button type="primary" disabled={saving} onClick={() => void publish()}>
                {t('publish')}
              </Button>
            )}
          </>
        }
      />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {refused !== undefined && (
        <ProblemAlert error={refused} {...(stale ? {} : { onRetry: () => void save() })} />
      )}
      {stale && (
        <Button style={{ marginBottom: 12 }} onClick={() => confirmLeave(() => void loadTheirs())}>
          {tc('form.reload')}
        </Button>
      )}
      {!draft && <Alert type="info" showIcon title={t('fixed')} style={{ marginBottom: 12 }} />}
      {draft && !dirty && faults.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('has_faults', { count: faults.length })}
          style={{ marginBottom: 12 }}
        />
      )}
      {rows.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('no_questions')} />
      )}
      <Flex vertical gap={12}>
        {rows.map((question, index) => (
          <QuestionCard
            key={question.row}
            question={question}
            no={index + 1}
            last={index === rows.length - 1}
            // Of what is being changed nobody knows yet.
            faults={dirty ? [] : faultsOf(faults, index)}
            readOnly={!draft}
            onChange={(next) => change(rows.map((one, i) => (i === index ? next : one)))}
            onMove={(by) => change(moved(rows, index, index + by))}
            onRemove={() => change(rows.filter((_, i) => i !== index))}
          />
        ))}
      </Flex>
      {draft && (
        <Flex
          wrap
          gap={8}
          align="center"
          style={{
            position: 'sticky',
            bottom: 0,
            padding: '12px 0',
            background: 'var(--ant-color-bg-layout, #f5f5f5)',
            zIndex: 1,
          }}
        >
          <Typography.Text>{t('add_question')}</Typography.Text>
          {KINDS.map((kind) => (
            <Button key={kind} icon={<PlusOutlined />} onClick={() => add(kind)}>
              {t(`kind.${kind}`)}
            </Button>
          ))}
          <Button
            type="primary"
            disabled={!dirty && !saving}
            loading={saving}
            onClick={() => void save()}
          >
            {t('save')}
          </Button>
          <SaveState
            status={status}
            {...(status === 'saved' ? { savedAt: paper.updated_at } : {})}
            onRetry={() => void save()}
          />
        </Flex>
      )}
      <p>
        <Link to="/papers">{t('to_papers')}</Link>
      </p>
      <PreviewModal
        id={id}
        version={paper.version}
        open={previewing}
        onClose={() => setPreviewing(false)}
      />
      <PaperForm
        open={form !== undefined}
        {...(form === 'copy' ? { copyOf: paper } : { paper })}
        onClose={() => setForm(undefined)}
        onReload={() => void refetch()}
        onSaved={(saved) => {
          setForm(undefined);
          if (saved.id === paper.id) {
            void seen(saved);
            void message.success(t('saved'));
          } else {
            void client.invalidateQueries({ queryKey: PAPERS });
            void navigate(`/papers/${saved.id}`);
          }
        }}
      />
    </>
  );
}
