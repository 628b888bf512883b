// What the machine must have before a service can be installed. As root on Debian, what is missing is installed.
import { run, say, which } from './process.mjs';

const succeeds = (command, args) =>
  run(command, args).then(
    () => true,
    () => false,
  );

const tools = {
  java: {
    what: 'Java 17 or newer',
    packages: ['default-jre-headless'],
    present: async () => {
      const version = which('java') ? await run('java', ['-version']).catch(() => '') : '';
      return Number(/version "(\d+)/.exec(version)?.[1] ?? 0) >= 17;
    },
  },
  maven: { what: 'Maven (mvn)', packages: ['maven'], present: () => which('mvn') },
  python: {
    what: 'Python 3.10 or newer with its venv module',
    packages: ['python3', 'python3-venv'],
    present: () =>
      succeeds('python3', ['-c', 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))']),
  },
  prometheus: {
    what: 'Prometheus',
    packages: ['prometheus'],
    present: () => which('prometheus'),
    unit: 'prometheus',
  },
  alertmanager: {
    what: 'Alertmanager',
    packages: ['prometheus-alertmanager'],
    present: () => which('prometheus-alertmanager') ?? which('alertmanager'),
    unit: 'prometheus-alertmanager',
  },
  // For tests in a browser; no service needs it.
  chromium: {
    what: 'Chromium',
    packages: ['chromium'],
    present: () => which('chromium') ?? which('chromium-browser') ?? which('google-chrome'),
  },
};

/** Makes sure that the named tools are there, or throws an error that says what to install and how. */
export async function requireTools(...names) {
  const missing = await absent(names);
  if (missing.length === 0) return;
  const packages = missing.flatMap((tool) => tool.packages).join(' ');
  const what = missing.map((tool) => tool.what).join(' and ');
  const byHand = `${what} not found. On Debian or Ubuntu: sudo apt-get install --no-install-recommends ${packages}`;
  if (process.getuid?.() !== 0 || !which('apt-get')) throw new Error(`${byHand}${disableHint(missing)}`);

  say(`installing ${packages} (apt)`);
  await installPackages(packages.split(' '));
  for (const { unit } of missing) if (unit) await retireSystemService(unit);
  const still = await absent(names);
  if (still.length > 0) {
    throw new Error(`${still.map((tool) => tool.what).join(' and ')} not found after installing ${packages}`);
  }
}

async function absent(names) {
  const missing = [];
  for (const name of names) if (!(await tools[name].present())) missing.push(tools[name]);
  return missing;
}

async function installPackages(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => run('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', ...args], { env });
  await run('dpkg', ['--configure', '-a'], { env }); // finishes an installation that was cut short
  await apt('update');
  await apt('install', '--no-install-recommends', ...packages);
}

/** Debian starts what it installs and enables it at boot; here the script decides what runs. */
async function retireSystemService(unit) {
  await succeeds('systemctl', ['disable', unit]);
  await succeeds('service', [unit, 'stop']);
}

function disableHint(missing) {
  const units = missing.flatMap((tool) => tool.unit ?? []).join(' ');
  return (
    units &&
    `\n  (and then, so that the package's own service leaves the port free: sudo systemctl disable --now ${units})`
  );
}
