import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { KeyError, openKeys, rotateKey } from './key.ts';

const noon = Temporal.Instant.from('2026-12-04T12:00:00Z');

async function home(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bunting-key-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

it('the key is made once, of 32 random bytes, and is its owner’s alone', async () => {
  const folder = await home();
  const all = await Promise.all(Array.from({ length: 5 }, () => openKeys(folder, () => noon)));
  expect(new Set(all.map(({ steady }) => steady.toString('hex'))).size).toBe(1);
  expect(all[0]?.steady).toHaveLength(32);
  expect((await stat(join(folder, 'key'))).mode & 0o777).toBe(0o600);
});

it.each([0o644, 0o640, 0o602, 0o660])('a key of mode %o is refused, with what to do', async (mode) => {
  const folder = await home();
  await openKeys(folder, () => noon);
  await chmod(join(folder, 'key'), mode);
  await expect(openKeys(folder, () => noon)).rejects.toThrow(KeyError);
  await expect(openKeys(folder, () => noon)).rejects.toThrow(/open to others .* chmod 600/);
});

it.each(['', 'short', `${'A'.repeat(43)} tomorrow later`])('a file that says %j is no key', async (text) => {
  const folder = await home();
  await writeFile(join(folder, 'key'), text, { mode: 0o600 });
  await expect(openKeys(folder, () => noon)).rejects.toThrow('is not a key of Bunting');
});

it('a new key is used from its moment on, known before it, and the older one believed until its day', async () => {
  const folder = await home();
  let now = noon;
  const keys = await openKeys(folder, () => now);
  const first = keys.ring.current;
  await rotateKey(folder, { now, from: noon.add({ minutes: 1 }), until: noon.add({ hours: 24 }) });
  expect((await stat(join(folder, 'key'))).mode & 0o777).toBe(0o600);
  await keys.reread();
  const same = keys.ring.current;
  await keys.reread();
  expect(keys.ring.current).toBe(same);
  const [, next] = keys.ring.accepted;
  expect([keys.ring.current, keys.ring.accepted.length, keys.ring.replaced]).toEqual([first, 2, []]);
  now = noon.add({ minutes: 1 });
  expect([keys.ring.current, keys.ring.accepted]).toEqual([next, [next, first]]);
  expect(keys.ring.replaced).toEqual([{ key: first, ends: noon.add({ hours: 24 }) }]);
  now = noon.add({ hours: 24 });
  expect([keys.ring.current, keys.ring.accepted]).toEqual([next, [next]]);
  expect(keys.steady).toEqual(first);
});

it('a third key ends what a second one promised when it says so, and old lines go in the end', async () => {
  const folder = await home();
  let now = noon;
  await openKeys(folder, () => now);
  const lineCount = async () => (await readFile(join(folder, 'key'), 'utf8')).trim().split('\n').length;
  await rotateKey(folder, { now, from: now, until: now.add({ hours: 24 * 60 }) });
  now = now.add({ hours: 1 });
  await rotateKey(folder, { now, from: now, until: now });
  const keys = await openKeys(folder, () => now);
  expect([keys.ring.accepted.length, await lineCount()]).toEqual([1, 3]);
  now = now.add({ hours: 24 * 200 });
  await rotateKey(folder, { now, from: now, until: now });
  expect(await lineCount()).toBe(3);
});

it('a file with another first line is not taken for ours while we run', async () => {
  const [folder, other] = [await home(), await home()];
  const keys = await openKeys(folder, () => noon);
  await openKeys(other, () => noon);
  await writeFile(join(folder, 'key'), await readFile(join(other, 'key')));
  await expect(keys.reread()).rejects.toThrow('begins with another key');
});
