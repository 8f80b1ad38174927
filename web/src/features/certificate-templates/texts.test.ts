import { describe, expect, it } from 'vitest';
import { faultOf, PLACEHOLDERS, textsOf } from './texts';

describe('a text of a template', () => {
  it('takes every placeholder, and braces in pairs alone', () => {
    for (const name of PLACEHOLDERS) expect(faultOf(`兹证明 {${name}}。`)).toBeUndefined();
    expect(faultOf('{holder}{title}')).toBeUndefined();
    expect(faultOf('没有占位符')).toBeUndefined();
    for (const text of ['{title', 'title}', '{{title}}', '{a{b}', '}{']) {
      expect(faultOf(text), text).toEqual({ code: 'brace' });
    }
  });

  it('names the placeholder that there is not', () => {
    expect(faultOf('{titel}')).toEqual({ code: 'placeholder', name: 'titel' });
    expect(faultOf('𠮷{姓名}')).toEqual({ code: 'placeholder', name: '姓名' });
    expect(faultOf('{ title }')).toEqual({ code: 'placeholder', name: ' title ' });
    expect(faultOf('{}')).toEqual({ code: 'placeholder', name: '' });
  });

  it('is sent without what was left empty', () => {
    const both = { zh: ' 编号 ', en: ' No. ' };
    const chinese = { zh: '合格', en: ' ' };
    const labels = {
      number: both,
      document: both,
      institution: both,
      subject: both,
      score: both,
      passed: chinese,
      scan: { zh: '扫码', en: null },
    };
    const sent = textsOf({ heading: both, statement: chinese, note: { zh: ' ' }, labels });
    expect(sent).toEqual({
      heading: { zh: '编号', en: 'No.' },
      statement: { zh: '合格' },
      labels: {
        ...Object.fromEntries(
          ['number', 'document', 'institution', 'subject', 'score'].map((one) => [
            one,
            { zh: '编号', en: 'No.' },
          ]),
        ),
        passed: { zh: '合格' },
        scan: { zh: '扫码' },
      },
    });
    expect(textsOf({ note: { en: 'Only English' } }).note).toEqual({ zh: '', en: 'Only English' });
  });
});
