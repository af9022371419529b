/** Owns the built server: the product's own code as one file, which starts in a third of the time of its two hundred. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** How a server is built: another way of building makes another server. */
const BUILDER = digest(readFileSync(fileURLToPath(import.meta.url)));

/**
 * The path of one file that holds a TypeScript file and all it imports from the project; packages stay where they are.
 * It is built when there is none, when it is damaged and when anything it was built of has changed.
 * @param {string} root the project's directory
 * @param {string} entry the TypeScript file, from the root
 * @param {string} dir where the file is kept; packages must be found from there
 * @throws when the code does not build, or `dir` cannot be written to
 */
export async function builtServer(root, entry, dir) {
  const [server, record] = [join(dir, 'server.mjs'), join(dir, 'server.json')];
  if (isCurrent(root, entry, server, record)) return server;
  const { code, sources } = await build(root, entry, server);
  mkdirSync(dir, { recursive: true });
  writeWhole(server, code);
  writeWhole(record, JSON.stringify({ builder: BUILDER, root, entry, server: digest(code), sources }));
  return server;
}

function isCurrent(root, entry, server, record) {
  try {
    const built = JSON.parse(readFileSync(record, 'utf8'));
    return (
      built.builder === BUILDER &&
      built.root === root &&
      built.entry === entry &&
      built.server === digest(readFileSync(server)) &&
      Object.entries(built.sources).every(([file, seen]) => digest(readFileSync(join(root, file))) === seen)
    );
  } catch {
    return false; // none yet, a damaged one, or a source that is gone: all mended by building
  }
}

/** The code, and the digest of each source as it was when it was read. */
async function build(root, entry, outfile) {
  const sources = {};
  const read = {
    name: 'read',
    setup(builder) {
      builder.onLoad({ filter: /\.ts$/, namespace: 'file' }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        sources[relative(root, path)] = digest(text);
        // Files that lie beside a source are found beside the source.
        return {
          contents: text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path))),
          loader: 'ts',
        };
      });
    },
  };
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // An error is reported by the line of its source.
    sourcemap: 'inline',
    sourcesContent: false,
    // No setting from outside, so that the sources alone say what is built.
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    plugins: [read],
    write: false,
    logLevel: 'silent',
  });
  return { code: outputFiles[0].contents, sources };
}

/** A reader never sees half a file. */
function writeWhole(file, content) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, file);
}

function digest(content) {
  return createHash('sha256').update(content).digest('hex');
}
