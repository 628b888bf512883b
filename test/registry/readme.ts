import { transform } from 'esbuild';

/** The first program of a README as JavaScript, and the JSON file that stands before it, if there is one. */
export async function firstProgram(
  readme: string,
): Promise<{ readonly code: string; readonly json?: string }> {
  const [, before = '', source = ''] = /^(.*?)^```[jt]s\n(.*?)^```/ms.exec(readme) ?? [];
  const { code } = await transform(source, { loader: 'ts', format: 'esm' });
  const json = /^```json\n(.*?)^```/ms.exec(before)?.[1];
  return json === undefined ? { code } : { code, json };
}
