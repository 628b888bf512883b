import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfig, Secret } from '../src/index.js';
import { loadContent, problemsIn } from './support/load.js';

const env = { KAFKA_SASL_USERNAME: 'detector', KAFKA_SASL_PASSWORD: ' hunter2 ' };

describe('a secret', () => {
  const secret = new Secret('hunter2');

  it('is given to whoever asks for it', () => {
    expect(secret.reveal()).toBe('hunter2');
  });

  it.each<[string, (holder: { readonly password: Secret }) => string]>([
    ['JSON', (holder) => JSON.stringify(holder)],
    ['inspection', (holder) => inspect(holder, { showHidden: true, depth: null, getters: true })],
    ['inspection without the hook', (holder) => inspect(holder, { customInspect: false, showHidden: true })],
    ['a template', ({ password }) => `${password}`],
    ['String()', ({ password }) => String(password)],
    ['concatenation', ({ password }) => ''.concat(password as unknown as string)],
    ['console formats', (holder) => format('%s %j %o %O', holder.password, holder, holder, holder)],
    ['its properties', ({ password }) => JSON.stringify({ ...password, entries: Object.entries(password) })],
    ['a structured clone', (holder) => inspect(structuredClone(holder))],
  ])('does not show in %s', (_, write) => {
    const text = write({ password: secret });
    expect(text).not.toContain('hunter2');
    expect(text).not.toBe('');
  });
});

describe('secrets of a configuration', () => {
  it('come from the environment, as they are there', async () => {
    const loaded = await loadContent({ kafka: { sasl_mechanism: 'scram-sha-512' } }, { env });
    if (!loaded.ok) throw new Error('does not load');
    expect(loaded.secrets.kafkaSasl?.username.reveal()).toBe('detector');
    expect(loaded.secrets.kafkaSasl?.password.reveal()).toBe(' hunter2 ');
    for (const text of [JSON.stringify(loaded), inspect(loaded, { depth: null })]) {
      expect(text).not.toContain('hunter2');
    }
  });

  it('are none when one of them is unset or blank', async () => {
    for (const incomplete of [{}, { ...env, KAFKA_SASL_USERNAME: '' }, { KAFKA_SASL_USERNAME: 'x' }]) {
      expect(await loadConfig({ env: incomplete })).toMatchObject({ ok: true, secrets: { kafkaSasl: null } });
    }
  });

  it('are those of docker-compose.yml for Grafana unless set', async () => {
    const usual = await loadConfig({ env: { GRAFANA_USER: ' ' } });
    const own = await loadConfig({ env: { GRAFANA_USER: 'ops', GRAFANA_PASSWORD: 'hunter2' } });
    if (!usual.ok || !own.ok) throw new Error('does not load');
    const reveal = ({ username, password }: typeof usual.secrets.grafana) => [username, password.reveal()];
    expect(reveal(usual.secrets.grafana)).toEqual(['admin', 'admin123']);
    expect(reveal(own.secrets.grafana)).toEqual(['ops', 'hunter2']);
    expect(JSON.stringify(own)).not.toContain('hunter2');
  });

  it.each([
    [{}, 'set KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD in the environment'],
    [{ KAFKA_SASL_USERNAME: 'detector' }, 'set KAFKA_SASL_PASSWORD in the environment'],
    [{ ...env, KAFKA_SASL_USERNAME: ' ' }, 'set KAFKA_SASL_USERNAME in the environment'],
  ])('are asked for where the configuration needs them: %j', async (incomplete, advice) => {
    const file = { kafka: { sasl_mechanism: 'plain', partitions: 0 } };
    const problems = problemsIn(await loadContent(file, { env: incomplete }));
    expect(problems.map(({ message }) => message)).toEqual([
      'kafka.partitions must be a whole number from 1 to 1000, got 0 (config.json)',
      'kafka.sasl_mechanism must be null unless KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD are set, ' +
        `got "plain" (config.json); ${advice}`,
    ]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it('sign in to MLflow by user and password, or else by token', async () => {
    const secretsIn = async (env: Record<string, string>) => {
      const loaded = await loadConfig({ env });
      return loaded.ok ? loaded.secrets.mlflow : undefined;
    };
    const [MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD, MLFLOW_TRACKING_TOKEN] = [
      'ada',
      'hunter2',
      'abc',
    ];
    expect(await secretsIn({})).toBeNull();
    expect(await secretsIn({ MLFLOW_TRACKING_USERNAME })).toBeNull();
    const byToken = await secretsIn({ MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_TOKEN });
    expect(byToken && 'token' in byToken && byToken.token.reveal()).toBe('abc');
    const all = { MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD, MLFLOW_TRACKING_TOKEN };
    const byUser = await secretsIn(all);
    expect(byUser && 'username' in byUser && byUser.password.reveal()).toBe('hunter2');
    expect(JSON.stringify(byUser)).not.toContain('hunter2');
  });
});
