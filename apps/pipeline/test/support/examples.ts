import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** A block of code that a reader is shown. */
export interface Example {
  /** File and line where it begins. */
  readonly place: string;
  readonly code: string;
}

/** The ```ts and ```js blocks of a page. */
export function examplesOfPage(root: string, file: string): Example[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```(?:ts|js)\n(.*?)^```/gms)].map((match) => ({
    place: `${relative(root, file)}:${text.slice(0, match.index).split('\n').length}`,
    code: match[1],
  }));
}

/** The `@example` blocks of all doc comments below a folder. */
export function examplesOfSource(root: string, folder: string): Example[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return files.flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return [...text.matchAll(/^( *)\* @example\n(.*?)\*\/\n/gms)].map((match) => ({
      place: `${relative(root, join(folder, name))}:${text.slice(0, match.index).split('\n').length}`,
      code: match[2]
        .split('\n')
        .map((line) => line.replace(/^ *\* ?/, ''))
        .filter((line) => !line.startsWith('```') && !line.startsWith('@'))
        .join('\n'),
    }));
  });
}

/**
 * A module that runs an example. What it uses of our packages without importing it, and the verdict and exporter that examples
 * speak of, are supplied, as are rows and a model. A statement with a comment that is a literal, `f(x); // 3`, must give that value.
 */
export function toModule(code: string, exports: ReadonlyMap<string, string>): string {
  const uses = (name: string): boolean => new RegExp(`(?<![.\\w'])${name}(?!\\w)`).test(code);
  const declares = (name: string): boolean =>
    new RegExp(`\\b(const|let|class|function) ${name}\\b|\\b(import|const) \\{[^}]*\\b${name}\\b`).test(code);
  const imports = [...exports]
    .filter(([name]) => uses(name) && !declares(name))
    .map(([name, specifier]) => `import { ${name} } from '${specifier}';`);
  const context = Object.entries({
    verdict: JSON.stringify(verdict),
    exporter: "new (await import('@ad/exporters/prometheus')).PrometheusExporter({ processMetrics: false })",
    stop: '() => {}',
    rows: 'Array.from({ length: 200 }, (_, i) => [Math.sin(i), Math.cos(i)])',
    stream: '[[0, 1], [1, 0], [0, 0], [1, 1]]',
    model:
      "await new (await import('@ad/models')).IsolationForestModel().train([[0, 1], [1, 0], [0, 0], [1, 1]])",
  })
    .filter(([name]) => uses(name) && !declares(name))
    .map(([name, value]) => `const ${name} = ${value};`);
  const checked = code
    .replace(
      /^(?!(?:const|let|import|for|if|else|await|class|console)\b)(\w[^;\n]*); \/\/ (-?[\d.]+|true|false|'[^']*')$/gm,
      'expect($1).toEqual($2);',
    )
    // A port that everybody uses may be taken where the examples run.
    .replaceAll('port: 8000', 'port: 0')
    // Nor is anything left where they run.
    .replaceAll("'./outbox'", JSON.stringify(join(mkdtempSync(join(tmpdir(), 'ad-example-')), 'outbox')));
  return ["import { expect } from 'vitest';", ...imports, ...context, checked, 'export {};'].join('\n');
}

const verdict = {
  schemaVersion: 1,
  timestamp: 0,
  host: 'web-1',
  sequence: 1,
  values: { cpu_percent: 12.3 },
  state: 'normal',
  isAnomaly: false,
  score: 0.4,
  probability: 0.2,
  pValue: 0.5,
  threshold: 0.6,
  provisional: false,
  attributions: [
    { feature: 'cpu_percent', contribution: 1, share: 1, observed: 12.3, expected: { low: 1, high: 20 } },
  ],
  model: { kind: 'isolation_forest', version: '1' },
};
