// Writes docs/guides/configuration.md from the schema: `pnpm --filter @ad/docs configuration`.
import { realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  configJsonSchema,
  configKeys,
  configValue,
  defaultConfig,
  environmentVariables,
  loadConfig,
} from '@ad/config';

const sections = {
  models: 'The models beside the forecast',
  data_collection: 'What is sampled, how often, and where it is recorded',
  detection: 'When a sample is unusual, and unusual samples are an alert',
  services: 'Where others are, and where this listens',
  kafka: 'Topics, states, outbox and logins',
  lifecycle: 'Trainings, champions and challengers',
};

/** The page: a table of keys for each section. Every word in a row comes from the schema. */
export async function configurationPage() {
  const missing = configKeys.filter((key) => !(sectionOf(key) in sections));
  if (missing.length > 0) throw new Error(`no heading for the section of ${missing.join(', ')}`);
  const parts = await Promise.all(
    Object.entries(sections).map(async ([section, title]) => {
      const keys = configKeys.filter((key) => sectionOf(key) === section);
      const rows = await Promise.all(keys.map(row));
      return `## \`${section}\`\n\n${title}.\n\n${table(['key', 'default', 'must be', 'meaning'], rows)}\n`;
    }),
  );
  const variables = Object.entries(environmentVariables).map(([name, key]) => [`\`${name}\``, `\`${key}\``]);
  return `${introduction}\n${parts.join('\n')}\n${environment}\n${table(['variable', 'sets'], variables)}\n${secrets}`;
}

const sectionOf = (key) => key.split('.')[0];

async function row(key) {
  const value = JSON.stringify(configValue(defaultConfig, key));
  return [`\`${key.slice(key.indexOf('.') + 1)}\``, `\`${value}\``, await ruleOf(key), descriptionOf(key)];
}

/** The rule as the validation itself words it, when it refuses a value that no key takes. */
async function ruleOf(key) {
  const content = key.split('.').reduceRight((inner, name) => ({ [name]: inner }), -1);
  const loaded = await loadConfig({
    env: {},
    file: 'config.json',
    readFile: async () => JSON.stringify(content),
  });
  if (loaded.ok) throw new Error(`${key} takes -1`);
  return loaded.problems[0].rule.replace('must be ', '');
}

function descriptionOf(key) {
  return key.split('.').reduce((node, name) => node.properties[name], configJsonSchema()).description;
}

function table(head, rows) {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((cells) => cells[i].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join(
    '\n',
  );
}

const introduction = `# Configuration

<!-- Written by docs/scripts/configuration.mjs from the schema. Change the schema, not this page. -->

One JSON file, environment variables and flags; the later wins. Every key may be left out, and an unknown one is refused, with the nearest
known name. \`ad config show\` prints every key, its value, and what set it; \`ad config validate\` names everything that is wrong at once;
\`ad config schema\` prints the JSON Schema, which gives completion in an editor:

\`\`\`sh
ad config schema > ad.schema.json     # and in the file: "$schema": "./ad.schema.json"
\`\`\`

\`\`\`json
{
  "data_collection": { "interval_seconds": 5, "history_folder": "./history" },
  "detection": { "alerts_per_week": 2 },
  "services": { "http_host": "127.0.0.1" }
}
\`\`\`

[local.json](../../apps/pipeline/config/local.json) and [production.json](../../apps/pipeline/config/production.json) are two to start from. Rules that span
two keys, and what \`detection.features\` and \`detection.maintenance\` hold, are in [@ad/config](../../packages/config/README.md#keys).
`;

const environment = `## Environment

Each stands above the file and below flags. An empty variable counts as unset.
`;

const secrets = `
Passwords and tokens have no key, so that no file holds them: [secrets](security.md#secrets).
`;

const file = fileURLToPath(new URL('../guides/configuration.md', import.meta.url));
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  writeFileSync(file, await configurationPage());
}
