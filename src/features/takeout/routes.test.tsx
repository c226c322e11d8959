import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { withPasskey } from '../../../test/passkeys.ts';
import { luka, makeClass, signIn } from '../../../test/people.ts';
import { openWorld } from '../../../test/world.ts';
import { sayIn } from '../../platform/language/say.ts';
import { makeSchool } from '../school/actions.ts';
import { takeOut } from './actions.ts';

it('everything is taken out with a code that was asked for it, and with no other', async () => {
  const world = await openWorld();
  await makeClass(world);
  const stranger = world.visitor();
  expect((await stranger.get('/account/takeout')).path).toContain('/sign-in');
  const ivan = world.visitor();
  await signIn(world, ivan, luka.address);
  const codes = async (): Promise<string[]> => {
    await world.work();
    return (await world.mails(luka.address)).flatMap(
      ({ subject }) => /^[0-9A-Z]{4} [0-9A-Z]{4}(?= is your)/.exec(subject)?.[0] ?? [],
    );
  };
  await ivan.post('/account/erasure/codes', { what: 'me' });
  const [erasing = ''] = await codes();
  const wrong = await ivan.post('/account/takeouts', { code: erasing });
  expect(wrong.status).toBe(409);
  expect(wrong.text).toContain('This code is no longer good here');
  const page = await ivan.post('/account/takeouts/codes');
  expect(page.path).toBe('/account/takeout/code');
  const code = (await codes()).find((one) => one !== erasing) ?? '';
  const taken = await ivan.post('/account/takeouts', { code });
  expect(taken.status).toBe(200);
  expect(taken.headers.get('content-type')).toBe('application/zip');
  expect(taken.headers.get('cache-control')).toBe('no-store');
  // A code is good once.
  expect((await ivan.post('/account/takeouts', { code })).status).toBe(409);
});

it('and with it by which passkeys somebody signs in, and whose staff they are', async () => {
  const world = await openWorld();
  const member = { name: 'Ivan H.', address: luka.address };
  await makeSchool(world.platform, { name: 'Oak Primary', member, language: 'en' });
  await withPasskey(world, luka.address);
  const pass = await signIn(world, world.visitor(), luka.address);
  const files = unzipSync(await takeOut(world.platform, pass, sayIn('en')));
  expect(JSON.parse(new TextDecoder().decode(files['account.json']))).toMatchObject({
    passkeys: [{ name: 'My phone', usedOn: '2026-12-04' }],
    staffOf: [{ school: 'Oak Primary', knownAs: 'Ivan H.' }],
  });
});

it('and three times a day at most', async () => {
  const world = await openWorld();
  await makeClass(world);
  const ivan = world.visitor();
  await signIn(world, ivan, luka.address);
  const statuses: number[] = [];
  for (let time = 0; time < 4; time += 1) {
    await ivan.post('/account/takeouts/codes');
    await world.work();
    const subjects = (await world.mails(luka.address)).map(({ subject }) => subject);
    const code = subjects.findLast((subject) => /^[0-9A-Z]{4} [0-9A-Z]{4}(?= is your)/.test(subject)) ?? '';
    statuses.push((await ivan.post('/account/takeouts', { code: code.slice(0, 9) })).status);
    world.pass({ minutes: 20 });
  }
  expect(statuses).toEqual([200, 200, 200, 429]);
});
