import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, BRANCH, type Call, HQ, problem, serve } from '@/test/api';
import {
  arithmetic,
  EXPERT,
  judgement,
  judgementDetail,
  panel,
  review,
  reviewDetail,
} from '@/test/assessments';
import { findDialog, renderStaffRoutes } from '@/test/render';
import { shared } from '@/test/training';
import AffiliationsPage from './affiliations/AffiliationsPage';
import JudgementPage from './judgements/JudgementPage';
import JudgementsPage from './judgements/JudgementsPage';
import { ResultCard } from './judgements/ResultCard';
import { PanelTab } from './panel/PanelTab';
import { hundredths, sumOf, written } from './reviews/points';
import { draftOf } from './reviews/ReviewForm';
import ReviewPage from './reviews/ReviewPage';
import ReviewsPage from './reviews/ReviewsPage';
import { stepOf } from './states';

const show = (at: string) =>
  renderStaffRoutes(
    {
      '/reviews': <ReviewsPage />,
      '/reviews/:id': <ReviewPage />,
      '/judgements': <JudgementsPage />,
      '/judgements/:id': <JudgementPage />,
      '/affiliations': <AffiliationsPage />,
      '/panel': <PanelTab batchId="b1" editable />,
      '/result': <ResultCard enrolmentId="n1" />,
    },
    at,
  );

describe('points', () => {
  it('are hundredths, and only numbers with two decimals at most', () => {
    expect([hundredths('87.5'), hundredths('0'), hundredths(' 100 ')]).toEqual([8750, 0, 10_000]);
    expect(['87.555', '-1', '', 'x', '1,5'].map(hundredths)).toEqual(Array(5).fill(undefined));
    expect([written(8750), written(6001), written(6000)]).toEqual(['87.5', '60.01', '60']);
    expect(sumOf(['30.1', '20.2', 'x', undefined])).toBe('50.3');
  });

  it('that do not fit are not kept', () => {
    const { criteria } = reviewDetail.rubric;
    const typed = { scores: { content: '61', goals: '12.50' }, remarks: ' 好 ' };
    expect(draftOf(typed, criteria)).toEqual({ scores: { goals: '12.5' }, remarks: '好' });
  });
});

describe('the step of a lead', () => {
  it('follows the state, and is nobody’s who reviewed it', () => {
    expect(stepOf({ status: 'open' })).toBe('propose');
    expect(stepOf({ status: 'proposed' })).toBe('confirm');
    expect(stepOf({ status: 'confirmed' })).toBe('reopen');
    expect(stepOf({ status: 'proposed', bar: 'reviewed' })).toBeUndefined();
  });
});

describe('an expert', () => {
  it('sees codes and what is late', async () => {
    asUser(EXPERT);
    serve({ ...shared, 'GET /api/v1/expert-reviews': () => ({ items: [review] }) });
    show('/reviews');
    expect(await screen.findByRole('link', { name: '7K2MPX04QD' })).toBeInTheDocument();
    expect(screen.getByText('已逾期')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /导出/ })).not.toBeInTheDocument();
  });

  it('is told what to do first where there is nothing to review', async () => {
    asUser(EXPERT);
    serve({ ...shared, 'GET /api/v1/expert-reviews': () => ({ items: [] }) });
    show('/reviews');
    expect(await screen.findByRole('link', { name: '申报利益关系' })).toBeInTheDocument();
  });

  it('has what is typed kept, and submits it whole', async () => {
    asUser(EXPERT);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/expert-reviews/r1': () => reviewDetail,
      'PUT /api/v1/expert-reviews/r1': () => ({ ...reviewDetail, version: 2 }),
      'POST /api/v1/expert-reviews/r1/submit': () => ({ ...reviewDetail, version: 3 }),
    });
    show('/reviews/r1');
    await userEvent.type(await screen.findByLabelText('教学目标，最高 40 分'), '35.5');
    expect(screen.getByText('85.5')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '保存草稿' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'PUT')).toBe(true));
    const kept = calls.find(({ method }) => method === 'PUT');
    expect(kept?.body).toEqual({ scores: { content: '50', goals: '35.5' } });
    expect(kept?.headers.get('If-Match')).toBe('"1"');
    // Remarks are owed.
    await userEvent.click(screen.getByRole('button', { name: '提交评审' }));
    expect(await screen.findByText('请写评语')).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('评语'), '任务贴近岗位');
    await userEvent.click(screen.getByRole('button', { name: '提交评审' }));
    const dialog = await findDialog('提交后不能再修改');
    await userEvent.click(within(dialog).getByRole('button', { name: '提交评审' }));
    await waitFor(() => expect(calls.some(({ path }) => path.endsWith('/submit'))).toBe(true));
    const sent = calls.find(({ path }) => path.endsWith('/submit'));
    expect(sent?.body).toEqual({
      scores: { content: '50', goals: '35.5' },
      remarks: '任务贴近岗位',
    });
    expect(sent?.headers.get('If-Match')).toBe('"2"');
  });

  it('is told when somebody else changed it meanwhile', async () => {
    asUser(EXPERT);
    serve({
      ...shared,
      'GET /api/v1/expert-reviews/r1': () => reviewDetail,
      'PUT /api/v1/expert-reviews/r1': () => problem(412, 'version_mismatch'),
    });
    show('/reviews/r1');
    await userEvent.type(await screen.findByLabelText('教学目标，最高 40 分'), '35');
    await userEvent.click(screen.getByRole('button', { name: '保存草稿' }));
    expect(await screen.findByRole('button', { name: '重新载入' })).toBeInTheDocument();
  });

  it('keeps what is typed and goes on from the version that stands', async () => {
    asUser(EXPERT);
    let version = 1;
    const { calls } = serve({
      ...shared,
      'GET /api/v1/expert-reviews/r1': () => ({ ...reviewDetail, version }),
      'PUT /api/v1/expert-reviews/r1': ({ headers }: Call) =>
        headers.get('If-Match') === `"${version}"`
          ? { ...reviewDetail, version: version + 1 }
          : problem(412, 'version_mismatch'),
    });
    show('/reviews/r1');
    const goals = await screen.findByLabelText('教学目标，最高 40 分');
    // Somebody else was here meanwhile.
    version = 5;
    await userEvent.type(goals, '35');
    await userEvent.click(screen.getByRole('button', { name: '保存草稿' }));
    await userEvent.click(await screen.findByRole('button', { name: '保留本页内容继续' }));
    expect(goals).toHaveValue('35');
    expect(await screen.findByText('已保存')).toBeInTheDocument();
    const last = calls.filter(({ method }) => method === 'PUT').at(-1);
    expect(last?.body).toEqual({ scores: { content: '50', goals: '35' } });
  });

  it('declares institutions, and cannot take back what others declared', async () => {
    asUser(EXPERT);
    const tie = (id: string, name: string, own: boolean) => ({
      institution_id: id,
      institution_name: name,
      region_code: '42',
      tie: 'declared',
      own,
    });
    const ties = {
      user_id: 'u1',
      name: '秦琼',
      items: [tie('i1', '甲校', true), tie('i2', '乙校', false)],
    };
    const { calls } = serve({
      ...shared,
      'GET /api/v1/institutions': () => ({ items: [] }),
      'GET /api/v1/users/{id}/affiliations': () => ties,
      'PUT /api/v1/users/{id}/affiliations': () => ({ ...ties, items: ties.items.slice(1) }),
    });
    show('/affiliations');
    expect(await screen.findByText('他人申报')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: '撤回对乙校的申报' })).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '撤回对甲校的申报' }));
    await waitFor(() => expect(screen.queryByText('甲校')).not.toBeInTheDocument());
    expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({ institution_ids: ['i2'] });
  });
});

describe('a lead', () => {
  it('confirms many as they are proposed, and is told of those that are refused', async () => {
    asUser(EXPERT);
    const barred = { ...judgement, id: 'j2', code: 'BARRED0000', bar: 'reviewed' };
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-judgements': () => ({ items: [judgement, barred] }),
      'POST /api/v1/training-judgements/confirm': () => ({
        items: [{ id: 'j1', outcome: 'refused', code: 'version_mismatch', message: 'changed' }],
      }),
    });
    show('/judgements');
    await userEvent.click(await screen.findByRole('checkbox', { name: '选择本页全部' }));
    await userEvent.click(screen.getByRole('button', { name: '按建议确认所选' }));
    const dialog = await findDialog(/将确认：合格 1 人，不合格 0 人。/);
    expect(within(dialog).getByText(/另有 1 人不能由您确认/)).toBeInTheDocument();
    await userEvent.click(within(dialog).getByRole('button', { name: /^确\s?认$/ }));
    expect(await findDialog('1 人未能确认')).toBeInTheDocument();
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      items: [{ id: 'j1', version: 2 }],
    });
  });

  it('is told why nothing of what was chosen can be confirmed', async () => {
    asUser(EXPERT);
    serve({
      ...shared,
      'GET /api/v1/training-judgements': () => ({
        items: [
          { ...judgement, status: 'open', proposed: undefined },
          { ...judgement, id: 'j2', code: 'BARRED0000', bar: 'reviewed' },
          { ...judgement, id: 'j3', code: 'DONE000000', status: 'confirmed', result: 'passed' },
        ],
      }),
    });
    show('/judgements');
    await userEvent.click(await screen.findByRole('checkbox', { name: '选择本页全部' }));
    expect(screen.getByRole('button', { name: '按建议确认所选' })).toBeDisabled();
    expect(
      screen.getByText(
        '所选没有待您确认的：材料未齐 1 人（逐个打开，可提出不合格），已确认 1 人，由另一位组长确认 1 人。',
      ),
    ).toBeInTheDocument();
  });

  it('reads who may not take the second step', async () => {
    asUser(EXPERT);
    serve({
      ...shared,
      'GET /api/v1/training-judgements/j1': () => ({
        ...judgementDetail,
        status: 'confirmed',
        result: 'passed',
      }),
      'GET /api/v1/training-judgements/j2': () => ({
        ...judgementDetail,
        id: 'j2',
        reason: '算错了',
      }),
    });
    const { router } = show('/judgements/j1');
    expect(await screen.findByText(/确认这一结果的组长本人不能重新评定/)).toBeInTheDocument();
    void router.navigate('/judgements/j2');
    expect(await screen.findByText(/重新评定的组长本人不能再次确认/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: '确认合格' })).toBeInTheDocument();
  });

  it('sees the arithmetic and owes a reason for another result', async () => {
    asUser(EXPERT);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-judgements/j1': () => judgementDetail,
      'POST /api/v1/training-judgements/j1/confirm': () => ({
        ...judgementDetail,
        status: 'confirmed',
        result: 'failed',
      }),
    });
    show('/judgements/j1');
    expect(await screen.findByText(/30% × 90 \+ 30% × 70 \+ 40% × 80/)).toBeInTheDocument();
    expect(screen.getByText(/直播出勤 972 \/ 1,080 分钟：90 分，占 100%/)).toBeInTheDocument();
    expect(screen.getByText(/相差 10 分，不超过 15 分，取平均/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '改判为不合格' }));
    const dialog = await findDialog(/须写明理由/);
    await userEvent.click(within(dialog).getByRole('button', { name: '改判为不合格' }));
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    await userEvent.type(within(dialog).getByRole('textbox'), '抄袭他人教学设计');
    await userEvent.click(within(dialog).getByRole('button', { name: '改判为不合格' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'POST')).toBe(true));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      result: 'failed',
      reason: '抄袭他人教学设计',
    });
  });

  it('is asked for no reason where none is kept', async () => {
    asUser(EXPERT);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-judgements/j1': () => judgementDetail,
      'POST /api/v1/training-judgements/j1/confirm': () => ({
        ...judgementDetail,
        status: 'confirmed',
        result: 'passed',
      }),
    });
    show('/judgements/j1');
    await userEvent.click(await screen.findByRole('button', { name: '确认合格' }));
    const dialog = within(await findDialog(/教师本人、院校和片区会看到/));
    expect(dialog.queryByRole('textbox')).not.toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: '确认合格' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ result: 'passed' }),
    );
  });

  it('comes by a notice to the participants of one batch', async () => {
    asUser(EXPERT);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-judgements': () => ({ items: [judgement] }),
    });
    show('/judgements?batch_id=b1&status=proposed');
    expect(await screen.findByText(judgement.code)).toBeInTheDocument();
    const asked = () => calls.findLast(({ path }) => path.endsWith('judgements'))?.query;
    expect(asked()?.get('batch_id')).toBe('b1');
    await userEvent.click(screen.getByRole('link', { name: '显示全部批次' }));
    await waitFor(() => expect(asked()?.get('batch_id')).toBeNull());
  });

  it('does not decide about whom they reviewed', async () => {
    asUser(EXPERT);
    serve({
      ...shared,
      'GET /api/v1/training-judgements/j1': () => ({ ...judgementDetail, bar: 'reviewed' }),
    });
    show('/judgements/j1');
    expect(await screen.findByText(/由另一位组长确认/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: '确认合格' })).not.toBeInTheDocument();
  });
});

describe('everybody else', () => {
  it('sees who passed, and takes the list along', async () => {
    asUser(BRANCH);
    const done = {
      ...judgement,
      status: 'confirmed',
      result: 'passed',
      participant: {
        enrolment_id: 'n1',
        teacher_id: 't1',
        name: '单雄信',
        staff_no: 'T1',
        institution_id: 'i1',
        institution_name: '甲校',
        region_code: '42',
      },
    };
    serve({ ...shared, 'GET /api/v1/training-judgements': () => ({ items: [done] }) });
    show('/judgements');
    expect(await screen.findByRole('link', { name: '单雄信' })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /导出/ })).toBeInTheDocument();
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
  });

  it('reads their own result with its arithmetic and the reason of the group', async () => {
    asUser(BRANCH);
    serve({
      ...shared,
      'GET /api/v1/training-judgements': () => ({ items: [judgement] }),
      'GET /api/v1/training-judgements/j1': () => ({
        ...judgementDetail,
        status: 'confirmed',
        proposed: 'failed',
        result: 'passed',
        overridden: true,
        reason: '教学设计获省级奖项',
        confirmed_at: '2020-03-20T00:00:00Z',
        arithmetic: { ...arithmetic, composite: '56' },
      }),
    });
    show('/result');
    expect(await screen.findByText('教学设计获省级奖项')).toBeInTheDocument();
    expect(screen.getByText('合格')).toBeInTheDocument();
    expect(screen.getByText('专家一：任务贴近岗位')).toBeInTheDocument();
  });
});

describe('headquarters', () => {
  it('sees how far the group is and looks before it gives out designs', async () => {
    asUser(HQ);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches/b1/panel': () => panel,
      'GET /api/v1/expert-reviews': () => ({ items: [] }),
      'GET /api/v1/users': () => ({ items: [] }),
      'POST /api/v1/training-batches/b1/review-allocations': ({ body }: Call) => ({
        batch_id: 'b1',
        preview: (body as { preview: boolean }).preview,
        designs: 2,
        reviews: 3,
        without_design: 1,
        without_lead: ['7K2MPX04QD'],
        experts: [{ user_id: 'u1', name: '秦琼', before: 3, new: 1 }],
        due_at: '2020-03-27T00:00:00Z',
      }),
    });
    show('/panel');
    expect(await screen.findByText('3 / 5')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '分配教学设计' }));
    const dialog = await findDialog(/将把 2 份教学设计分给专家，共 3 份评审。/);
    expect(within(dialog).getByText('7K2MPX04QD')).toBeInTheDocument();
    await userEvent.click(within(dialog).getByRole('button', { name: '分配教学设计' }));
    await waitFor(() => expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(2));
    const bodies = calls.filter(({ method }) => method === 'POST').map(({ body }) => body);
    expect(bodies).toEqual([{ preview: true }, { preview: false }]);
  });
});
