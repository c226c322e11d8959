import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the image for containers', () => {
  it('copies only what is there and is not left out, and what the build makes', () => {
    const ignored = read('.dockerignore').split('\n').filter(Boolean);
    const copies = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, words = '']) =>
      words.split(' '),
    );
    expect(copies).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', 'migrations']));
    for (const source of copies) {
      expect(existsSync(join(root, source)), source).toBe(true);
      expect(ignored, source).not.toContain(source);
    }
    // What the build and the installation read must not be left out either.
    for (const needed of ['src', 'scripts', 'locales', 'migrations', 'package.json', 'package-lock.json'])
      expect(ignored, needed).not.toContain(needed);
    for (const secret of ['.env', 'data', '.git']) expect(ignored).toContain(secret);
    expect(read('scripts/build.mjs')).toContain(
      "main: join(root, 'src/main.ts'), bunting: join(root, 'src/bunting.ts')",
    );
    expect(read('Dockerfile')).toMatch(/^USER node$/m);
  });

  it('and compose gives it every setting that it cannot do without', () => {
    for (const name of ['BASE_URL', 'SMTP_URL', 'MAIL_FROM', 'DATABASE_URL', 'TRUSTED_PROXIES', 'CONTACT'])
      expect(read('compose.yaml'), name).toMatch(new RegExp(`^ {6}${name}:`, 'm'));
  });
});

describe('the examples for a server', () => {
  it('start what the build makes, as an account of their own, and end it in order', async () => {
    const unit = read('deploy/bunting.service');
    expect(unit).toContain('ExecStart=/opt/bunting/node_modules/node/bin/node /opt/bunting/dist/main.js');
    expect(unit).toMatch(/^User=bunting$/m);
    expect(unit).toMatch(/^KillMode=mixed$/m);
    const units = globSync('deploy/*.{service,timer}', { cwd: root });
    const said = await promisify(execFile)('systemd-analyze', ['verify', '--man=no', ...units], {
      cwd: root,
    }).then(
      ({ stderr }) => stderr,
      (error: { code: unknown; stderr?: string }) => (error.code === 'ENOENT' ? '' : (error.stderr ?? '')),
    );
    // Only what is installed elsewhere is missing here.
    const faults = said
      .split('\n')
      .filter((line) => /deploy|bunting/.test(line) && !/is not executable/.test(line));
    expect(faults).toEqual([]);
  });

  it('let a class list through, keep nothing back, and say who comes', () => {
    for (const file of ['deploy/Caddyfile', 'deploy/nginx.conf']) {
      const text = read(file);
      expect(text, file).toMatch(/12m|12MB/);
      expect(text, file).toMatch(/X-Forwarded-For (?:\{remote_host\}|\$remote_addr)/);
      expect(text, file).toMatch(/access_log off|output discard/);
      expect(text, file).toMatch(/proxy_buffering off|flush_interval -1/);
      const opened = [...text.matchAll(/[{]/g)].length;
      expect([...text.matchAll(/[}]/g)].length, file).toBe(opened);
    }
  });
});

describe('the documents', () => {
  const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root });

  it('lead only to what is there', () => {
    for (const document of documents)
      for (const [, target = ''] of read(document).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        const [file = '', anchor] = target.split('#');
        const path = file === '' ? document : join(dirname(document), file);
        expect(existsSync(join(root, path)), `${document}: ${target}`).toBe(true);
        if (anchor !== undefined && path.endsWith('.md'))
          expect(headings(read(path)), `${document}: ${target}`).toContain(anchor);
      }
  });

  it('name only commands that the shell knows', () => {
    const known = [...read('src/bunting.ts').matchAll(/^ {2}npm run bunting -- (\w+)/gm)].map(
      ([, verb]) => verb,
    );
    for (const document of ['README.md', 'OPERATIONS.md', 'PRIVACY.md'])
      for (const [, verb] of read(document).matchAll(/npm run (?:--silent )?bunting -- (\w+)/g))
        expect(known, `${document}: ${verb}`).toContain(verb);
  });

  it('and every setting of theirs is one', () => {
    const settings = read('src/platform/settings.ts');
    const operations = read('OPERATIONS.md') + read('deploy/bunting.service') + read('compose.yaml');
    const ours = new Set([
      'BUNTING_PASSPHRASE',
      'POSTGRES_PASSWORD',
      'POSTGRES_USER',
      'POSTGRES_DB',
      'READ_ONLY',
      'CMD_SHELL',
    ]);
    for (const [name] of operations.matchAll(/\b[A-Z]{2,}(?:_[A-Z]+)+\b/g))
      if (!ours.has(name) && !name.startsWith('AF_')) expect(settings, name).toContain(`  ${name}: `);
  });
});

// As GitHub makes them: small letters, without signs, a dash for each space.
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}
