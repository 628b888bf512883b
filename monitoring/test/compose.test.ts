import { access, readFile } from 'node:fs/promises';
import { defaultConfig, loadConfig } from '@ad/config';
import { DCLinter } from 'dclint';
import { describe, expect, it } from 'vitest';
import { topicsOf } from '../../apps/pipeline/src/kafka/topics/topic-specs.js';
import { compose, composePath, interpolated, portsOf, type Service } from './support/compose.js';
import { filesOf, readYaml, repository } from './support/files.js';

const services = Object.entries(compose.services);
const service = (name: string): Service => compose.services[name]!;
const targetOf = (name: string): number => portsOf(service(name))[0]!.target;
const publishedOf = (name: string): number => portsOf(service(name))[0]!.published;
const read = (path: string) => readFile(new URL(path, repository), 'utf8');

/** A configuration that is shipped with the application, under an empty environment. */
async function shipped(name: string) {
  const file = new URL(`apps/pipeline/config/${name}.json`, repository).pathname;
  const loaded = await loadConfig({ file, env: {} });
  if (!loaded.ok) throw new Error(loaded.problems[0]?.message);
  return loaded;
}

describe('docker-compose.yml', () => {
  it('follows the Compose Specification, and the rules of dclint but those on order and quotes', () => {
    const off = [
      'services-alphabetical-order',
      'service-keys-order',
      'top-level-properties-order',
      'require-quotes-in-ports',
    ];
    const rules = Object.fromEntries(off.map((rule) => [rule, 0 as const]));
    const results = new DCLinter({ rules, quiet: true, debug: false, exclude: [] }).lintFiles(
      [composePath],
      false,
    );
    expect(results).toHaveLength(1);
    expect(results[0]?.messages).toEqual([]);
  });

  it('publishes the ports that are promised, on this machine alone', () => {
    const published = services.flatMap(([name, one]) =>
      portsOf(one).map(({ address, published: port }) => `${name} ${address} ${port}`),
    );
    expect(published).toEqual([
      'prometheus 127.0.0.1 9090',
      'alertmanager 127.0.0.1 9093',
      'grafana 127.0.0.1 3001',
      'kafka 127.0.0.1 9092',
      'kafka-ui 127.0.0.1 8080',
      'mlflow 127.0.0.1 5000',
      'detector 127.0.0.1 8000',
    ]);
  });

  it.each(services)('%s is pinned, bounded, restarted and asked for its health', (name, one) => {
    if (one.image) expect(one.image).toMatch(/:v?\d+\.\d+\.\d+$/);
    else expect(one.build).toBe('.');
    expect(one.deploy?.resources?.limits?.memory).toMatch(/^\d+[mg]$/);
    if (name === 'kafka-topics') return;
    expect(one.restart).toBe('unless-stopped');
    // That of the detector is in its Dockerfile.
    if (one.image) expect(one.healthcheck?.test[0]).toBe('CMD');
  });

  it('mounts files that exist, read-only, and volumes that are declared', async () => {
    const used = new Set<string>();
    for (const [, { volumes = [] }] of services) {
      for (const volume of volumes) {
        for (const DETECTOR of ['', 'host', 'container']) {
          const [source, , mode] = interpolated(volume, { DETECTOR }).split(':');
          if (!source!.startsWith('./')) used.add(source!);
          else {
            await access(new URL(source!, repository));
            expect(mode, volume).toBe('ro');
          }
        }
      }
    }
    expect([...used].sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  it('waits for services that have a health or an end', () => {
    for (const [, { depends_on = {} }] of services) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const isOnce = service(name).restart === 'no';
        expect(condition).toBe(isOnce ? 'service_completed_successfully' : 'service_healthy');
      }
    }
  });

  it('has addresses that the configuration for this machine knows', async () => {
    const { config } = await shipped('local');
    expect(config.services).toMatchObject({
      prometheus_url: `http://localhost:${publishedOf('prometheus')}`,
      grafana_url: `http://localhost:${publishedOf('grafana')}`,
      kafka_ui_url: `http://localhost:${publishedOf('kafka-ui')}`,
      kafka_bootstrap_servers: `localhost:${publishedOf('kafka')}`,
    });
  });

  it('has addresses inside that the configuration for containers knows', async () => {
    const { config } = await shipped('production');
    expect(config.services).toMatchObject({
      prometheus_port: targetOf('detector'),
      prometheus_url: `http://prometheus:${targetOf('prometheus')}`,
      grafana_url: `http://grafana:${targetOf('grafana')}`,
      kafka_ui_url: `http://kafka-ui:${targetOf('kafka-ui')}`,
      alertmanager_url: `http://alertmanager:${targetOf('alertmanager')}`,
      mlflow_tracking_uri: `http://mlflow:${targetOf('mlflow')}`,
    });
  });

  it('sets Grafana up with the password that `ad grafana setup` tries', async () => {
    const { secrets } = await shipped('local');
    const { environment } = service('grafana');
    expect(interpolated(String(environment?.GF_SECURITY_ADMIN_USER))).toBe(secrets.grafana.username);
    expect(interpolated(String(environment?.GF_SECURITY_ADMIN_PASSWORD))).toBe(
      secrets.grafana.password.reveal(),
    );
    const own = { GRAFANA_PASSWORD: 'mine' };
    expect(interpolated(String(environment?.GF_SECURITY_ADMIN_PASSWORD), own)).toBe('mine');
  });

  it('puts the dashboard where Grafana looks for it', async () => {
    const [provider] = await filesOf('grafana/provisioning/dashboards');
    const { providers } = await readYaml<{ providers: { options: { path: string } }[] }>(provider!);
    const { path } = providers[0]!.options;
    expect(service('grafana').volumes).toContain(`./monitoring/grafana/dashboards:${path}:ro`);
    const home = String(service('grafana').environment?.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH);
    await access(new URL(home.replace(path, 'monitoring/grafana/dashboards'), repository));
  });
});

describe('Prometheus in a container', () => {
  it('finds the detector on the machine, or in its container', async () => {
    const targets = async (name: string) => {
      const path = new URL(`monitoring/prometheus/targets/${name}.yml`, repository).pathname;
      return (await readYaml<{ targets: string[] }[]>(path)).flatMap((group) => group.targets);
    };
    const { prometheus_port, http_host } = defaultConfig.services;
    expect(await targets('host')).toEqual([`host.docker.internal:${prometheus_port}`]);
    expect(service('prometheus').extra_hosts).toContain('host.docker.internal:host-gateway');
    expect(http_host).toBe('0.0.0.0');
    expect(await targets('container')).toEqual([`detector:${targetOf('detector')}`]);
    expect(await read('monitoring/container.env')).toMatch(/^COMPOSE_PROFILES=app\nDETECTOR=container$/m);
    expect(service('detector').profiles).toEqual(['app']);
  });

  it('asks only servers that are there, by their names', async () => {
    const text = await read('monitoring/prometheus/prometheus.yml');
    for (const [, name, port] of text.matchAll(/'([a-z-]+):(\d+)'/g)) {
      expect(Number(port)).toBe(targetOf(name === 'localhost' ? 'prometheus' : name!));
    }
  });
});

describe('Kafka in a container', () => {
  const environment = service('kafka').environment ?? {};
  const parts = (key: string): Record<string, string> =>
    Object.fromEntries(
      String(environment[key])
        .split(',')
        .map((part) => [part.split(':')[0]!, part.replace(/^\w+:(\/\/)?/, '')]),
    );
  const listeners = parts('KAFKA_LISTENERS');
  const advertised = parts('KAFKA_ADVERTISED_LISTENERS');

  it('has listeners that agree: with each other, the published port and the configurations', async () => {
    const names = Object.keys(listeners).sort();
    expect(Object.keys(parts('KAFKA_LISTENER_SECURITY_PROTOCOL_MAP')).sort()).toEqual(names);
    expect(Object.keys(advertised).sort()).toEqual(names.filter((name) => name !== 'CONTROLLER'));
    expect(environment.KAFKA_CONTROLLER_QUORUM_VOTERS).toBe(`1@kafka${listeners.CONTROLLER}`);
    expect(environment.KAFKA_INTER_BROKER_LISTENER_NAME).toBe('DOCKER');

    expect(listeners.HOST).toBe(`:${targetOf('kafka')}`);
    expect(advertised.HOST).toBe(`localhost:${publishedOf('kafka')}`);
    expect(advertised.DOCKER).toBe(`kafka${listeners.DOCKER}`);
    expect((await shipped('production')).config.services.kafka_bootstrap_servers).toBe(advertised.DOCKER);
    expect(service('kafka-ui').environment?.KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS).toBe(advertised.DOCKER);
  });

  it('is given the topics that `ad kafka setup` would make', () => {
    const [script] = service('kafka-topics').command ?? [];
    const made = [...script!.matchAll(/^create --topic (\S+) --partitions (\d+)(.*)$/gm)].map(
      ([, name, partitions, rest]) => ({
        name,
        partitions: Number(partitions),
        entries: Object.fromEntries(
          [...rest!.matchAll(/--config (\S+)=(\S+)/g)].map(([, key, value]) => [key, value]),
        ),
      }),
    );
    const wanted = topicsOf(defaultConfig).map(({ name, partitions, entries, tuning }) => ({
      name,
      partitions,
      entries: { ...entries, ...tuning },
    }));
    expect(made).toEqual(wanted);
  });
});

describe('the image of the detector', () => {
  it('is built with the tools of this repository, and runs a configuration that is there', async () => {
    const dockerfile = await read('Dockerfile');
    const { packageManager } = JSON.parse(await read('package.json')) as { packageManager: string };
    for (const [used] of dockerfile.matchAll(/pnpm@[\d.]+/g)) expect(used).toBe(packageManager);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toContain(`EXPOSE ${defaultConfig.services.prometheus_port}`);
    const [, configuration] = /"--config", "\/app\/([^"]+)"/.exec(dockerfile) ?? [];
    await access(new URL(`apps/pipeline/${configuration}`, repository));
    const volume = /^VOLUME (\S+)$/m.exec(dockerfile)?.[1];
    expect(service('detector').volumes).toEqual([`detector-data:${volume}`]);
  });

  it('is given what it is built from, and nothing else', async () => {
    const lines = (await read('.dockerignore')).split('\n').filter((line) => line && !line.startsWith('#'));
    expect(lines[0]).toBe('*');
    for (const line of lines.filter((one) => one.startsWith('!')))
      await access(new URL(line.slice(1), repository));
  });
});
