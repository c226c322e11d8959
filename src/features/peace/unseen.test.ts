import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkTo, makeClass, makeParty, move, signIn, type Class, type Person } from '../../../test/people.ts';
import { scaled } from '../../../test/scaled.ts';
import type { Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';

const ellie = { child: 'Ellie', adult: 'Maya', address: 'maya@families.example' };

/** Everybody of a random class: with an address, or on paper. */
function peopleOf(mailed: readonly boolean[]): Person[] {
  const guests = mailed.map((mail, place) => ({
    child: `Child${place}`,
    adult: `Adult${place}`,
    address: mail ? `adult${place}@families.example` : null,
  }));
  return [ellie, ...guests];
}

const hide = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')
    .replace(/\/i\/[\w-]{22}/g, '/i/<token>')
    .replace(/\/leave\/[\w-]{22}/g, '/leave/<token>')
    // An envelope's own address: its sealed id, which is another one in each party. All else of a calendar is compared.
    .replace(/rsvp\+[a-z2-7]{52}@/g, 'rsvp+<sealed>@');

type Sight = { pages: string[]; jobs: string[]; mails: string[] };

/** All that a host can see of a list, from judging it to an hour after it was sent; and the mails of everybody else. */
async function sendAndSee(
  world: World,
  class1b: Class,
  guests: readonly string[],
  inPeace: ReadonlySet<string>,
): Promise<Sight> {
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  const party = await makeParty(world, class1b, guests, false);
  const at = `/parties/${party.party}`;
  const pages: string[] = [];
  const look = async (visitor: Visitor, path: string): Promise<void> => {
    const { status, html } = await visitor.get(path);
    pages.push(`${status} ${hide(html)}`);
  };
  const before = (await world.mails()).length;
  // On the guest list the children stand in an order that is each party's own: what is said of the list is compared.
  const { html: judged } = await maya.get(`${at}/guests`);
  pages.push(...(judged.match(/<p\b.*?<\/p>/gs) ?? []));
  await look(maya, `${at}/look`);
  await maya.post(`${at}/sendings`);
  await look(maya, at);
  await maya.post(`${at}/sendings/now`);
  await look(maya, at);
  const done = await world.work();
  // How many mails are settled together is a matter of the moment.
  const jobs = done.filter((job, place) => job !== 'envelope.mailed' || done.indexOf(job) === place);
  await look(maya, at);
  await look(maya, `${at}/guests.csv`);
  const mails = (await world.mails())
    .slice(before)
    .filter(({ to }) => !inPeace.has(to))
    .map(({ to, subject, text, html, calendar }) =>
      hide(
        [to, subject, text, html, calendar?.replace(/\r?\n[ \t]/g, '').replace(/^UID:.*$/m, 'UID')].join(
          '\n',
        ),
      ),
    );
  return { pages, jobs, mails: mails.toSorted() };
}

type Asking = 'host' | 'birthdays' | 'circle' | 'everywhere' | 'nothing';

async function ask(world: World, class1b: Class, { child, address }: Person, asking: Asking) {
  if (asking === 'nothing') return;
  if (asking === 'everywhere' && address !== null) {
    const visitor = world.visitor();
    await signIn(world, visitor, address);
    await visitor.post('/peace', { kind: 'everything', peace: 'yes' });
    return;
  }
  const kind = asking === 'everywhere' ? 'circle' : asking;
  const host = kind === 'host' ? class1b.families.get('Ellie') : null;
  await world.owner.query('insert into peace values ($1, gen_random_uuid(), $2, $3, $4, now())', [
    class1b.circle,
    class1b.families.get(child),
    kind,
    host,
  ]);
}

const family = fc.record({
  mail: fc.boolean(),
  asked: fc.boolean(),
  asking: fc.constantFrom<Asking>('host', 'birthdays', 'circle', 'everywhere', 'nothing'),
});

describe('nobody sees that a family is left in peace', () => {
  it('in any class, with any list: all that the host sees, and all that others get, is the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(family, { minLength: 2, maxLength: 6 }), async (families) => {
        const [first] = families;
        if (first) first.asked = true;
        const world = await openWorld();
        const people = peopleOf(families.map(({ mail }) => mail));
        const class1b = await makeClass(world, people);
        await world.work();
        const guests = families.flatMap(({ asked }, place) => (asked ? [`Child${place}`] : []));
        const inPeace = new Set(
          families.flatMap(({ asking }, place) =>
            asking === 'nothing' ? [] : [people[place + 1]?.address ?? []].flat(),
          ),
        );
        const without = await sendAndSee(world, class1b, guests, inPeace);
        // Two lists of one host for one day would count together.
        await world.owner.query('delete from party');
        for (const [place, { asking }] of families.entries()) {
          const person = people[place + 1];
          if (person) await ask(world, class1b, person, asking);
        }
        await world.work();
        const mailed = (await world.mails()).length;
        const within = await sendAndSee(world, class1b, guests, inPeace);
        expect(within).toEqual(without);
        expect(without.pages.join()).toContain('on your list');
        const disturbed = (await world.mails()).slice(mailed).filter(({ to }) => inPeace.has(to));
        expect(disturbed).toEqual([]);
      }),
      { numRuns: scaled(6) },
    );
  }, 120_000);

  it('also afterwards, and after a move: the no that comes by itself is a no like one that was given', async () => {
    const boards: string[][] = [];
    for (const asking of ['nothing', 'birthdays'] as const) {
      const world = await openWorld();
      const people = peopleOf([true, true]);
      const class1b = await makeClass(world, people);
      const person = people[1] ?? ellie;
      await ask(world, class1b, person, asking);
      const host = await makeParty(world, class1b);
      await world.work();
      if (asking === 'nothing')
        await world.visitor().post(await linkTo(world, person.address ?? ''), { a: 'no' });
      const maya = world.visitor();
      await signIn(world, maya, ellie.address);
      const seen: string[] = [];
      const look = async (): Promise<void> => {
        world.pass({ hours: 46 });
        await world.work();
        // The table asks who it is once more.
        await signIn(world, maya, ellie.address);
        for (const path of [`/parties/${host.party}`, `/parties/${host.party}/guests.csv`])
          seen.push(hide((await maya.get(path)).html));
      };
      await look();
      await move(world, host, { starts: '14:00', ends: '16:00' });
      await look();
      boards.push(seen);
    }
    const [given, quiet] = boards;
    expect(quiet).toEqual(given);
    expect(given?.[1]).toContain('not this time');
    expect(given?.[3]).toContain('not this time (old plan)');
  });
});
