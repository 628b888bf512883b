import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { configJsonSchema, configKeys, configValue, defaultConfig, loadConfig } from '../src/index.js';
import { fileWith } from './support/load.js';
import { schemaNode } from './support/schema-node.js';
import { valuesOf } from './support/values.js';

const validate = new Ajv2020({ allErrors: true }).compile(configJsonSchema());

describe('the JSON Schema', () => {
  it.each(configKeys)('describes %s and gives its default', (key) => {
    const node = schemaNode(key);
    expect(node?.description).toMatch(/^[A-Z].*\.$/);
    expect(node?.default).toEqual(configValue(defaultConfig, key));
  });

  it('accepts an empty file and a file with every key', () => {
    expect(validate({}), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ $schema: 'x', ...defaultConfig }), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each(configKeys)('accepts what %s accepts', (key) => {
    for (const value of valuesOf[key].accepted) {
      expect(validate(fileWith(key, value)), `${key} ${JSON.stringify(value)}`).toBe(true);
    }
  });

  it('refuses unknown keys, wrong types and values out of range', () => {
    expect(validate({ colour: 1 })).toBe(false);
    expect(validate({ services: { prometheus_port: '8000' } })).toBe(false);
    expect(validate({ data_collection: { features: ['cpu', 'cpu'] } })).toBe(false);
    expect(validate({ data_collection: { interval_seconds: 0 } })).toBe(false);
  });
});

describe.each(['local.json', 'production.json'])('the shipped %s', (name) => {
  const file = new URL(`../../../apps/pipeline/config/${name}`, import.meta.url);

  it('loads without a problem', async () => {
    expect(await loadConfig({ file: fileURLToPath(file), env: {} })).toMatchObject({ ok: true });
  });

  it('satisfies the JSON Schema', async () => {
    expect(validate(JSON.parse(await readFile(file, 'utf8'))), JSON.stringify(validate.errors)).toBe(true);
  });
});
