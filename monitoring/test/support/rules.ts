import { basename } from 'node:path';
import { filesOf, readYaml } from './files.js';

/** A recording rule or an alert as a rule file has it. */
export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Name of its file. */
  readonly file: string;
}

/** An alert. */
export type Alert = Rule & Required<Pick<Rule, 'alert' | 'labels' | 'annotations'>>;

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly Omit<Rule, 'file'>[] }[];
}

/** All rules that are shipped. */
export async function shippedRules(): Promise<Rule[]> {
  const rules: Rule[] = [];
  for (const path of await filesOf('prometheus/rules')) {
    const { groups } = await readYaml<RuleFile>(path);
    rules.push(...groups.flatMap((group) => group.rules.map((rule) => ({ ...rule, file: basename(path) }))));
  }
  return rules;
}

/** The alerts among rules. */
export function alertsOf(rules: readonly Rule[]): Alert[] {
  return rules.filter((rule): rule is Alert => rule.alert !== undefined);
}
