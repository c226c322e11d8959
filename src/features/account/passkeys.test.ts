import { describe, expect, it } from 'vitest';
import { askedOf, comeWithKey, makeKey, newAuthenticator, withPasskey } from '../../../test/passkeys.ts';
import { ellie, luka, makeClass, makeParty, signIn } from '../../../test/people.ts';
import type { Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { relyingParty } from '../../platform/web/passkey.ts';

async function passkeys(world: World) {
  const { rows } = await world.owner.query<{ name: string; counter: string; used_on: string }>(
    'select name, counter, used_on::text from passkey order by created_at, name',
  );
  return rows;
}

async function signedIn(world: World, address: string): Promise<Visitor> {
  const visitor = world.visitor();
  await signIn(world, visitor, address);
  return visitor;
}

async function codeTo(world: World, visitor: Visitor, next = '/'): Promise<Visitor> {
  await visitor.post('/codes', { address: ellie.address, next });
  await world.work();
  const mail = (await world.mails(ellie.address)).findLast(({ subject }) => subject.includes('code'));
  const code = /^[0-9A-Z]{4} [0-9A-Z]{4}$/m.exec(mail?.text ?? '')?.[0] ?? '';
  await visitor.post('/sessions', { code, next });
  return visitor;
}

describe('a passkey', () => {
  it('is made on the account page, and opens a session in another browser without an address', async () => {
    const world = await openWorld();
    const maya = await signedIn(world, ellie.address);
    const key = newAuthenticator();
    const before = maya.cookies.get('__Host-session');
    const made = await makeKey(maya, key);
    expect([made.status, made.path]).toEqual([200, '/account']);
    expect(made.text).toContain('My phone');
    expect(made.text).toContain('with a passkey');
    // A proof begins a session of its own, and the one before it is nothing.
    expect(maya.cookies.get('__Host-session')).not.toBe(before);
    const old = world.visitor();
    old.cookies.set('__Host-session', before ?? '');
    expect((await old.get('/account')).path).toContain('/sign-in');
    world.pass({ hours: 30 });
    const laptop = world.visitor();
    const came = await comeWithKey(laptop, key, '/circles/new');
    expect([came.status, came.path]).toEqual([200, '/circles/new']);
    expect((await laptop.get('/account')).text).toContain(ellie.address);
    expect(await passkeys(world)).toEqual([{ name: 'My phone', counter: '2', used_on: '2026-12-05' }]);
    await world.work();
    expect((await world.mails(ellie.address)).map(({ subject }) => subject)).toEqual([
      'A passkey was made for your account',
    ]);
  });

  it('may be one of several, each with its name, and is taken away by its owner alone', async () => {
    const world = await openWorld();
    const maya = await signedIn(world, ellie.address);
    const [phone, laptop] = [newAuthenticator(), newAuthenticator()];
    await makeKey(maya, phone);
    await makeKey(maya, laptop, { name: ' The   big\nlaptop ' });
    expect((await passkeys(world)).map(({ name }) => name).toSorted()).toEqual([
      'My phone',
      'The big laptop',
    ]);
    const { rows } = await world.owner.query<{ id: string }>(
      "select id from passkey where name = 'My phone'",
    );
    const removal = `/passkeys/${rows[0]?.id}/removal`;
    await (await signedIn(world, luka.address)).post(removal);
    expect(await passkeys(world)).toHaveLength(2);
    world.pass({ minutes: 6 });
    expect((await maya.post(removal)).path).toContain('/proof');
    await comeWithKey(maya, laptop);
    expect((await maya.post(removal)).text).not.toContain('My phone');
    expect((await passkeys(world)).map(({ name }) => name)).toEqual(['The big laptop']);
    expect((await comeWithKey(world.visitor(), phone)).status).toBe(409);
    await world.work();
    const subjects = (await world.mails(ellie.address)).map(({ subject }) => subject);
    expect(subjects).toContain('A passkey was taken away from your account');
  });

  it('is nothing without a finger, a face or a code, from another site, for another site, or for another question', async () => {
    const world = await openWorld();
    const wrong = [
      { unverified: true },
      { origin: 'https://evil.example' },
      { rpId: 'evil.example' },
      { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
    ];
    const maya = await signedIn(world, ellie.address);
    for (const quirks of wrong) {
      const made = await makeKey(maya, newAuthenticator(), {}, quirks);
      expect([made.status, JSON.stringify(quirks)]).toEqual([409, JSON.stringify(quirks)]);
      expect(made.text).toContain('could not be checked');
    }
    expect(await passkeys(world)).toEqual([]);
    const key = newAuthenticator();
    await makeKey(maya, key);
    for (const quirks of wrong) {
      const other = world.visitor();
      expect((await comeWithKey(other, key, '/account', quirks)).status).toBe(409);
      expect(other.cookies.has('__Host-session')).toBe(false);
    }
    for (const answer of ['', '{}', 'x'.repeat(30_000), '{"id":"a","rawId":"a","type":"public-key"}']) {
      await askedOf(maya, 'using');
      expect((await maya.post('/passkeys/sessions', { answer })).status).toBe(409);
    }
  });

  it('answers a question once, in the browser that was asked, within five minutes', async () => {
    const world = await openWorld();
    const maya = await signedIn(world, ellie.address);
    const key = newAuthenticator();
    await makeKey(maya, key);
    const asked = world.visitor();
    const { options } = await askedOf(asked, 'using');
    const answer = key.use(options);
    const other = world.visitor();
    await askedOf(other, 'using');
    expect((await other.post('/passkeys/sessions', { answer })).status).toBe(409);
    const cookie = asked.cookies.get('__Host-passkey') ?? '';
    expect((await asked.post('/passkeys/sessions', { answer })).path).toBe('/');
    asked.cookies.set('__Host-passkey', cookie);
    expect((await asked.post('/passkeys/sessions', { answer })).status).toBe(409);
    const late = world.visitor();
    const { options: old } = await askedOf(late, 'using');
    world.pass({ minutes: 5 });
    expect((await late.post('/passkeys/sessions', { answer: key.use(old) })).status).toBe(409);
    // What was asked of somebody who signs in makes no passkey, and the other way round.
    const again = await codeTo(world, world.visitor());
    const { options: using } = await askedOf(again, 'using');
    const crossed = newAuthenticator().make({ ...using, rp: { id: using.rpId } });
    expect((await again.post('/passkeys', { answer: crossed, name: '' })).status).toBe(409);
    const rows = await world.owner.query('select from passkey_challenge where account_id is null');
    expect(rows.rowCount).toBe(0);
  });

  it('is used up by two answers at once for one of them alone', async () => {
    const world = await openWorld();
    const maya = await signedIn(world, ellie.address);
    const key = newAuthenticator();
    await makeKey(maya, key);
    const { options } = await askedOf(maya, 'using');
    const answer = key.use(options);
    const both = await Promise.all(
      [1, 2].map(() => {
        const browser = world.visitor();
        browser.cookies.set('__Host-passkey', maya.cookies.get('__Host-passkey') ?? '');
        return browser.post('/passkeys/sessions', { answer });
      }),
    );
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });

  it('that was copied gives itself away by its counter', async () => {
    const world = await openWorld();
    const maya = await signedIn(world, ellie.address);
    const key = newAuthenticator();
    await makeKey(maya, key);
    expect((await comeWithKey(world.visitor(), key, '/account', { counter: 9 })).status).toBe(200);
    expect((await comeWithKey(world.visitor(), key, '/account', { counter: 9 })).status).toBe(409);
    expect((await comeWithKey(world.visitor(), key, '/account', { counter: 10 })).status).toBe(200);
  });

  it('of one account is never made another’s', async () => {
    const world = await openWorld();
    const key = newAuthenticator();
    await makeKey(await signedIn(world, ellie.address), key);
    expect((await makeKey(await signedIn(world, luka.address), key)).status).toBe(409);
    const came = await comeWithKey(world.visitor(), key);
    expect(came.text).toContain(ellie.address);
  });

  it('is asked for by nobody who has not just proven an address', async () => {
    const world = await openWorld();
    expect((await world.visitor().post('/passkeys/challenges', { asking: 'making' })).path).toBe('/sign-in');
    const maya = await signedIn(world, ellie.address);
    world.pass({ minutes: 5 });
    expect((await askedOf(maya, 'making')).status).toBe(409);
    expect((await maya.get('/account')).text).toContain('first show once more that it is you');
  });

  it('keeps nothing that opens anything, and the page of it brings no question along', async () => {
    const world = await openWorld();
    const maya = await withPasskey(world, ellie.address);
    const { options } = await askedOf(maya, 'using');
    const browser = maya.cookies.get('__Host-passkey') ?? '';
    const { rows } = await world.owner.query(
      "select string_agg(c::text, ' ') as all from passkey_challenge c",
    );
    expect(String(rows[0]?.all)).toContain(options.challenge);
    expect(String(rows[0]?.all)).not.toContain(browser);
    for (const page of ['/sign-in', '/account', '/passkey', '/proof'])
      expect((await maya.get(page)).html).not.toContain('challenge"');
  });

  it('belongs to the host of our own address; on this machine that is localhost', () => {
    expect(relyingParty('https://bunting.example.org')).toEqual({
      id: 'bunting.example.org',
      origin: 'https://bunting.example.org',
    });
    expect(relyingParty('http://127.0.0.1:3000')).toEqual({
      id: 'localhost',
      origin: 'http://localhost:3000',
    });
  });

  it('needs JavaScript, and the page says so plainly without it', async () => {
    const world = await openWorld();
    const page = await world.visitor().get('/sign-in');
    expect(page.text).toContain('A passkey needs JavaScript');
    expect(page.html).toMatch(/action="\/passkeys\/sessions"[^>]*hidden/);
  });
});

describe('who has lost a passkey', () => {
  it('makes another with a code from the mail; it is told, and everywhere else is signed out', async () => {
    const world = await openWorld();
    const phone = await withPasskey(world, ellie.address);
    await world.work();
    world.pass({ hours: 1 });
    const laptop = await codeTo(world, world.visitor());
    expect((await makeKey(laptop, newAuthenticator(), { name: 'New' })).text).toContain('New');
    expect((await phone.get('/account')).path).toContain('/sign-in');
    await world.work();
    const told = (await world.mails(ellie.address)).filter(({ subject }) => subject.includes('was made'));
    expect(told).toHaveLength(2);
  });
});

describe('what cannot be undone, or gives much away', () => {
  it('asks again after five minutes: by a code who has no passkey, and brings back to the page', async () => {
    const world = await openWorld();
    const { party } = await makeParty(world, await makeClass(world), ['Luka']);
    const maya = await signedIn(world, ellie.address);
    const file = `/parties/${party}/guests.csv`;
    expect((await maya.get(file)).headers.get('content-type')).toContain('text/csv');
    world.pass({ minutes: 5 });
    const asked = await maya.get(file);
    expect(asked.path).toBe(`/proof?next=${encodeURIComponent(file)}`);
    expect(asked.text).toContain('Once more: is it you');
    const coded = await maya.post('/proofs', { next: file });
    expect(coded.path).toBe(`/code?next=${encodeURIComponent(file)}`);
    await world.work();
    const mails = await world.mails(ellie.address);
    const mail = mails.findLast(({ subject }) => subject.includes('code'));
    const code = /^[0-9A-Z]{4} [0-9A-Z]{4}$/m.exec(mail?.text ?? '')?.[0] ?? '';
    const back = await maya.post('/sessions', { code, next: file });
    expect(back.headers.get('content-type')).toContain('text/csv');
    expect((await world.owner.query('select from session')).rowCount).toBe(1);
  });

  it('asks for the passkey of who has one, and takes no code instead', async () => {
    const world = await openWorld();
    const { party } = await makeParty(world, await makeClass(world), ['Luka']);
    const maya = await signedIn(world, ellie.address);
    const key = newAuthenticator();
    await makeKey(maya, key);
    world.pass({ hours: 1 });
    const file = `/parties/${party}/guests.csv`;
    await codeTo(world, maya);
    expect((await maya.get(file)).path).toContain('/proof');
    const back = await comeWithKey(maya, key, file);
    expect(back.headers.get('content-type')).toContain('text/csv');
  });
});

describe('a session', () => {
  it('ends after thirty days in which nobody was seen in it, and is kept by one visit a month', async () => {
    const world = await openWorld();
    const [seen, left] = [await signedIn(world, ellie.address), await signedIn(world, ellie.address)];
    for (const days of [29, 29]) {
      world.pass({ hours: 24 * days });
      expect((await seen.get('/account')).path).toBe('/account');
    }
    expect((await left.get('/account')).path).toContain('/sign-in');
    expect((await seen.get('/account')).html.match(/\/sessions\/[0-9a-f-]{36}\/end/g)).toHaveLength(1);
  });

  it('is ended everywhere else by one press', async () => {
    const world = await openWorld();
    const [here, there] = [await signedIn(world, ellie.address), await signedIn(world, ellie.address)];
    const other = await signedIn(world, luka.address);
    expect((await here.post('/sessions/endings')).path).toBe('/account');
    expect((await there.get('/account')).path).toContain('/sign-in');
    expect((await other.get('/account')).path).toBe('/account');
    expect((await here.get('/account')).path).toBe('/account');
  });

  it('gets a new token whenever somebody signs in, and the old one is nothing', async () => {
    const world = await openWorld();
    const maya = await signedIn(world, ellie.address);
    const old = maya.cookies.get('__Host-session') ?? '';
    await codeTo(world, maya);
    expect(maya.cookies.get('__Host-session')).not.toBe(old);
    const thief = world.visitor();
    thief.cookies.set('__Host-session', old);
    expect((await thief.get('/account')).path).toContain('/sign-in');
  });
});
