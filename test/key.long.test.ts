import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildBunting, makeBunting, newHome } from './lasting/bunting.ts';

let built: ReturnType<typeof buildBunting>;
beforeAll(() => {
  built = buildBunting();
}, 120_000);
afterAll(() => built.remove());

it(
  'a key is replaced from the shell while Bunting runs, and links of before lead on',
  { timeout: 240_000 },
  async () => {
    const home = await newHome();
    const bunting = await makeBunting(built.program, { BUNTING_HOME: home });
    await bunting.up();
    const base = `http://127.0.0.1:${bunting.port}`;
    const rotate = (...words: string[]) => runKey(bunting.env, words);
    await fetch(`${base}/try`, {
      method: 'POST',
      body: new URLSearchParams({ as: 'host' }),
      redirect: 'manual',
    });
    const link = await firstLink(base);
    expect((await fetch(`${base}${link}`)).status).toBe(200);
    const said = await rotate();
    expect([said.status, said.stderr]).toEqual([0, '']);
    expect(said.stdout).toMatch(/and \d{2,} links are made of it/);
    expect((await fetch(`${base}${link}`)).status).toBe(200);
    expect((await stat(join(home, 'key'))).mode & 0o777).toBe(0o600);
    expect((await rotate('--days', 'many')).status).toBe(2);
    expect((await rotate('--days', '0')).status).toBe(0);
    expect((await fetch(`${base}${link}`)).status).toBe(404);
  },
);

type Said = { status: number; stdout: string; stderr: string };

// It takes a minute, in which connections of ours may end: this process has to hear of it.
function runKey(env: NodeJS.ProcessEnv, words: string[]): Promise<Said> {
  const all = [built.shell, 'key', 'rotate', ...words];
  return new Promise((done) => {
    const child = execFile(process.execPath, all, { env }, (_error, stdout, stderr) =>
      done({ status: child.exitCode ?? 1, stdout, stderr }),
    );
  });
}

async function firstLink(base: string): Promise<string> {
  for (let tries = 0; tries < 300; tries += 1) {
    const heads = await (await fetch(`${base}/mailbox`, { headers: { accept: 'application/json' } })).json();
    for (const { id } of heads as { id: string }[]) {
      const mail = await (await fetch(`${base}/mailbox/${id}.eml`)).text();
      const link = /\/i\/[\w-]{22}(?![\w-])/.exec(mail.replaceAll('=\r\n', ''))?.[0];
      if (link !== undefined) return link;
    }
    await new Promise((passed) => setTimeout(passed, 100));
  }
  throw new Error('No invitation came within half a minute.');
}
