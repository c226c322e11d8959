import { describe, expect, it } from 'vitest';
import { dump } from '../../../test/dump.ts';
import { luka, makeClass, makeParty, noor, signIn, type Class } from '../../../test/people.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { newId, newToken, sealId } from '../../kernel/id.ts';

type Scene = { world: World; class1b: Class; path: string };

async function openScene(): Promise<Scene> {
  const world = await openWorld();
  const class1b = await makeClass(world);
  await makeParty(world, class1b, ['Luka']);
  await world.work();
  const mail = (await world.mails(luka.address)).find(({ subject }) => subject.includes('invites'));
  const header = mail?.email.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
  const path = new URL(header.replace(/[<>]/g, '')).pathname;
  return { world, class1b, path };
}

// As a mail system presses it: without cookies, without Origin or Sec-Fetch headers.
function press({ world: { app } }: Scene, path: string, body: BodyInit, headers = {}): Promise<Response> {
  return Promise.resolve(app.request(path, { method: 'POST', body, headers }));
}

const urlencoded = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });

function multipart(): FormData {
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  return form;
}

async function spared({ world }: Scene): Promise<string[]> {
  const { rows } = await world.owner.query<{ address: string }>(
    "select distinct d.address from mail_block b join adult d on d.address_hash = b.address_hash where b.why = 'peace'",
  );
  return rows.map(({ address }) => address);
}

describe('one press in a mail ends the invitations to its address', () => {
  it.each([
    ['urlencoded', () => urlencoded],
    ['multipart', multipart],
  ])('%s, without a cookie, with 200 and no redirect', async (_name, body) => {
    const scene = await openScene();
    const answer = await press(scene, scene.path, body());
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await spared(scene)).toEqual([luka.address]);
    // Twice is once.
    await press(scene, scene.path, body());
    expect(await spared(scene)).toEqual([luka.address]);
    await makeParty(scene.world, scene.class1b);
    await scene.world.work();
    const invited = (await scene.world.mails()).filter(({ subject }) => subject.includes('invites'));
    // The first is the one in which it was pressed.
    expect(invited.map(({ to }) => to)).toEqual([luka.address, noor.address]);
  });

  it('whatever a browser or a mail system on the web says of itself', async () => {
    const scene = await openScene();
    const headers = {
      origin: 'https://mail.elsewhere.example',
      'sec-fetch-site': 'cross-site',
      cookie: 'a=b',
    };
    expect((await press(scene, scene.path, urlencoded, headers)).status).toBe(200);
    expect(await spared(scene)).toEqual([luka.address]);
  });

  it('and is undone by who signs in with the address', async () => {
    const scene = await openScene();
    await press(scene, scene.path, urlencoded);
    const ivan = scene.world.visitor();
    await signIn(scene.world, ivan, luka.address);
    expect((await ivan.get('/peace')).text).toContain('You are left in peace.');
    await ivan.post('/peace', { kind: 'everything', peace: 'no' });
    expect(await spared(scene)).toEqual([]);
  });

  it('the page of it has one button, and looking a hundred times presses nothing', async () => {
    const scene = await openScene();
    const before = await dump(scene.world.owner);
    for (let time = 0; time < 100; time += 1)
      for (const method of ['GET', 'HEAD'])
        expect((await scene.world.app.request(scene.path, { method })).status).toBe(200);
    expect(await dump(scene.world.owner)).toEqual(before);
    const visitor = scene.world.visitor();
    const page = await visitor.get(scene.path);
    expect(page.text).toContain('Press the button, and this kind of mail stops.');
    expect(page.html).not.toContain(luka.address);
    const pressed = await visitor.post(scene.path, { 'List-Unsubscribe': 'One-Click' });
    expect(pressed.text).toContain('Done. This kind of mail does not come to this address any more.');
    expect(pressed.text).toContain('let it come again');
  });

  it('a wrong token answers the same, and does nothing', async () => {
    const scene = await openScene();
    const { key } = scene.world.platform;
    const wrong = [sealId(key, 'unsubscribe', newId()), sealId(key, 'rsvp', newId()), newToken(), 'x'];
    const look = async (path: string, method: 'GET' | 'POST'): Promise<unknown> => {
      const body = method === 'POST' ? { body: urlencoded } : {};
      const answer = await scene.world.app.request(path, { method, ...body });
      return [answer.status, [...answer.headers], (await answer.text()).replaceAll(path, '')];
    };
    for (const method of ['GET', 'POST'] as const) {
      const right = await look(scene.path, method);
      for (const token of wrong) expect(await look(`/u/${token}`, method)).toEqual(right);
    }
    expect(await spared(scene)).toEqual([luka.address]);
  });

  it('and nothing else in the body presses it', async () => {
    const scene = await openScene();
    const bodies = ['', 'List-Unsubscribe=', 'list-unsubscribe=One-Click', 'a=b', '\0'];
    for (const body of bodies) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      expect((await press(scene, scene.path, body, headers)).status).toBe(200);
    }
    const broken = { 'content-type': 'multipart/form-data; boundary=x' };
    expect((await press(scene, scene.path, '--y', broken)).status).toBe(200);
    expect(await spared(scene)).toEqual([]);
  });

  it('of a mail that is no invitation ends only mail of that kind, and is undone where its reader signs in', async () => {
    const scene = await openScene();
    const { world } = scene;
    const [first] = await world.mails(noor.address);
    const header = first?.email.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
    await press(scene, new URL(header.replace(/[<>]/g, '')).pathname, urlencoded);
    expect(await spared(scene)).toEqual([]);
    const tell = async (cause: string): Promise<number> => {
      const mail = {
        to: noor.address,
        subject: 'x',
        text: 'x',
        html: '<html lang="en" dir="ltr"><style>prefers-color-scheme:dark</style>x',
      };
      await world.platform.mailer.write([{ ...mail, cause }]);
      await world.work();
      return (await world.mails(noor.address)).filter(({ subject }) => subject === 'x').length;
    };
    expect(await tell('one')).toBe(0);
    const karim = world.visitor();
    await signIn(world, karim, noor.address);
    expect((await karim.get('/peace')).text).toContain('Only invitations come to your address now');
    await karim.post('/peace/mail');
    expect((await karim.get('/peace')).text).not.toContain('Only invitations come');
    expect(await tell('two')).toBe(1);
  });
});
