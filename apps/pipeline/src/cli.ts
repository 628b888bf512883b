import { Command, CommanderError, Option } from '@commander-js/extra-typings';
import { exitCode } from './command-line/exit-code.js';
import { exitWhenWritten } from './command-line/shutdown.js';
import { addBacktest } from './commands/backtest.js';
import { addCollect } from './commands/collect.js';
import { addCompare } from './commands/compare.js';
import { addConfig } from './commands/config.js';
import { addDetect } from './commands/detect.js';
import { addGrafana } from './commands/grafana.js';
import { addHealth } from './commands/health.js';
import { addKafka } from './commands/kafka.js';
import { addLabel } from './commands/label.js';
import { addLoad } from './commands/load.js';
import { addModels } from './commands/models.js';
import { addRun } from './commands/run.js';
import { addTrain } from './commands/train.js';
import { logLevels } from './terminal/log-level.js';
import { logTo, processTerminal, say } from './terminal/terminal.js';
import { describeError } from './text/describe-error.js';
import { version } from './version.js';

const terminal = processTerminal();
const program = new Command('ad')
  .description('Watches this machine, learns what is normal, and reports what is not.')
  .version(version)
  .exitOverride()
  .showHelpAfterError('(ad --help lists the commands)')
  .addOption(
    new Option('--log-format <format>', 'how what is said on the way is written to standard error')
      .choices(['text', 'json'] as const)
      .default('text'),
  )
  .addOption(
    new Option('--log-level <level>', 'what is less important is left out')
      .choices(logLevels)
      .default('info'),
  );
program.hook('preAction', () => {
  const { logFormat, logLevel } = program.opts();
  return logTo(terminal, logFormat, logLevel);
});

// In the order of the help.
const commands = [
  addRun,
  addBacktest,
  addCompare,
  addTrain,
  addModels,
  addLabel,
  addHealth,
  addLoad,
  addCollect,
  addDetect,
  addKafka,
  addGrafana,
  addConfig,
];
for (const add of commands) add(program, terminal);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCode.success : exitCode.usage;
  } else {
    say(terminal, `✗ ${describeError(error)}`);
    process.exitCode = exitCode.failure;
  }
}
exitWhenWritten(terminal);
