import { describe, expect, it } from 'vitest';
import { ellie, luka, makeClass, signIn } from '../../../test/people.ts';
import type { Seen, Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { endEverySession } from './actions.ts';

const signedInPage = 'Welcome back';

async function codeFor(world: World, visitor: Visitor, address: string): Promise<string> {
  await visitor.post('/codes', { address });
  await world.work();
  return lastCode(world, address);
}

async function lastCode(world: World, address: string): Promise<string> {
  const mail = (await world.mails(address)).at(-1);
  return /^[0-9A-Z]{4} [0-9A-Z]{4}$/m.exec(mail?.text ?? '')?.[0] ?? '';
}

function type(visitor: Visitor, code: string, next = '/'): Promise<Seen> {
  return visitor.post('/sessions', { code, next });
}

describe('a code by mail', () => {
  it('opens a session once, in the browser that asked for it', async () => {
    const world = await openWorld();
    const [maya, other] = [world.visitor(), world.visitor()];
    const code = await codeFor(world, maya, ellie.address);
    const asking = maya.cookies.get('__Host-browser') ?? '';
    const elsewhere = await type(other, code);
    expect([elsewhere.status, elsewhere.text]).toEqual([409, expect.stringContaining('no longer good here')]);
    const signed = await type(maya, code);
    expect([signed.path, signed.text]).toEqual(['/', expect.stringContaining(signedInPage)]);
    expect([...maya.cookies.keys()]).toEqual(['__Host-session']);
    other.cookies.set('__Host-browser', asking);
    expect((await type(other, code)).status).toBe(409);
    const { rows } = await world.owner.query('select address from account');
    expect(rows).toEqual([{ address: ellie.address }]);
  });

  it('may be pasted with spaces, in small letters and with the letters that look alike', async () => {
    const world = await openWorld();
    const maya = world.visitor();
    const code = await codeFor(world, maya, ellie.address);
    const typed = `  ${code.toLowerCase().replace(' ', ' - ').replaceAll('0', 'o').replaceAll('1', 'l')}\t`;
    expect((await type(maya, typed)).text).toContain(signedInPage);
  });

  it('works for ten minutes', async () => {
    const world = await openWorld();
    const maya = world.visitor();
    const code = await codeFor(world, maya, ellie.address);
    world.pass({ minutes: 9, seconds: 59 });
    const later = world.visitor();
    const second = await codeFor(world, later, ellie.address);
    world.pass({ seconds: 1 });
    expect((await type(maya, code)).text).toContain('This code is no longer good here');
    world.pass({ minutes: 9 });
    expect((await type(later, second)).text).toContain(signedInPage);
  });

  it('bears five tries and no more, also at once, and keeps what was typed', async () => {
    const world = await openWorld();
    const maya = world.visitor();
    const code = await codeFor(world, maya, ellie.address);
    const wrong = await type(maya, 'WRONG-ONE');
    expect([wrong.status, wrong.text]).toEqual([409, expect.stringContaining('This is not the code')]);
    expect(wrong.html).toContain('value="WRONG-ONE"');
    const tries = await Promise.all(Array.from({ length: 8 }, () => type(maya, 'AAAAAAAA')));
    expect(tries.filter(({ text }) => text.includes('This is not the code'))).toHaveLength(3);
    expect((await type(maya, code)).text).toContain('one try too many');
    expect((await type(maya, '')).status).toBe(422);
  });

  it('is sent three times in a quarter of an hour, then the page says so and keeps the address', async () => {
    const world = await openWorld();
    for (let times = 0; times < 3; times += 1)
      expect((await world.visitor().post('/codes', { address: ellie.address })).status).toBe(200);
    const fourth = await world.visitor().post('/codes', { address: ` ${ellie.address.toUpperCase()} ` });
    expect([fourth.status, fourth.text]).toEqual([429, expect.stringContaining('We have sent three codes')]);
    expect((await world.visitor().post('/codes', { address: 'ivan@families.example' })).status).toBe(200);
    await world.work();
    expect(await world.mails(ellie.address)).toHaveLength(3);
    world.pass({ minutes: 15 });
    expect((await world.visitor().post('/codes', { address: ellie.address })).status).toBe(200);
  });

  it('is sent three times also to those who ask ten times at once', async () => {
    const world = await openWorld();
    await Promise.all(
      Array.from({ length: 10 }, () => world.visitor().post('/codes', { address: ellie.address })),
    );
    await world.work();
    expect(await world.mails(ellie.address)).toHaveLength(3);
  });

  it('is asked for in the same words whether the address is known or not', async () => {
    const world = await openWorld();
    await makeClass(world);
    await signIn(world, world.visitor(), ellie.address);
    const ask = async (address: string) => {
      const body = new URLSearchParams({ address, next: '/account' });
      const answer = await world.app.request('/codes', { method: 'POST', body });
      const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie');
      const cookie = answer.headers.get('set-cookie')?.replace(/=[\w-]{22};/, '=…;');
      return { status: answer.status, headers, cookie, text: await answer.text() };
    };
    expect(await ask(ellie.address)).toEqual(await ask('nobody@elsewhere.example'));
    await world.work();
    expect(await lastCode(world, 'nobody@elsewhere.example')).not.toBe('');
  });

  it('comes in a mail that has no link, so that opening it signs nobody in', async () => {
    const world = await openWorld();
    await codeFor(world, world.visitor(), ellie.address);
    const [mail] = await world.mails(ellie.address);
    expect(mail?.text).not.toMatch(/https?:|www\./);
    expect(mail?.html).not.toMatch(/https?:|href/);
    expect(mail?.subject).toBe(`${await lastCode(world, ellie.address)} is your Bunting code`);
  });

  it('is written in the language of the page that asked for it', async () => {
    const world = await openWorld();
    await world.visitor().post('/codes', { address: ellie.address }, { 'accept-language': 'pl' });
    await world.work();
    const [mail] = await world.mails(ellie.address);
    expect(mail?.html).toContain('<html lang="pl"');
  });

  it('is not sent to what is no address, which stays typed', async () => {
    const world = await openWorld();
    const wrong = ['', 'maya', 'maya@', 'a b@c.de', 'maya@families', '<maya@c.de>', 'a@b.de\r\nBcc: x@y.de'];
    for (const address of [...wrong, `${'m'.repeat(250)}@c.de`]) {
      const asked = await world.visitor().post('/codes', { address });
      expect([asked.status, address]).toEqual([422, address]);
      expect(asked.html).toContain('id="address-error"');
    }
    expect(await world.work()).toEqual([]);
  });

  it.each(['m\u200b@c.de', 'm\u0007@c.de', 'm\u202e@c.de'])(
    'is not sent to %j, with a letter that nobody sees',
    async (address) => {
      const world = await openWorld();
      expect((await world.visitor().post('/codes', { address })).status).toBe(422);
    },
  );
});

describe('after signing in', () => {
  it('the page that was wanted is there', async () => {
    const world = await openWorld();
    const maya = world.visitor();
    const asked = await maya.get('/circles/new');
    expect(asked.path).toBe('/sign-in?next=%2Fcircles%2Fnew');
    const code = await codeFor(world, maya, ellie.address);
    expect((await type(maya, code, '/circles/new')).path).toBe('/circles/new');
  });

  it('nobody is led to another site', async () => {
    const world = await openWorld();
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      const maya = world.visitor();
      expect((await maya.get(`/sign-in?next=${encodeURIComponent(next)}`)).html).not.toContain('evil');
      await maya.post('/codes', { address: `${next.length}@families.example`, next });
      await world.work();
      const code = await lastCode(world, `${next.length}@families.example`);
      expect((await type(maya, code, next)).path).toBe('/');
    }
  });
});

describe('sessions', () => {
  it('are listed to their owner alone, who ends this one or another', async () => {
    const world = await openWorld();
    const [phone, laptop, ivan] = [world.visitor(), world.visitor(), world.visitor()];
    await signIn(world, phone, ellie.address);
    await signIn(world, laptop, ellie.address);
    await signIn(world, ivan, 'ivan@families.example');
    const page = await phone.get('/account');
    const sessions = [...page.html.matchAll(/\/sessions\/([0-9a-f-]{36})\/end/g)].map(([, id]) => id ?? '');
    expect(sessions).toHaveLength(2);
    expect(page.text.match(/· here/g)).toHaveLength(1);
    const own = /here.*?sessions\/([0-9a-f-]{36})\/end/s.exec(page.html)?.[1];
    const other = sessions.find((id) => id !== own) ?? '';
    await ivan.post(`/sessions/${other}/end`);
    expect((await laptop.get('/account')).path).toBe('/account');
    await phone.post(`/sessions/${other}/end`);
    expect((await laptop.get('/account')).path).toContain('/sign-in');
    expect((await phone.post(`/sessions/${own}/end`)).path).toBe('/');
    expect(phone.cookies.has('__Host-session')).toBe(false);
    expect((await ivan.get('/account')).path).toBe('/account');
  });

  it('end after 90 days, and are nothing with a made-up token', async () => {
    const world = await openWorld();
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    for (const days of [29, 29, 29, 2]) {
      world.pass({ hours: 24 * days });
      expect((await maya.get('/account')).path).toBe('/account');
    }
    world.pass({ hours: 25 });
    expect((await maya.get('/account')).path).toContain('/sign-in');
    maya.cookies.set('__Host-session', 'A'.repeat(22));
    expect((await maya.get('/account')).path).toContain('/sign-in');
  });

  it('keep no token in the database, and their cookies are for this host alone', async () => {
    const world = await openWorld();
    const maya = world.visitor();
    const code = await codeFor(world, maya, ellie.address);
    const browser = maya.cookies.get('__Host-browser') ?? '';
    const answer = await world.app.request('/sessions', {
      method: 'POST',
      body: new URLSearchParams({ code }),
      headers: { cookie: `__Host-browser=${browser}`, 'sec-fetch-site': 'same-origin' },
    });
    const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('__Host-session=')) ?? '';
    for (const word of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax']) expect(cookie).toContain(word);
    expect(cookie).not.toContain('Domain');
    const token = /^__Host-session=([^;]*)/.exec(cookie)?.[1] ?? '';
    expect(Buffer.from(token, 'base64url')).toHaveLength(16);
    const { rows } = await world.owner.query(
      "select (select string_agg(s::text, ' ') from session s) || (select string_agg(l::text, ' ') from login_code l) as all",
    );
    const stored = String(rows[0]?.all);
    for (const secret of [token, browser, code.replace(' ', ''), Buffer.from(token).toString('hex')])
      expect(stored).not.toContain(secret);
  });
});

it('everybody is signed out when the operator says so, and can sign in again', async () => {
  const world = await openWorld();
  const [one, two] = [world.visitor(), world.visitor()];
  await signIn(world, one, ellie.address);
  await signIn(world, two, luka.address);
  expect((await one.get('/')).text).toContain(signedInPage);
  expect(await endEverySession(world.owner)).toBe(2);
  for (const visitor of [one, two]) expect((await visitor.get('/')).text).not.toContain(signedInPage);
  await signIn(world, one, ellie.address);
  expect((await one.get('/')).text).toContain(signedInPage);
});
