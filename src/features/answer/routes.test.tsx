import { describe, expect, it } from 'vitest';
import {
  ellie,
  goran,
  linkTo,
  luka,
  makeClass,
  makeParty,
  noor,
  plan,
  signIn,
} from '../../../test/people.ts';
import { hidden } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';

async function opened(world: World) {
  const class1b = await makeClass(world);
  const host = await makeParty(world, class1b);
  await world.work();
  const guest = world.visitor();
  const link = await linkTo(world, luka.address);
  const page = await guest.post(link);
  return { class1b, host, guest, link, page, child: hidden(page.html, 'child') };
}

describe('the envelope', () => {
  it('shows nothing of what is in it', async () => {
    const world = await openWorld();
    await makeParty(world, await makeClass(world));
    await world.work();
    const sealed = await world.visitor().get(await linkTo(world, luka.address));
    expect(sealed.status).toBe(200);
    expect(sealed.text).toContain('An invitation for your family');
    for (const secret of ['Luka', 'Ellie', 'Maple', 'Oak', '12 December'])
      expect(sealed.html).not.toContain(secret);
  });

  it('is not opened by looking, however often', async () => {
    const world = await openWorld();
    await makeParty(world, await makeClass(world));
    await world.work();
    const link = await linkTo(world, luka.address);
    for (let look = 0; look < 20; look += 1)
      await world.app.request(`${link}?a=yes`, { method: look % 2 ? 'HEAD' : 'GET' });
    const { rows } = await world.owner.query(
      'select (select count(*) from envelope where seen_at is not null) as seen, (select count(*) from answer) as answers',
    );
    expect(rows[0]).toEqual({ seen: '0', answers: '0' });
  });

  it('leads to a page without a token in its address', async () => {
    const world = await openWorld();
    const { page, link } = await opened(world);
    expect(page.path).toMatch(/^\/invitations\/[0-9a-f-]{36}$/);
    expect(page.html).not.toContain(link.slice(3));
    expect(page.text).toContain('Hello, family of Luka. Ellie would love Luka to come.');
    expect(page.text).toContain('The whole class is invited');
  });

  it('opens with the answer that was chosen in the mail', async () => {
    const world = await openWorld();
    await makeParty(world, await makeClass(world));
    await world.work();
    const link = await linkTo(world, luka.address);
    const guest = world.visitor();
    expect((await guest.get(`${link}?a=no`)).text).toContain('Open, and say not this time');
    expect((await guest.post(link, { a: 'no' })).text).toContain('Not this time for Luka');
  });

  it('is one and the same nothing when the link is unknown, foreign or used for another page', async () => {
    const world = await openWorld();
    const { guest, page } = await opened(world);
    const unknown = await guest.get('/i/AAAAAAAAAAAAAAAAAAAAAA');
    const stranger = await world.visitor().get(page.path);
    const nowhere = await world.visitor().get('/invitations/00000000-0000-4000-8000-000000000000');
    expect([unknown.status, stranger.status, nowhere.status]).toEqual([404, 404, 404]);
    expect(stranger.html).toBe(nowhere.html);
    expect(unknown.html).toBe(nowhere.html);
    expect([...stranger.headers]).toEqual([...nowhere.headers]);
  });
});

describe('an answer', () => {
  it('brings the address with the yes, on the page, in the mail and in the calendar file, and not before', async () => {
    const world = await openWorld();
    const { guest, page, child } = await opened(world);
    const [invitation] = await world
      .mails(luka.address)
      .then((mails) => mails.filter(({ subject }) => subject.includes('invites')));
    const before = await guest.get(`${page.path}/party.ics`);
    for (const sight of [page.html, before.html, invitation?.text, invitation?.html, invitation?.calendar]) {
      expect(sight).toContain('Maple Street');
      expect(sight).not.toContain('12 Maple Street');
    }
    const yes = await guest.post(`${page.path}/answers`, { child, says: 'yes' });
    expect(yes.text).toContain('Lovely, Luka is coming');
    expect(yes.text).toContain('12 Maple Street');
    expect((await guest.get(`${page.path}/party.ics`)).html).toContain('LOCATION:12 Maple Street');
    await world.work();
    const confirmation = (await world.mails(luka.address)).at(-1);
    expect(confirmation?.text).toContain('12 Maple Street');
    expect(confirmation?.calendar).toContain('LOCATION:12 Maple Street');
    const no = await guest.post(`${page.path}/answers`, { child, says: 'no' });
    expect(no.html).not.toContain('12 Maple Street');
  });

  it('is a no in one press, without a reason and without a place for one', async () => {
    const world = await openWorld();
    const { guest, page, child } = await opened(world);
    const no = await guest.post(`${page.path}/answers`, { child, says: 'no' });
    expect(no.text).toContain('Not this time for Luka');
    expect(no.text).toContain('You need not say why');
    expect(no.html).not.toMatch(/<textarea|type="text"/);
    const { rows } = await world.owner.query(
      "select column_name from information_schema.columns where table_name = 'answer'",
    );
    expect(rows.map((row) => row.column_name).join(' ')).not.toMatch(/reason|why|excuse/);
  });

  it('can be changed at any time, and each change is confirmed once', async () => {
    const world = await openWorld();
    const { guest, page, child } = await opened(world);
    for (const says of ['yes', 'yes', 'no', 'later']) {
      world.pass({ minutes: 1 });
      await guest.post(`${page.path}/answers`, { child, says });
      await world.work();
    }
    const subjects = (await world.mails(luka.address)).filter(({ subject }) =>
      subject.startsWith('Your answer'),
    );
    expect(subjects).toHaveLength(3);
    const { rows } = await world.owner.query('select says from answer');
    expect(rows).toEqual([{ says: 'later' }]);
  });

  it('of "later" names a day to ask again, and takes a better one', async () => {
    const world = await openWorld();
    const { guest, page, child } = await opened(world);
    const later = await guest.post(`${page.path}/answers`, { child, says: 'later' });
    expect(later.text).toContain('Monday 7 December');
    expect((await guest.post(`${page.path}/later`, { child, day: '2026-12-10' })).text).toContain(
      'Thursday 10 December',
    );
    const wrong = await guest.post(`${page.path}/later`, { child, day: '2027-02-30' });
    expect([wrong.status, wrong.text]).toEqual([
      422,
      expect.stringContaining(
        'Please choose a day from tomorrow on: before the party, and not after the last day for answers.',
      ),
    ]);
    expect((await guest.post(`${page.path}/later`, { child, day: '2026-12-04' })).status).toBe(422);
  });

  it('with a yes tells who comes along; what is wrong is said at its field and stays typed', async () => {
    const world = await openWorld();
    const { guest, page, child, host } = await opened(world);
    await guest.post(`${page.path}/answers`, { child, says: 'yes' });
    const wrong = await guest.post(`${page.path}/details`, {
      grownUps: 'two',
      siblings: '1',
      [`food-${child}`]: 'No nuts',
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Please type a number from 0 to 20.');
    expect(wrong.html).toContain('value="two"');
    expect(wrong.html).toContain('value="No nuts"');
    await guest.post(`${page.path}/details`, {
      grownUps: '2',
      siblings: '1',
      staying: 'stay',
      [`food-${child}`]: 'No nuts',
    });
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const board = await maya.get(`/parties/${host.party}`);
    expect(board.text).toContain('Set the table for one child, one brother or sister, 2 grown-ups.');
    expect(board.text).toContain('No nuts');
  });

  it('given by phone is put in by the host, and the family sees who put it in', async () => {
    const world = await openWorld();
    const { guest, page, host } = await opened(world);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const { rows } = await world.owner.query<{ envelope: string; child: string }>(
      "select e.id as envelope, c.id as child from envelope e join invitation i on i.envelope_id = e.id join child c on c.id = i.child_id where c.name = 'Luka'",
    );
    await maya.post(`/parties/${host.party}/answers`, { ...rows[0], says: 'yes' });
    expect((await guest.get(page.path)).text).toContain(
      'This answer was put in by the host. You can change it.',
    );
    await world.work();
    expect((await world.mails(luka.address)).at(-1)?.text).toContain('This was put in by the host');
  });

  it('is refused kindly when the party is called off or over', async () => {
    const world = await openWorld();
    const { guest, page, child, host } = await opened(world);
    world.pass({ hours: 24 * 20 });
    const over = await guest.post(`${page.path}/answers`, { child, says: 'yes' });
    expect([over.status, over.text]).toEqual([409, expect.stringContaining('The party is over')]);
    const other = await openWorld();
    const second = await opened(other);
    const maya = other.visitor();
    await signIn(other, maya, ellie.address);
    await maya.post(`/parties/${second.host.party}/cancellations`);
    const off = await second.guest.post(`${second.page.path}/answers`, { child: second.child, says: 'yes' });
    expect([off.status, off.text]).toEqual([409, expect.stringContaining('The party was called off')]);
    expect(host.party).not.toBe(second.host.party);
  });

  it('is taken from nobody but its own family', async () => {
    const world = await openWorld();
    const { guest, page, child } = await opened(world);
    const other = world.visitor();
    const own = await other.post(await linkTo(world, noor.address));
    const foreign = await other.post(`${page.path}/answers`, { child, says: 'no' });
    const mixed = await other.post(`${own.path}/answers`, { child, says: 'no' });
    expect([foreign.status, mixed.status]).toEqual([404, 409]);
    expect((await guest.get(page.path)).text).toContain('Yes, Luka is coming');
  });
});

describe('a party of one’s own', () => {
  it('takes a guest without an account two presses: the code goes where the invitation went, unsaid', async () => {
    const world = await openWorld();
    const { guest, page } = await opened(world);
    const asked = await guest.post(`${page.path}/own-party`);
    expect(asked.path).toMatch(/^\/code\?next=%2Fcircles%2F/);
    expect(asked.html).not.toContain(luka.address);
    await world.work();
    const code = (await world.mails(luka.address)).at(-1)?.subject.split(' is your')[0] ?? '';
    const next = decodeURIComponent(asked.path.split('next=')[1] ?? '');
    expect((await guest.post('/sessions', { code, next })).text).toContain('What is it, and when?');
  });

  it('asks a family with several addresses whose turn it is', async () => {
    const world = await openWorld();
    const { guest, page, class1b } = await opened(world);
    await world.owner.query(
      'insert into adult (circle_id, family_id, id, name, address) values ($1, $2, gen_random_uuid(), $3, $4)',
      [class1b.circle, class1b.families.get('Luka'), 'Ana', 'ana@families.example'],
    );
    expect((await guest.post(`${page.path}/own-party`)).path).toMatch(/^\/sign-in\?next=/);
  });
});

describe('a guest', () => {
  it('sees nobody else: no name, contact, answer or count', async () => {
    const world = await openWorld();
    const { guest, page, child } = await opened(world);
    await world.visitor().post(await linkTo(world, noor.address), { a: 'no' });
    const yes = await guest.post(`${page.path}/answers`, { child, says: 'yes' });
    const mails = await world.mails(luka.address);
    for (const sight of [
      yes.html,
      ...mails.flatMap(({ text, html, calendar }) => [text, html, calendar ?? '']),
    ])
      for (const other of ['Noor', 'Goran', 'Karim', 'Mira', ellie.address, noor.address, ellie.adult])
        expect(sight).not.toContain(other);
  });

  it('with two children has one envelope and two answers', async () => {
    const world = await openWorld();
    const twins = { child: 'Ana\nBen', adult: 'Jo', address: 'jo@families.example' };
    const class1b = await makeClass(world, [ellie, luka]);
    const visitor = world.visitor();
    await signIn(world, visitor, 'anjali@school.example');
    await visitor.post(`/circles/${class1b.circle}/families`, {
      children: twins.child,
      'adult-name-1': twins.adult,
      'adult-address-1': twins.address,
    });
    await makeParty(world, class1b);
    await world.work();
    const invitations = (await world.mails(twins.address)).filter(({ subject }) =>
      subject.includes('invites'),
    );
    expect(invitations).toHaveLength(1);
    const guest = world.visitor();
    const page = await guest.post(await linkTo(world, twins.address));
    const children = [...page.html.matchAll(/name="child" value="([^"]*)"/g)].map(([, id]) => id ?? '');
    expect(new Set(children).size).toBe(2);
    await guest.post(`${page.path}/answers`, { child: children[0] ?? '', says: 'yes' });
    const both = await guest.post(`${page.path}/answers`, { child: children[1] ?? '', says: 'no' });
    expect(both.text).toContain('Lovely, Ana is coming');
    expect(both.text).toContain('Not this time for Ben');
  });

  it('on paper is in the circle like any other and gets no mail', async () => {
    const world = await openWorld();
    const { host } = await opened(world);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const board = await maya.get(`/parties/${host.party}`);
    expect(board.text).toMatch(/1 not reached/);
    expect(board.text).toContain(goran.child);
    expect(plan.title).toBe('Ellie is turning five');
  });
});
