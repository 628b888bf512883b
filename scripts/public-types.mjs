// The public types of each package, as a page that reviewers read: api/<package>.md. It changes with every change of the public types.
// Usage: node scripts/public-types.mjs   writes the pages; test/public-types.integration.test.ts compares them
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = readdirSync(join(root, 'packages'));

/** The text of each page, by its path below the root. */
export function publicTypes() {
  const entries = packages.map((folder) => ({ folder, ...readEntryPoints(folder) }));
  const files = entries.flatMap(({ entryPoints }) => entryPoints.map(({ file }) => file));
  const program = declarationsOf(files);
  return new Map(
    entries.map(({ folder, name, entryPoints }) => {
      const sections = entryPoints.map(({ specifier, file }) => {
        const { exported, referenced } = readSurface(program, file.replace(/\.ts$/, '.d.ts'));
        const also = referenced.length === 0 ? '' : `\nSeen through them:\n\n${block(referenced)}`;
        return `## ${specifier}\n\n${block(exported)}${also}`;
      });
      return [`api/${folder}.md`, `# Public types of ${name}\n\n${sections.join('\n')}`];
    }),
  );
}

function block(declarations) {
  return `\`\`\`ts\n${declarations.join('\n\n')}\n\`\`\`\n`;
}

/** The entry points that `exports` names, with their source. */
function readEntryPoints(folder) {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
  const entryPoints = Object.entries(exports)
    .filter(([, target]) => target['@ad/source'])
    .map(([path, target]) => ({
      specifier: `${name}${path.slice(1)}`,
      file: join(root, 'packages', folder, target['@ad/source']),
    }));
  return { name, entryPoints };
}

/** A program of the declarations alone, which the compiler makes from the sources, in memory. */
function declarationsOf(files) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const emitted = new Map();
  const emitting = {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    removeComments: true,
  };
  ts.createProgram(files, emitting).emit(undefined, (file, text) => emitted.set(file, text));

  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => emitted.has(file) || (!isOwnSource(file) && fileExists(file));
  host.readFile = (file) => emitted.get(file) ?? readFile(file);
  const { getSourceFile } = host;
  host.getSourceFile = (file, version) =>
    emitted.has(file)
      ? ts.createSourceFile(file, emitted.get(file), version, true)
      : getSourceFile(file, version);
  return ts.createProgram(
    files.map((file) => file.replace(/\.ts$/, '.d.ts')),
    options,
    host,
  );
}

function isOwnSource(file) {
  return /^packages[\\/][^\\/]+[\\/]src[\\/]/.test(relative(root, file));
}

/** What a module exports, and the declarations of the same package that these mention without exporting them. */
function readSurface(program, file) {
  const checker = program.getTypeChecker();
  const resolve = (symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const exports = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  const exported = new Map(exports.map((symbol) => [resolve(symbol), symbol.name]));
  const referenced = new Map();

  const visit = (node) => {
    if (ts.isIdentifier(node)) {
      const found = checker.getSymbolAtLocation(node);
      const symbol = found && resolve(found);
      const isTopLevel = symbol && statementsOf(symbol).length > 0;
      if (isTopLevel && !exported.has(symbol) && !referenced.has(symbol)) {
        referenced.set(symbol, symbol.name);
        statementsOf(symbol).forEach(visit);
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const symbol of exported.keys()) statementsOf(symbol).forEach(visit);
  return { exported: print(exported), referenced: print(referenced) };
}

/** The statements at the top of our own modules that declare a symbol. */
function statementsOf(symbol) {
  const statements = (symbol.declarations ?? []).map((declaration) =>
    ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration,
  );
  return statements.filter(({ parent }) => parent && ts.isSourceFile(parent) && isOwnSource(parent.fileName));
}

function print(symbols) {
  return [...symbols]
    .sort(([, one], [, other]) => (one < other ? -1 : 1))
    .map(([symbol]) =>
      statementsOf(symbol)
        .map((statement) => statement.getText().replace(/^(export |declare )+/, ''))
        .join('\n'),
    );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const [path, text] of publicTypes()) writeFileSync(join(root, path), text);
}
