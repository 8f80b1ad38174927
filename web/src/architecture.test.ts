/**
 * Who may import whom: lib ← components ← features ← app, and no feature another. The public pages must not
 * reach the component library by any chain of static imports: it would come with their first load.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SRC = import.meta.dirname;
const LAYERS = ['lib', 'components', 'features', 'app'];
const HEAVY = /^(antd|@ant-design|echarts|dayjs)(\/|$)/;

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return /\.tsx?$/.test(entry.name) && !/\.(test|gen|d)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Module specifiers of the static imports that exist at run time. */
function staticImports(file: string): string[] {
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  return tree.statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      return statement.importClause?.isTypeOnly ? [] : [statement.moduleSpecifier.text];
    }
    if (
      ts.isExportDeclaration(statement) &&
      statement.moduleSpecifier &&
      ts.isStringLiteral(statement.moduleSpecifier)
    ) {
      return statement.isTypeOnly ? [] : [statement.moduleSpecifier.text];
    }
    return [];
  });
}

function resolve(from: string, specifier: string): string | undefined {
  const base = specifier.startsWith('@/')
    ? join(SRC, specifier.slice(2))
    : specifier.startsWith('.')
      ? join(dirname(from), specifier)
      : undefined;
  if (!base) return undefined;
  return [base, `${base}.ts`, `${base}.tsx`].find(
    (path) => existsSync(path) && statSync(path).isFile(),
  );
}

const inSrc = (file: string) => relative(SRC, file);
const layer = (file: string) => inSrc(file).split('/')[0] ?? '';
const feature = (file: string) =>
  layer(file) === 'features' ? inSrc(file).split('/')[1] : undefined;

const edges = files(SRC)
  .filter((file) => LAYERS.includes(layer(file)))
  .flatMap((from) =>
    staticImports(from).flatMap((specifier) => {
      const to = resolve(from, specifier);
      return to ? [{ from, to }] : [];
    }),
  );

describe('imports', () => {
  it('are found at all', () => {
    expect(edges.length).toBeGreaterThan(100);
  });

  it('point downward: app, features, components, lib', () => {
    const upward = edges.filter(
      ({ from, to }) => LAYERS.indexOf(layer(to)) > LAYERS.indexOf(layer(from)),
    );
    expect(upward.map(({ from, to }) => `${inSrc(from)} → ${inSrc(to)}`)).toEqual([]);
  });

  it('never lead from one feature into another', () => {
    const across = edges.filter(({ from, to }) => {
      const [a, b] = [feature(from), feature(to)];
      return a !== undefined && b !== undefined && a !== b;
    });
    expect(across.map(({ from, to }) => `${inSrc(from)} → ${inSrc(to)}`)).toEqual([]);
  });

  it('never lead from the product into the test helpers', () => {
    const toTest = files(SRC)
      .filter((file) => LAYERS.includes(layer(file)))
      .filter((file) => staticImports(file).some((one) => one.startsWith('@/test')));
    expect(toTest.map(inSrc)).toEqual([]);
  });
});

function reach(start: string): { file: string; heavy: string }[] {
  const seen = new Set<string>();
  const found: { file: string; heavy: string }[] = [];
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const specifier of staticImports(file)) {
      if (HEAVY.test(specifier)) found.push({ file: inSrc(file), heavy: specifier });
      const next = resolve(file, specifier);
      if (next && /\.tsx?$/.test(next)) visit(next);
    }
  };
  visit(join(SRC, start));
  return found;
}

describe('the first load', () => {
  it('sees the component library where it is used', () => {
    expect(reach('app/layouts/StaffLayout.tsx')).not.toEqual([]);
  });

  it.each([
    'app/main.tsx',
    'features/auth/LoginPage.tsx',
    'features/auth/ActivatePage.tsx',
    'features/institutions/ApplyPage.tsx',
    'features/verification/VerifyPage.tsx',
  ])('of %s is free of it', (page) => {
    expect(reach(page)).toEqual([]);
  });
});
