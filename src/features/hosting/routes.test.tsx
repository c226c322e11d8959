import { describe, expect, it } from 'vitest';
import { ellie, goran, linkTo, luka, makeClass, makeParty, noor, signIn } from '../../../test/people.ts';
import { openWorld, type World } from '../../../test/world.ts';

async function underWay(world: World) {
  const class1b = await makeClass(world);
  const host = await makeParty(world, class1b);
  await world.work();
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  return { class1b, host, maya, at: `/parties/${host.party}` };
}

async function asked(world: World, child: string): Promise<{ envelope: string; child: string }> {
  const { rows } = await world.owner.query<{ envelope: string; child: string }>(
    'select i.envelope_id as envelope, c.id as child from invitation i join child c on c.id = i.child_id where c.name = $1',
    [child],
  );
  return rows[0] ?? { envelope: '', child: '' };
}

describe('the host’s page', () => {
  it('shows who comes, who cannot, who is silent and who is not reached, in numbers, names and words', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    await world.visitor().post(await linkTo(world, luka.address), { a: 'yes' });
    await world.visitor().post(await linkTo(world, noor.address), { a: 'no' });
    const page = await maya.get(at);
    expect(page.text).toContain('1 coming 1 not this time 0 no answer yet 1 not reached');
    expect(page.text).toContain(
      'One child is coming, one cannot this time, 0 have not answered yet, one is not reached.',
    );
    for (const name of ['Luka', 'Noor', goran.child]) expect(page.html).toContain(`<bdi>${name}</bdi>`);
    expect(page.text).toContain('in 8 days');
    for (const secret of [luka.address, noor.address, 'Ivan', 'Karim', '/i/'])
      expect(page.html).not.toContain(secret);
  });

  it('says "opened" when a family has looked, and never who it was', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    expect((await maya.get(at)).text).not.toContain('opened');
    await world.visitor().post(await linkTo(world, luka.address));
    expect((await maya.get(at)).text.match(/opened/g)).toHaveLength(1);
  });

  it('hears of an answer while it is open, by an event without any words in it', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const cookie = [...maya.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const live = await world.app.request(`${at}/live`, { headers: { cookie } });
    expect(live.headers.get('content-type')).toContain('text/event-stream');
    const reader = live.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('retry: 2000\n\n');
    await world.visitor().post(await linkTo(world, luka.address), { a: 'yes' });
    expect((await reader?.read())?.value).toBe('event: changed\ndata: \n\n');
    await reader?.cancel();
  });

  it('gives the list as a file that a spreadsheet opens and never runs', async () => {
    const world = await openWorld();
    const formula = { child: '=1+1', adult: 'Eve', address: 'eve@families.example' };
    const class1b = await makeClass(world, [ellie, luka, formula]);
    const host = await makeParty(world, class1b);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const file = await maya.get(`/parties/${host.party}/guests.csv`);
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="guests.csv"');
    expect(file.html).toContain("\r\n'=1+1,");
    expect(file.html).not.toContain('eve@');
  });
});

describe('an answer that the host puts in', () => {
  it('is for an invitation of this party, and takes no other', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await underWay(world);
    const other = await makeParty(world, class1b, ['Noor']);
    const foreign = await world.owner.query<{ id: string }>('select id from envelope where party_id = $1', [
      other.party,
    ]);
    const { envelope, child } = await asked(world, 'Goran');
    const wrong = [
      { envelope: foreign.rows[0]?.id ?? '', child, says: 'yes' },
      { envelope: crypto.randomUUID(), child, says: 'yes' },
      { envelope, child: crypto.randomUUID(), says: 'yes' },
    ];
    for (const fields of wrong) expect((await maya.post(`${at}/answers`, fields)).status).toBe(409);
    for (const fields of [{ envelope, child, says: 'maybe' }, { envelope: 'x', child: 'y', says: 'yes' }, {}])
      expect((await maya.post(`${at}/answers`, fields)).status).toBe(422);
    expect((await world.owner.query('select from answer')).rowCount).toBe(0);
    const page = await maya.post(`${at}/answers`, { envelope, child, says: 'yes' });
    expect(page.text).toContain('1 coming');
    expect(page.text).toContain('put in by you');
  });

  it('is not taken when the party is over, and its page offers none', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const fields = { ...(await asked(world, 'Goran')), says: 'yes' };
    expect((await maya.get(at)).html).toContain(`${at}/answers`);
    world.pass({ hours: 24 * 9 });
    expect((await maya.get(at)).html).not.toContain(`${at}/answers`);
    expect((await maya.post(`${at}/answers`, fields)).status).toBe(409);
  });
});

describe('other hosts', () => {
  it('are twenty at most, also when several are added at once', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    for (let number = 0; number < 19; number += 1)
      await maya.post(`${at}/co-hosts`, { address: `host${number}@families.example` });
    await Promise.all(
      ['a', 'b', 'c', 'd'].map((one) => maya.post(`${at}/co-hosts`, { address: `${one}@families.example` })),
    );
    expect((await world.owner.query('select from co_host')).rowCount).toBe(20);
  });
});
