import { type ConfigKey, configJsonSchema } from '../../src/index.js';

interface SchemaNode {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

/** What the JSON Schema says about one key. */
export function schemaNode(key: ConfigKey): SchemaNode | undefined {
  const root: SchemaNode = configJsonSchema();
  return key.split('.').reduce<SchemaNode | undefined>((node, name) => node?.properties?.[name], root);
}
