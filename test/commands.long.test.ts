import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../src/kernel/id.ts';
import { commands } from './access.ts';
import { buildBunting, makeBunting, newHome } from './lasting/bunting.ts';

let built: ReturnType<typeof buildBunting>;
beforeAll(() => {
  built = buildBunting();
}, 120_000);
afterAll(() => built.remove());

const words: Record<string, string[]> = {
  'mail receive': ['--to', 'rsvp+x@in.bunting.example'],
  backup: ['/tmp/not-theirs.backup'],
  restore: ['/tmp/not-theirs.backup'],
  breach: ['--all', '--since', '2026-01-01'],
  'school add': ['Oak Primary', 'olga@school.example'],
  'school remove': [newId()],
};

it('another account of the machine gets nothing by any command, and changes nothing', async (test) => {
  const home = await newHome();
  const bunting = await makeBunting(built.program, { BUNTING_HOME: home });
  await bunting.up();
  const made = spawnSync(
    process.execPath,
    [built.shell, 'school', 'add', 'Elm Primary', 'maya@families.example'],
    {
      env: bunting.env,
      encoding: 'utf8',
    },
  );
  expect(made.status, made.stderr).toBe(0);
  const nobody = { uid: 65_534, gid: 65_534 };
  const run = (name: string, who = {}) =>
    spawnSync(process.execPath, [built.shell, ...name.split(' '), ...(words[name] ?? [])], {
      env: bunting.env,
      encoding: 'utf8',
      input: '',
      ...who,
    });
  // Where the program itself is out of reach, or we are not root, there is nothing to try.
  if (run('forecast', nobody).status === null || !run('forecast', nobody).stderr.includes('JSON'))
    test.skip();
  for (const name of commands['whose home it is']) {
    const { status, stdout, stderr } = run(name, nobody);
    expect(status, `${name}: ${stdout}${stderr}`).not.toBe(0);
    expect(stdout + stderr, name).not.toMatch(/Elm|maya|families\.example/);
    expect(stderr, name).not.toMatch(/\n {4}at /);
  }
  expect(run('school list').stdout).toContain('Elm Primary');
});
