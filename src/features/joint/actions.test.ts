import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ellie, luka, makeClass, makePartyOf, signIn, type Class } from '../../../test/people.ts';
import { scaled } from '../../../test/scaled.ts';
import { hidden, type Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { answerInvitation } from '../answer/actions.ts';
import { saids, type Said } from '../answer/rules.ts';
import { addFamily } from '../circle/actions.ts';
import { inviteNewcomers } from '../invitation/actions.ts';
import { mintGuestPass } from '../invitation/gate.ts';
import type { HostPass } from '../party/rules.ts';
import { askHosts, wishToShare } from './actions.ts';

const guests = ['Noor', 'Ibo', 'Uma', 'Kofi', 'Ben'];
const joiner = 'Wren';

type Side = {
  sent: boolean;
  /** Nobody named is the whole circle. */
  list: string[];
  said: (Said | null)[];
  /** Who says yes in the moment of the union. */
  late: string[];
};

const side = fc.record<Side>({
  sent: fc.boolean(),
  list: fc.subarray([...guests, 'the other host']),
  said: fc.array(fc.constantFrom(null, ...saids), {
    minLength: guests.length,
    maxLength: guests.length,
  }),
  late: fc.subarray(guests),
});

function sentTo(list: string[], said: (Said | null)[], late: string[] = []): Side {
  return { sent: true, list, said, late };
}

type Row = {
  party: string;
  envelope: string;
  family: string;
  childId: string;
  child: string;
  says: Said | null;
};

async function rowsOf(world: World, circle: string): Promise<(Row & { revision: number | null })[]> {
  const { rows } = await world.owner.query<Row & { revision: number | null }>(
    `select e.party_id as party, e.id as envelope, e.family_id as family, c.id as "childId", c.name as child, a.says, a.revision
     from envelope e join invitation i on i.envelope_id = e.id join child c on c.id = i.child_id
     left join answer a on a.envelope_id = e.id and a.child_id = c.id where e.circle_id = $1`,
    [circle],
  );
  return rows;
}

async function host(world: World, class1b: Class, side: Side, which: 'Ellie' | 'Luka'): Promise<HostPass> {
  const other = which === 'Ellie' ? 'Luka' : 'Ellie';
  const named = side.list.map((name) => (name === 'the other host' ? other : name));
  return makePartyOf(world, class1b, which === 'Ellie' ? ellie : luka, {
    send: side.sent,
    plan: { title: `${which}’s plan` },
    ...(named.length > 0 ? { guests: named } : {}),
  });
}

async function answerAll(world: World, circle: string, party: string, { said }: Side): Promise<Set<string>> {
  const yes = new Set<string>();
  for (const row of await rowsOf(world, circle)) {
    const says = said[guests.indexOf(row.child)];
    if (row.party !== party || !says) continue;
    const on = mintGuestPass(circle, row.envelope, 1);
    await answerInvitation(world.platform, on, { child: row.childId, says });
    if (says === 'yes') yes.add(row.child);
  }
  return yes;
}

type Marked = { at: string; mark: string; by: Visitor };

async function propose(world: World, from: HostPass, to: HostPass, by: Visitor): Promise<Marked> {
  const asked = await askHosts(world.platform, from, to.party);
  expect(asked.ok).toBe(true);
  const { rows } = await world.owner.query<{ id: string }>(
    'select id from joint_offer where party_id = $1 and other_id = $2',
    [from.party, to.party],
  );
  const at = `/joint-offers/${rows[0]?.id ?? ''}`;
  return { at, mark: hidden((await by.get(at)).html, 'mark'), by };
}

describe('two parties that become one', () => {
  it('while both hosts press, guests answer and a family joins: each family once, and no yes lost', async () => {
    const world = await openWorld();
    const { platform } = world;
    const [maya, ivan] = [world.visitor(), world.visitor()];
    await signIn(world, maya, ellie.address);
    await signIn(world, ivan, luka.address);
    const people = guests.map((child) => ({
      child,
      adult: `${child}’s mother`,
      address: `${child.toLowerCase()}@families.example`,
    }));
    await fc.assert(
      fc.asyncProperty(side, side, fc.boolean(), async (one, two, joins) => {
        const class1b = await makeClass(world, [ellie, luka, ...people]);
        const { circle } = class1b;
        const ellies = await host(world, class1b, one, 'Ellie');
        const lukas = await host(world, class1b, two, 'Luka');
        await world.work();
        const yes = (await answerAll(world, circle, ellies.party, one)).union(
          await answerAll(world, circle, lukas.party, two),
        );
        expect((await wishToShare(platform, ellies)).ok && (await wishToShare(platform, lukas)).ok).toBe(
          true,
        );
        const before = await rowsOf(world, circle);
        const offers = [await propose(world, ellies, lukas, ivan), await propose(world, lukas, ellies, maya)];
        const accepting = offers.map(async ({ at, mark, by }) => {
          const said = await by.post(at, { says: 'yes', mark });
          if (said.status !== 409 || !said.html.includes('name="places"')) return said;
          const seen = { string: hidden(said.html, 'string'), places: hidden(said.html, 'places') };
          return by.post(at, { says: 'yes', mark, way: 'keep', ...seen });
        });
        const late = before
          .filter(({ party, child }) => (party === ellies.party ? one.late : two.late).includes(child))
          .map(async ({ envelope, childId, child }) => {
            const on = mintGuestPass(circle, envelope, 1);
            const said = await answerInvitation(platform, on, { child: childId, says: 'yes' });
            if (said.ok) yes.add(child);
          });
        const joining = async (): Promise<void> => {
          const plan = {
            language: null,
            adults: [{ name: 'Alex', address: 'alex@families.example', phone: null }],
            kept: [],
            added: [joiner],
          };
          const added = await addFamily(platform, class1b.keeper, plan);
          if (added.ok) await inviteNewcomers(platform, circle, added.value);
        };
        const joined = joins ? joining() : Promise.resolve();
        const [first, second] = await Promise.all(accepting);
        await Promise.all([...late, joined]);
        const mailsBefore = (await world.mails()).length;
        await world.work();

        // One of the two presses made it; the other one found that it was done.
        const statuses = [first?.status, second?.status];
        expect(
          statuses.filter((status) => status === 200),
          statuses.join(),
        ).toHaveLength(1);
        const { rows: parties } = await world.owner.query<{
          id: string;
          revision: number;
          title: string;
          sent: boolean;
        }>('select id, revision, title, sent_at is not null as sent from party where circle_id = $1', [
          circle,
        ]);
        expect(parties).toHaveLength(1);
        const [stays] = parties;
        const gone = stays?.id === ellies.party ? lukas.party : ellies.party;
        expect(stays?.sent).toBe(one.sent || two.sent);
        const { rows: hosts } = await world.owner.query(
          `select c.name from party p join child c on c.id = p.child_id where p.circle_id = $1
           union all select c.name from joint_host j join child c on c.id = j.child_id where j.circle_id = $1`,
          [circle],
        );
        expect(hosts.map(({ name }) => String(name)).toSorted()).toEqual(['Ellie', 'Luka']);

        const rows = await rowsOf(world, circle);
        const children = rows.map(({ child }) => child);
        expect(new Set(children).size).toBe(children.length);
        expect(new Set(rows.map(({ family }) => family)).size).toBe(
          new Set(rows.map(({ envelope }) => envelope)).size,
        );
        expect(children).not.toContain('Ellie');
        expect(children).not.toContain('Luka');
        const isWhole = [one, two].some(({ list }) => list.length === 0 || list.length === guests.length + 1);
        const wanted = isWhole
          ? [...guests, ...(joins ? [joiner] : [])]
          : guests.filter((name) => one.list.includes(name) || two.list.includes(name));
        expect(children.toSorted()).toEqual(stays?.sent ? wanted.toSorted() : []);

        for (const row of rows) {
          expect(row.says === 'yes', `${row.child} said ${row.says}`).toBe(yes.has(row.child));
          // What was said before is an answer to an older plan.
          const early = before.some(({ child, says }) => child === row.child && says !== null);
          if (early && row.revision !== null) expect(row.revision).toBeLessThanOrEqual(stays?.revision ?? 0);
        }
        if (stays?.sent && !(one.late.length + two.late.length))
          for (const { revision } of rows) expect(revision ?? -1).toBeLessThan(stays.revision);

        // Whoever was not invited before gets the one invitation; whoever was gets the news.
        const mails = (await world.mails()).slice(mailsBefore);
        for (const { address, child } of people) {
          const own = mails.filter(
            ({ to, subject }) => to === address && !/list/.test(subject) && !/yes|answer/i.test(subject),
          );
          const invited = before.some((row) => row.child === child);
          const news = own.filter(({ text }) => text.includes('/i/'));
          if (!children.includes(child)) expect(news).toEqual([]);
          else if (!invited) expect(news.filter(({ subject }) => subject.includes('invite'))).toHaveLength(1);
          else expect(news.filter(({ subject }) => subject.includes('celebrate together'))).toHaveLength(1);
        }
        const { rows: left } = await world.owner.query(
          `select from guest_list where party_id = $1 union all select from share_wish where circle_id = $2
           union all select from share_match where circle_id = $2 union all select from joint_offer where circle_id = $2`,
          [gone, circle],
        );
        expect(left).toEqual([]);
        await world.owner.query('delete from mailbox_message');
      }),
      {
        numRuns: scaled(6),
        // The hard ones first: both have guests, the same and others, who have said different things to each.
        examples: [
          [
            sentTo([], ['yes', null, 'no', 'later', 'no'], ['Ibo']),
            sentTo([], ['no', 'yes', null, 'yes', 'later'], ['Ben']),
            true,
          ],
          [sentTo(['Noor', 'Ibo'], ['no', 'yes']), sentTo(['Noor', 'the other host'], ['yes']), true],
          [{ ...sentTo(['Uma', 'Kofi'], []), sent: false }, sentTo([], ['yes', 'yes', 'no'], ['Kofi']), true],
        ],
      },
    );
  }, 120_000);
});
