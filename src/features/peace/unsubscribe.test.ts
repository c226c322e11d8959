import { describe, expect, it, vi } from 'vitest';
import { dump } from '../../../test/dump.ts';
import { luka, makeClass, makeParty, noor, signIn, type Class } from '../../../test/people.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { newId, newToken, sealId } from '../../kernel/id.ts';
import type { Recipient } from '../../platform/mail/returns.ts';
import { unsubscribeUrl } from './actions.ts';

// Until mails have rows of their own: which mail went to whom is said here.
const sent = new Map<string, Recipient>();
vi.mock('../../platform/mail/returns.ts', () => ({
  findRecipient: (_platform: unknown, mail: string) => Promise.resolve(sent.get(mail) ?? null),
}));

type Scene = { world: World; class1b: Class; path: string };

async function openScene(): Promise<Scene> {
  const world = await openWorld();
  const class1b = await makeClass(world);
  const mail = newId();
  sent.set(mail, { address: luka.address, circle: class1b.circle, envelope: null });
  const path = new URL(unsubscribeUrl(world.platform, mail)).pathname;
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
    "select a.address from account_peace w join account a on a.id = w.account_id where w.kind = 'everything'",
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
    expect(invited.map(({ to }) => to)).toEqual([noor.address]);
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
    expect(page.text).toContain('Press the button, and no invitations come to this address any more.');
    expect(page.html).not.toContain(luka.address);
    const pressed = await visitor.post(scene.path, { 'List-Unsubscribe': 'One-Click' });
    expect(pressed.text).toContain('Done. No invitations come to this address any more.');
    expect(pressed.text).toContain('press “Invite us again”');
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
});
