import { lossesOf, machineColumns, nabColumns, tableColumns, toCells } from './columns.mjs';

/** The tables of a report: what they are of, and the rows. */
function sectionsOf({ summary }) {
  const { machines, nab, tables } = summary;
  return [
    ...machines.map(({ corpus, setting, sets, rows }) => ({
      title: `${corpus.toUpperCase()}, trained on ${setting === '300 rows' ? 'the last 300 rows before the test only' : 'the whole train split'}`,
      note: `Mean over ${sets.length}: ${sets.join(', ')}.`,
      rows,
      columns: machineColumns,
    })),
    ...(nab.rows.length > 0
      ? [{ title: 'NAB score', note: `${nab.series} series.`, rows: nab.rows, columns: nabColumns }]
      : []),
    ...(tables.rows.length > 0
      ? [
          {
            title: 'Tabular sets, without labels',
            note: `Mean over ${tables.sets.length}: ${tables.sets.map(({ set }) => set).join(', ')}.`,
            rows: tables.rows,
            columns: tableColumns,
          },
        ]
      : []),
  ];
}

export function renderText(report) {
  const parts = sectionsOf(report).map(({ title, note, rows, columns }) => {
    const cells = toCells(rows, columns);
    const widths = cells[0].map((_, c) => Math.max(...cells.map((row) => row[c].length)));
    const lines = cells.map((row) =>
      row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join('  '),
    );
    return [title, note, ...lines].join('\n');
  });
  return `${[describe(report), ...parts, ...report.leftOut].join('\n\n')}\n`;
}

export function renderMarkdown(report) {
  const isOurs = ({ method }) => report.ours.includes(method);
  const parts = sectionsOf(report).flatMap(({ title, note, rows, columns }) => {
    const losses = lossesOf(rows, columns, isOurs);
    return [
      `## ${title}`,
      note,
      markdownTable(toCells(rows, columns, (text) => `**${text}**`)),
      losses.length > 0
        ? `Where ours lose:\n\n${losses.map((line) => `- ${line}`).join('\n')}`
        : 'Ours lose in no compared column.',
    ];
  });
  const { sets } = report.summary.tables;
  const perSet = sets.length > 0 ? ['### AUC-ROC of each set', perSetTable(sets)] : [];
  return `${[
    '# Scoreboard',
    introduction,
    describe(report),
    ...report.leftOut,
    ...parts,
    ...perSet,
    '## How it is measured',
    legend,
  ].join('\n\n')}\n`;
}

/** Padded, as the formatter of this repository has it. */
function markdownTable(rows) {
  const widths = rows[0].map((_, c) => Math.max(3, ...rows.map((row) => row[c].length)));
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const pad = (row) =>
    line(row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))));
  const rule = line(widths.map((width, c) => (c === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)));
  const [header, ...body] = rows.map(pad);
  return [header, rule, ...body].join('\n');
}

function perSetTable(sets) {
  const names = sets[0].rows.map(({ method }) => method);
  const best = ({ rows }) => Math.max(...rows.map(({ roc }) => roc.mean));
  const cell = (set, { roc }) =>
    roc.mean === best(set) ? `**${roc.mean.toFixed(3)}**` : roc.mean.toFixed(3);
  return markdownTable([
    ['set', ...names],
    ...sets.map((set) => [set.set, ...set.rows.map((row) => cell(set, row))]),
  ]);
}

function describe({ environment, versions, seeds, minutes, jobs }) {
  const { cpu, cores, platform, node, commit, date } = environment;
  const peers = versions
    ? Object.entries(versions)
        .map(([name, version]) => `${name} ${version ?? '(not installed)'}`)
        .join(', ')
    : 'none';
  return (
    `Measured on ${date} at commit ${commit}, ${cpu}, ${cores} cores, ${platform}, Node ${node}; ` +
    `peers from Python: ${peers}. At most ${seeds} seeds; ${minutes.toFixed(1)} minutes with ${jobs} at a time.`
  );
}

const introduction = `How well the models and the detector find labelled anomalies, beside simple references and peers. Written by
\`pnpm bench:quality --data DIR --python PATH --write\`; nobody edits it. Bold is the best of a column, whoever it belongs to.`;

const legend = `Every score is causal and learned from the train split alone, except where it says otherwise; nothing is point-adjusted. Means over the
sets; ± is the standard deviation over the seeds, where there is more than one.

- **AUC-PR** is the average precision of the samples. **VUS-PR** is TSB-AD's, with margins up to 100 samples.
- **events @1 %** is the share of labelled events with a score above what 1 % of the normal test samples exceed; **delay** is how many
  samples after their start, where they were found. The random row is what luck finds: long events are easy.
- **rate / target**: a threshold from the training part, the share of normal test samples above it, over the share it was made for.
  The detector brings its own threshold; every other method gets that quantile of its scores on the train split.
- **alarms a week**, **false ones** (without a labelled sample) and **events alarmed** are those of the threshold for 0.1 %: runs of
  consecutive decisions, and for the detector its confirmed alerts.
- **NAB**: official rules, first 15 % of a series (750 rows at most) not scored, one threshold for all series, the best one for the
  method. The detector starts with the first row; every other method learns from the part that is not scored. The leader board
  that is published is on 58 series, so it compares with these figures only roughly.
- **Tabular**: static models, the whole set without its labels, as in ADBench.
- ECOD and COPOD of PyOD rank test rows among all rows of the test split, later ones too. Half-space trees learn on from the test rows.
  The random cut forest has 10 trees of 256 rows and scores at most 2,000 test rows a set, evenly spaced; those between keep the
  score before.

Corpora: the Server Machine Dataset of OmniAnomaly (SMD, 1 minute), the Application Server Dataset of InterFusion (ASD, 5 minutes), the
Numenta Anomaly Benchmark, and tables of ADBench.`;
