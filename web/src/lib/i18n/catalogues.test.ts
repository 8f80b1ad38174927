/** Both languages say the same things; components hold no text of their own. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { SHARED_NAMESPACES } from './i18n';

const SRC = join(import.meta.dirname, '../..');
const LOCALES = join(import.meta.dirname, 'locales');
const CONTRACT = join(SRC, '../../openapi.yaml');

type Tree = { [key: string]: string | Tree };

const catalogue = (language: string, name: string): Tree =>
  JSON.parse(readFileSync(join(LOCALES, language, name), 'utf8'));

function leaves(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${prefix}${key}`, value] as [string, string]]
      : leaves(value, `${prefix}${key}.`),
  );
}

/** English has a singular where Chinese has none. */
const withoutPlural = (key: string) => key.replace(/_(one|other)$/, '');
const names = readdirSync(join(LOCALES, 'zh-CN'));

describe('catalogues', () => {
  it('are there in both languages', () => {
    expect(readdirSync(join(LOCALES, 'en'))).toEqual(names);
  });

  it.each(names)('%s has the same keys and placeholders in both languages', (name) => {
    const placeholders = (text: string) =>
      [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, one]) => one).sort();
    const chinese = new Map(
      leaves(catalogue('zh-CN', name)).map(([k, v]) => [withoutPlural(k), v]),
    );
    const english = new Map(leaves(catalogue('en', name)).map(([k, v]) => [withoutPlural(k), v]));
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    for (const [key, text] of chinese) {
      expect(text.trim(), `${name} ${key}`).not.toBe('');
      expect(placeholders(english.get(key) ?? ''), `${name} ${key}`).toEqual(placeholders(text));
    }
  });

  it('are all known to the types', () => {
    const types = readFileSync(join(import.meta.dirname, 'resources.d.ts'), 'utf8');
    for (const name of names) expect(types).toContain(`'./locales/zh-CN/${name}'`);
  });
});

describe('shared components', () => {
  it('use only the catalogues that are there before a page is', () => {
    const used = [...sources(join(SRC, 'components')), ...sources(join(SRC, 'lib'))].flatMap(
      (file) =>
        [...readFileSync(file, 'utf8').matchAll(/use(?:Translation|DynamicText)\('(\w+)'/g)].map(
          ([, namespace]) => namespace ?? '',
        ),
    );
    expect(used.length).toBeGreaterThan(10);
    expect([...new Set(used)].sort()).toEqual([...SHARED_NAMESPACES].sort());
  });
});

describe('error codes', () => {
  const sentences = catalogue('zh-CN', 'errors.json').codes as Tree;

  it.runIf(existsSync(CONTRACT))('have a sentence for each code of the contract', () => {
    const contract = readFileSync(CONTRACT, 'utf8');
    const block = /^x-error-codes:\n((?:[ -].*\n)+)/m.exec(contract)?.[1] ?? '';
    // Either a list of codes or a table by code.
    const codes = [...block.matchAll(/^(?:\s*- (?:code: )?|\s{2})([a-z][a-z0-9_]*):?\s*$/gm)].map(
      ([, code]) => code,
    );
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter((code) => !(code && code in sentences))).toEqual([]);
  });
});

/** The rest of the repository, where the web part is not checked out alone. */
const API = join(SRC, '../../api');

describe.runIf(existsSync(API))('faults of imports', () => {
  const errors = catalogue('zh-CN', 'errors.json');

  it('have the words that the file of refused rows has', () => {
    const lines = readFileSync(join(API, 'src/domains/imports/reasons/zh.txt'), 'utf8');
    const reasons = Object.fromEntries(
      lines
        .trim()
        .split('\n')
        .map((line) => line.split(' = ') as [string, string])
        .map(([code, words]) => [code, words.replace('{row}', '其他')]),
    );
    const { duplicate_of, ...rows } = errors.rows as Record<string, string>;
    expect(rows).toEqual(reasons);
    expect(duplicate_of).toBe(reasons.duplicate?.replace('其他', '第 {{row}} '));
  });

  it('have a sentence for whatever is wrong with a whole file', () => {
    const engine = readFileSync(join(API, 'engines/sheets/src/error.rs'), 'utf8');
    const codes = [...engine.matchAll(/Self::\w+(?: \{ \.\. \})? => "(\w+)"/g)].map(
      ([, code]) => code,
    );
    expect(codes.length).toBeGreaterThan(15);
    expect(Object.keys(errors.files as Tree).sort()).toEqual(codes.sort());
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.(test|gen|d)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Attributes whose value people read. */
const READ = new Set([
  'title',
  'label',
  'placeholder',
  'alt',
  'aria-label',
  'aria-description',
  'description',
  'extra',
  'hint',
  'okText',
  'cancelText',
  'tooltip',
  'subTitle',
  'intro',
  'message',
  'content',
  'help',
  'emptyText',
]);
const HAN = /\p{Script=Han}/u;
const WORD = /\p{L}{2,}/u;

/** Text in a source that belongs into a catalogue. */
function strayTexts(file: string, code: string): string[] {
  const tree = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && WORD.test(node.text)) found.push(node.text.trim());
    if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    ) {
      if (HAN.test(node.text)) found.push(node.text);
    }
    if (
      ts.isJsxAttribute(node) &&
      READ.has(node.name.getText(tree)) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer) &&
      WORD.test(node.initializer.text)
    ) {
      found.push(node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

describe('components', () => {
  it('are caught with text of their own', () => {
    expect(strayTexts('a.tsx', '<b>Hello</b>')).toEqual(['Hello']);
    expect(strayTexts('a.tsx', '<b title="Hello">{t("x")}</b>')).toEqual(['Hello']);
    expect(strayTexts('a.ts', "const a = '你好';")).toEqual(['你好']);
    expect(strayTexts('a.tsx', '<b className="hello">{t("hello")} · </b>')).toEqual([]);
  });

  it('hold no text outside the catalogues', () => {
    const stray = sources(SRC)
      .filter((file) => !relative(SRC, file).startsWith('test/'))
      .flatMap((file) =>
        strayTexts(file, readFileSync(file, 'utf8')).map(
          (text) => `${relative(SRC, file)}: ${text}`,
        ),
      );
    expect(stray).toEqual([]);
  });
});
