import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { beNeighbours, wishToCome } from '../../../test/nearby.ts';
import { comeWithKey, makeKey, newAuthenticator, withPasskey } from '../../../test/passkeys.ts';
import {
  ellie,
  keeper,
  linkTo,
  luka,
  makeClass,
  makeParty,
  makePartyOf,
  noor,
  signIn,
} from '../../../test/people.ts';
import type { Visitor } from '../../../test/visitor.ts';
import { untilSomebodyWaits } from '../../../test/waiting.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { inCircle } from '../../platform/database/database.ts';
import { putUnderSchool } from '../circle/actions.ts';
import { holdRoster } from '../circle/store.ts';
import { endSchool, makeSchool } from './actions.ts';

const office = { name: 'Olga Nowak', address: 'olga@school.example' };

async function openSchool(world: World, name = 'Oak Primary'): Promise<{ id: string; at: string }> {
  const id = await makeSchool(world.platform, { name, member: office, language: 'en' });
  return { id, at: `/schools/${id}` };
}

function codeOn(html: string): string {
  return /school-code"[^>]*>([^<]+)</.exec(html)?.[1] ?? '';
}

async function signedIn(world: World, address: string): Promise<Visitor> {
  const visitor = world.visitor();
  await signIn(world, visitor, address);
  return visitor;
}

/** What the mails to somebody are about, without the marks that keep a name's direction apart. */
async function subjects(world: World, address: string): Promise<string[]> {
  return (await world.mails(address)).map(({ subject }) => subject.replace(/[\u2068\u2069]/g, ''));
}

/** A class under a school: its keeper asked, its staff said yes. Both have a passkey. */
async function inSchool(world: World) {
  const school = await openSchool(world);
  const class1b = await makeClass(world);
  const olga = await withPasskey(world, office.address);
  const anjali = await withPasskey(world, keeper);
  const code = codeOn((await olga.get(school.at)).html);
  await anjali.post(`/circles/${class1b.circle}/school`, { code });
  await olga.post(`${school.at}/circles/${class1b.circle}/welcome`);
  return { school, class1b, olga, anjali, code };
}

describe('the staff of a school', () => {
  it('are asked by mail, come with a code only to make a passkey, and then see the page', async () => {
    const world = await openWorld();
    const { at } = await openSchool(world);
    await world.work();
    const [mail] = await world.mails(office.address);
    expect(await subjects(world, office.address)).toEqual([
      'You are asked to look after Oak Primary in Bunting',
    ]);
    expect(mail?.text).toContain(at);
    const olga = await signedIn(world, office.address);
    const asked = await olga.get(at);
    expect(asked.path).toBe(`/passkey?next=${encodeURIComponent(at)}`);
    expect(asked.text).toContain('A code from the mail is not enough');
    expect(asked.text).toContain('A passkey needs JavaScript');
    expect(asked.text).not.toContain('Your circles');
    const key = newAuthenticator();
    const page = await makeKey(olga, key, { next: at });
    expect([page.status, page.path]).toEqual([200, at]);
    expect(page.text).toContain('Your circles');
    expect((await olga.get('/')).html).toContain(`href="${at}"`);
    // An hour in which nobody looks, and it is asked for again; other pages stay open.
    world.pass({ hours: 1 });
    expect((await olga.get(at)).path).toContain('/passkey');
    expect((await olga.get('/account')).path).toBe('/account');
    expect((await olga.get(at)).path).toContain('/passkey');
    expect((await comeWithKey(olga, key, at)).path).toBe(at);
    for (let half = 0; half < 23; half += 1) {
      world.pass({ minutes: 30 });
      expect((await olga.get(at)).path).toBe(at);
    }
    world.pass({ minutes: 30 });
    expect((await olga.get(at)).path).toContain('/passkey');
  });

  it('alone find the school; for everybody else there is none', async () => {
    const world = await openWorld();
    const { school, class1b } = await inSchool(world);
    const nothing = await (await withPasskey(world, luka.address)).get(`/schools/${class1b.circle}`);
    for (const who of [await withPasskey(world, luka.address), await signedIn(world, noor.address)])
      for (const path of [school.at, `${school.at}/circles/${class1b.circle}`]) {
        const seen = await who.get(path);
        expect([seen.status, seen.text]).toEqual([404, nothing.text]);
      }
    const other = await openSchool(world, 'Elm Primary');
    const olga = await withPasskey(world, office.address);
    // Olga is of both schools: the class is under one of them alone.
    expect((await olga.get(`${other.at}/circles/${class1b.circle}`)).status).toBe(404);
    await olga.post(`${other.at}/circles/${class1b.circle}/ending`);
    expect((await olga.get(`${school.at}/circles/${class1b.circle}`)).status).toBe(200);
  });

  it('ask others of the staff, and take them off; the last one stays; both take a fresh proof', async () => {
    const world = await openWorld();
    const { at, id } = await openSchool(world);
    const olga = await withPasskey(world, office.address);
    const more = { name: 'Ben', address: 'ben@school.example' };
    expect((await olga.post(`${at}/staff`, { name: '', address: 'ben' })).status).toBe(422);
    expect((await olga.post(`${at}/staff`, more)).text).toContain('Ben');
    expect((await olga.post(`${at}/staff`, more)).status).toBe(409);
    await world.work();
    expect(await subjects(world, more.address)).toContain(
      'You are asked to look after Oak Primary in Bunting',
    );
    const ben = await withPasskey(world, more.address);
    const { rows } = await world.owner.query<{ id: string; name: string }>('select id, name from staff');
    const memberOf = (name: string): string => rows.find((row) => row.name === name)?.id ?? '';
    world.pass({ minutes: 6 });
    const removal = `${at}/staff/${memberOf(office.name)}/removal`;
    expect((await ben.post(removal)).path).toBe(`/proof?next=${encodeURIComponent(at)}`);
    const again = await withPasskey(world, more.address);
    expect((await again.post(removal)).text).not.toContain('Olga');
    expect((await olga.get(at)).status).toBe(404);
    const last = await again.post(`${at}/staff/${memberOf('Ben')}/removal`);
    expect([last.status, last.text]).toEqual([409, expect.stringContaining('Somebody has to look after')]);
    expect((await world.owner.query('select from staff where school_id = $1', [id])).rowCount).toBe(1);
  });

  it('are told when one of them came back by mail and made another passkey', async () => {
    const world = await openWorld();
    const { at } = await openSchool(world);
    const olga = await withPasskey(world, office.address);
    await olga.post(`${at}/staff`, { name: 'Ben', address: 'ben@school.example' });
    await withPasskey(world, office.address);
    await world.work();
    expect(await subjects(world, 'ben@school.example')).toContain('Olga Nowak has made a new passkey');
    const own = await subjects(world, office.address);
    expect(own).not.toContain('Olga Nowak has made a new passkey');
    expect(own).toContain('A passkey was made for your account');
  });
});

describe('a circle and a school', () => {
  it('both say yes, and from then on its keeper needs a passkey', async () => {
    const world = await openWorld();
    const { at } = await openSchool(world);
    const { circle } = await makeClass(world);
    const olga = await withPasskey(world, office.address);
    const code = codeOn((await olga.get(at)).html);
    expect(code).toMatch(/^[0-9A-Z]{5} [0-9A-Z]{5}$/);
    const anjali = await signedIn(world, keeper);
    const wrong = await anjali.post(`/circles/${circle}/school`, { code: 'AAAAA AAAAA' });
    expect([wrong.status, wrong.html]).toEqual([409, expect.stringContaining('value="AAAAA AAAAA"')]);
    expect((await anjali.post(`/circles/${circle}/school`, { code: '' })).status).toBe(422);
    const asked = await anjali.post(`/circles/${circle}/school`, {
      code: code.toLowerCase().replace(' ', '-'),
    });
    expect(asked.text).toContain('We have asked Oak Primary');
    // A press that comes twice asks once.
    expect((await anjali.post(`/circles/${circle}/school`, { code })).status).toBe(200);
    await world.work();
    const about = 'A circle asks to be under Oak Primary';
    expect((await subjects(world, office.address)).filter((subject) => subject === about)).toHaveLength(1);
    // It only asks: nothing of it is open, and nothing is asked of its keeper.
    expect((await olga.get(`${at}/circles/${circle}`)).status).toBe(404);
    expect((await anjali.get(`/circles/${circle}`)).status).toBe(200);
    expect((await olga.post(`${at}/circles/${circle}/welcome`)).text).toContain('See the names');
    const page = await anjali.get(`/circles/${circle}`);
    expect(page.path).toBe(`/passkey?next=${encodeURIComponent(`/circles/${circle}`)}`);
    expect((await makeKey(anjali, newAuthenticator(), { next: `/circles/${circle}` })).text).toContain(
      'Luka',
    );
  });

  it('is ended by either end, and the keeper may set the rule again', async () => {
    const world = await openWorld();
    const { school, class1b, olga, anjali, code } = await inSchool(world);
    const at = `/circles/${class1b.circle}`;
    await olga.post(`${school.at}/rules`, { preset: 'everybody' });
    expect((await anjali.get(`${at}/rule`)).text).toContain('Oak Primary');
    expect((await anjali.post(`${at}/rule`, { preset: 'small' })).status).toBe(409);
    expect((await anjali.post(`${at}/school`, { code })).status).toBe(409);
    await anjali.post(`${at}/school/ending`);
    expect((await olga.get(school.at)).text).not.toContain('Class 1B');
    expect((await anjali.post(`${at}/rule`, { preset: 'small' })).status).toBe(200);
    const keepers = await signedIn(world, keeper);
    expect((await keepers.get(at)).status).toBe(200);
    await anjali.post(`${at}/school`, { code });
    await olga.post(`${school.at}/circles/${class1b.circle}/welcome`);
    expect((await keepers.get(at)).path).toContain('/passkey');
    // The rule of the school counts in a circle that comes later, too.
    expect((await anjali.post(`${at}/rule`, { preset: 'small' })).status).toBe(409);
    await olga.post(`${school.at}/circles/${class1b.circle}/ending`);
    expect((await keepers.get(at)).status).toBe(200);
  });

  it('asks by a code that is nothing once there is a newer one', async () => {
    const world = await openWorld();
    const { at } = await openSchool(world);
    const { circle } = await makeClass(world);
    const olga = await withPasskey(world, office.address);
    const old = codeOn((await olga.get(at)).html);
    const renewed = codeOn((await olga.post(`${at}/codes`)).html);
    expect(renewed).not.toBe(old);
    const anjali = await signedIn(world, keeper);
    expect((await anjali.post(`/circles/${circle}/school`, { code: old })).status).toBe(409);
    expect((await anjali.post(`/circles/${circle}/school`, { code: renewed })).status).toBe(200);
    expect(JSON.stringify((await world.owner.query('select * from school')).rows)).not.toContain(
      renewed.replace(' ', ''),
    );
  });

  it('has the rule of the school, or each its own', async () => {
    const world = await openWorld();
    const { school, olga } = await inSchool(world);
    const rule = async () =>
      (await world.owner.query('select preset, small_percent, set_by from circle_rule')).rows;
    expect((await olga.post(`${school.at}/rules`, { preset: 'small', smallPercent: '200' })).status).toBe(
      422,
    );
    expect((await olga.post(`${school.at}/rules`, {})).status).toBe(422);
    await olga.post(`${school.at}/rules`, { preset: 'small', smallPercent: '30' });
    expect(await rule()).toEqual([{ preset: 'small', small_percent: 30, set_by: 'school' }]);
    await olga.post(`${school.at}/rules`, { preset: 'each', smallPercent: '50' });
    expect(await rule()).toEqual([{ preset: 'small', small_percent: 30, set_by: 'keeper' }]);
  });

  it('goes its way with its own rule, also when the school sets one at the same moment', async () => {
    const world = await openWorld();
    const { school, class1b, olga } = await inSchool(world);
    let setting: Promise<unknown> = Promise.resolve();
    await inCircle(world.platform.db, class1b.circle, async (tx) => {
      await holdRoster(tx, class1b, 'change');
      setting = olga.post(`${school.at}/rules`, { preset: 'everybody' });
      await untilSomebodyWaits(world);
      await putUnderSchool(tx, class1b, null);
    });
    await setting;
    expect((await world.owner.query('select preset from school')).rows).toEqual([{ preset: 'everybody' }]);
    expect((await world.owner.query("select from circle_rule where set_by = 'school'")).rowCount).toBe(0);
  });

  it('may have its neighbours switched off', async () => {
    const world = await openWorld();
    const { school, class1b, olga, anjali } = await inSchool(world);
    const at = `/circles/${class1b.circle}/neighbours`;
    const open = async () =>
      (await world.owner.query('select neighbours_open($1) as open', [class1b.circle])).rows[0]?.open;
    expect(await open()).toBe(true);
    expect((await anjali.get(at)).text).not.toContain('switched off circles next door');
    expect((await olga.post(`${school.at}/neighbours`, { neighbours: 'off' })).text).toContain('are off');
    expect(await open()).toBe(false);
    expect((await anjali.get(at)).text).toContain('switched off circles next door');
    expect((await anjali.post(at, { link: 'x' })).status).toBe(409);
    expect((await olga.post(`${school.at}/neighbours`, { neighbours: '?' })).status).toBe(422);
    await olga.post(`${school.at}/neighbours`, { neighbours: 'on' });
    expect(await open()).toBe(true);
  });
});

describe('neighbours that a school has switched off', () => {
  it('are not asked to an open door as neighbours, from neither side', async () => {
    const world = await openWorld();
    const { school, class1b, olga } = await inSchool(world);
    const people = [{ child: 'Ibo', adult: 'Sevgi', address: 'sevgi@street.example' }];
    const street = await makeClass(world, people, 'Street');
    await wishToCome(world, street, 'sevgi@street.example');
    await wishToCome(world, class1b, luka.address);
    await beNeighbours(world, class1b, street);
    const { party } = await makeParty(world, class1b, ['Noor']);
    const theirs = await makePartyOf(world, street, { child: 'Ibo', address: 'sevgi@street.example' });
    const candidates = async (circle: string, of: string) =>
      (
        await inCircle(world.platform.db, circle, (tx) =>
          sql`select family_id from door_candidates(${circle}, ${of}) where neighbour`.execute(tx),
        )
      ).rows.length;
    const both = async () => [
      await candidates(class1b.circle, party),
      await candidates(street.circle, theirs.party),
    ];
    expect(await both()).toEqual([1, 1]);
    await olga.post(`${school.at}/neighbours`, { neighbours: 'off' });
    expect(await both()).toEqual([0, 0]);
    await olga.post(`${school.at}/neighbours`, { neighbours: 'on' });
    expect(await both()).toEqual([1, 1]);
  });
});

describe('a school that an operator ends', () => {
  it('is gone with its staff; its circles go on by themselves', async () => {
    const world = await openWorld();
    const { school, class1b, olga } = await inSchool(world);
    await olga.post(`${school.at}/rules`, { preset: 'everybody' });
    expect(await endSchool(world.platform, school.id)).toBe(true);
    expect(await endSchool(world.platform, school.id)).toBe(false);
    expect((await olga.get(school.at)).status).toBe(404);
    expect((await world.owner.query('select from staff')).rowCount).toBe(0);
    const at = `/circles/${class1b.circle}`;
    const anjali = await signedIn(world, keeper);
    expect((await anjali.get(at)).status).toBe(200);
    expect((await anjali.post(`${at}/rule`, { preset: 'small' })).status).toBe(200);
  });
});

describe('a school sees no party', () => {
  it('on any of its pages, while one is sent, answered and called off', async () => {
    const world = await openWorld();
    const { school, class1b, olga } = await inSchool(world);
    await world.work();
    const look = async () => [
      (await olga.get(school.at)).html,
      (await olga.get(`${school.at}/circles/${class1b.circle}`)).html,
      (await olga.get('/')).html,
    ];
    const mails = async () => (await world.mails(office.address)).length;
    const before = [await look(), await mails()];
    const { party } = await makeParty(world, class1b, ['Luka']);
    await world.work();
    await world.visitor().post(await linkTo(world, luka.address), { a: 'yes' });
    await world.work();
    expect([await look(), await mails()]).toEqual(before);
    const maya = await signedIn(world, ellie.address);
    await maya.post(`/parties/${party}/cancellations`);
    await world.work();
    expect([await look(), await mails()]).toEqual(before);
    for (const page of (await look()).join().split('<main').slice(1))
      expect(page).not.toContain(luka.address);
    expect((await olga.get(`/parties/${party}`)).status).toBe(404);
    expect((await olga.get(`/circles/${class1b.circle}`)).status).toBe(404);
  });
});

describe('who looked at the names of a circle', () => {
  it('is read by its families: the role, a first name and when, and no child', async () => {
    const world = await openWorld();
    const { school, class1b, olga, anjali } = await inSchool(world);
    const looks = `/circles/${class1b.circle}/looks`;
    const maya = await signedIn(world, ellie.address);
    expect((await maya.get(looks)).text).toContain('Nobody has looked yet');
    await olga.get(`${school.at}/circles/${class1b.circle}`);
    await olga.get(`${school.at}/circles/${class1b.circle}`);
    world.pass({ minutes: 20 });
    await anjali.get(`/circles/${class1b.circle}`);
    await anjali.get(`/circles/${class1b.circle}/families/${class1b.families.get('Luka')}`);
    const page = await maya.get(looks);
    expect(page.text).toContain('Olga, of the school');
    expect(page.text.match(/Olga/g)).toHaveLength(1);
    expect(page.text.match(/who keeps the list/g)).toHaveLength(1);
    for (const name of ['Nowak', 'Luka', 'Noor', 'Goran', '@']) expect(page.text).not.toContain(name);
    for (const other of [await signedIn(world, 'stranger@elsewhere.example'), olga])
      expect((await other.get(looks)).status).toBe(404);
  });

  it('is noted also of who only posts, and never of who was not let in', async () => {
    const world = await openWorld();
    const { circle } = await makeClass(world);
    const count = async () => (await world.owner.query('select from roster_look')).rowCount;
    await (await signedIn(world, luka.address)).get(`/circles/${circle}`);
    await world.visitor().get(`/circles/${circle}`);
    expect(await count()).toBe(0);
    const anjali = await signedIn(world, keeper);
    const shown = await anjali.post(`/circles/${circle}/families`, { children: '' });
    expect([shown.status, shown.text]).toEqual([422, expect.stringContaining('Luka')]);
    expect(await count()).toBe(1);
  });

  it('stays as a mark when the account is gone, and says of nobody who it was', async () => {
    const world = await openWorld();
    const { school, class1b, olga } = await inSchool(world);
    await olga.get(`${school.at}/circles/${class1b.circle}`);
    const { rows } = await world.owner.query<{ mark: string }>('select mark from roster_look');
    await world.owner.query('delete from account where address = $1', [office.address]);
    expect((await world.owner.query('select from staff')).rowCount).toBe(0);
    const page = await (await signedIn(world, ellie.address)).get(`/circles/${class1b.circle}/looks`);
    expect(page.text).toContain(`Somebody who has left ${rows[0]?.mark.slice(0, 4)}, of the school`);
    expect(page.text).not.toContain('Olga');
  });

  it('has another mark in each circle, so that nobody is followed from one to the next', async () => {
    const world = await openWorld();
    const [one, two] = [await makeClass(world), await makeClass(world, undefined, 'Class 2A')];
    const anjali = await signedIn(world, keeper);
    await anjali.get(`/circles/${one.circle}`);
    await anjali.get(`/circles/${two.circle}`);
    const { rows } = await world.owner.query<{ mark: string }>('select distinct mark from roster_look');
    expect(rows).toHaveLength(2);
  });
});

describe('who keeps a circle', () => {
  it('is not signed in by being asked to: an account that nobody uses dies in its time', async () => {
    const world = await openWorld();
    const { circle } = await makeClass(world);
    await signedIn(world, ellie.address);
    const came = async () =>
      (await world.owner.query('select signed_in_at from account where address = $1', [ellie.address])).rows;
    const before = await came();
    world.pass({ hours: 1 });
    const anjali = await signedIn(world, keeper);
    await anjali.post(`/circles/${circle}/keepers`, { address: ellie.address });
    expect((await world.owner.query('select from keeper')).rowCount).toBe(2);
    expect(await came()).toEqual(before);
    await signedIn(world, ellie.address);
    expect(await came()).not.toEqual(before);
  });

  it('is changed by a keeper with a fresh proof alone, and everybody who keeps it is told', async () => {
    const world = await openWorld();
    const { circle } = await makeClass(world);
    const at = `/circles/${circle}/keepers`;
    const anjali = await signedIn(world, keeper);
    expect((await anjali.post(at, { address: 'maya' })).status).toBe(422);
    const foreign = await anjali.post(at, { address: 'stranger@elsewhere.example' });
    expect([foreign.status, foreign.text]).toEqual([409, expect.stringContaining('is not on the list')]);
    expect((await anjali.post(at, { address: ellie.address })).text).toContain('Maya');
    expect((await anjali.post(at, { address: ellie.address })).status).toBe(409);
    await world.work();
    for (const address of [keeper, ellie.address])
      expect(await subjects(world, address)).toContain('Who keeps the list of Class 1B has changed');
    const maya = await signedIn(world, ellie.address);
    expect((await maya.get(`/circles/${circle}`)).status).toBe(200);
    const { rows } = await world.owner.query<{ id: string }>('select id from account where address = $1', [
      keeper,
    ]);
    world.pass({ minutes: 5 });
    const late = await maya.post(`${at}/${rows[0]?.id}/removal`);
    expect(late.path).toBe(`/proof?next=${encodeURIComponent(at)}`);
    const fresh = await signedIn(world, ellie.address);
    expect((await fresh.post(`${at}/${rows[0]?.id}/removal`)).text).not.toContain(keeper);
    expect((await anjali.get(`/circles/${circle}`)).status).toBe(404);
    const { rows: own } = await world.owner.query<{ id: string }>('select account_id as id from keeper');
    const last = await fresh.post(`${at}/${own[0]?.id}/removal`);
    expect([last.status, last.text]).toEqual([409, expect.stringContaining('Somebody has to keep the list')]);
    expect((await (await signedIn(world, luka.address)).get(at)).status).toBe(404);
  });
});
