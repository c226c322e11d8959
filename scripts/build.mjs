import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { build } from 'esbuild';

// Builds into a folder of its own and puts it in place at the end, so that a killed build leaves the old one whole. Tests name
// another place than `dist`, beside it.
const root = resolve(import.meta.dirname, '..');
const half = join(root, `dist.${process.pid}`);
const assets = join(half, 'assets');
mkdirSync(assets, { recursive: true });

const names = {};
const keep = (name, bytes) => {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 10);
  names[name] = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  writeFileSync(join(assets, names[name]), bytes);
};

for (const font of globSync('src/ui/fonts/*.woff2', { cwd: root }))
  keep(basename(font), readFileSync(join(root, font)));
await buildStyle();
await buildScripts();
await buildServer();

const dist = join(root, process.argv[2] ?? 'dist');
const old = `${dist}.old.${process.pid}`;
if (existsSync(dist)) renameSync(dist, old);
renameSync(half, dist);
rmSync(old, { recursive: true, force: true });

/** The house's style and every room's, as one file. */
async function buildStyle() {
  const parts = ['src/ui/style.css', ...globSync('src/features/*/style.css', { cwd: root }).toSorted()];
  const contents = parts.map((part) => `@import ${JSON.stringify(`./${part}`)};`).join('\n');
  const fonts = {
    name: 'fonts',
    setup: (plugin) =>
      plugin.onResolve({ filter: /\.woff2$/ }, ({ path }) => ({
        path: `./${names[basename(path)]}`,
        external: true,
      })),
  };
  const made = await build({
    stdin: { contents, loader: 'css', resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    plugins: [fonts],
    target: ['chrome123', 'safari17.5', 'firefox120'],
    outfile: 'style.css',
  });
  keep('style.css', made.outputFiles[0].contents);
}

/** The behaviour of each room that has one, and the service worker of the room whose page works without a network. */
async function buildScripts() {
  for (const script of globSync('src/features/*/{client,worker}.ts', { cwd: root })) {
    const made = await build({
      entryPoints: [join(root, script)],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
    });
    const room = basename(dirname(script));
    keep(basename(script) === 'client.ts' ? `${room}.js` : `${room}-worker.js`, made.outputFiles[0].contents);
  }
}

async function buildServer() {
  await build({
    entryPoints: { main: join(root, 'src/main.ts'), bunting: join(root, 'src/bunting.ts') },
    outdir: half,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    packages: 'external',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    define: { __ASSETS__: JSON.stringify(names) },
  });
}
