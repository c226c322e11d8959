import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken, newId } from '../../kernel/id.ts';
import { ellie, makeClass, makeParty, signIn } from '../../../test/people.ts';
import { opening } from '../../../test/nearby.ts';
import { buildDoorWorker, startDoorWorker } from '../../../test/start-door-worker.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { callToken } from './actions.ts';

let program: string;
let remove: () => Promise<void>;

beforeAll(async () => ({ program, remove } = await buildDoorWorker()));
afterAll(() => remove());

type Deed = { circle: string; party: string; asked: string; children: number };

// All processes get their share in the same moment; tells for how many it was done.
async function doAll(processes: readonly ChildProcess[], deeds: readonly Deed[]): Promise<number> {
  const shares = processes.map(async (child, place) => {
    child.send(deeds.filter((_, number) => number % processes.length === place));
    const [done]: unknown[] = await once(child, 'message');
    return Array.isArray(done) ? done.filter((one) => one === true).length : 0;
  });
  return (await Promise.all(shares)).reduce((sum, count) => sum + count, 0);
}

/** So many families that were asked, without the mails. */
async function ask(world: World, host: { circle: string; party: string }, size: number): Promise<string[]> {
  const club = await makeClass(world, [], 'Club');
  const asked = Array.from({ length: size }, newId);
  const hashes = asked.map((id) => hashToken(callToken(world.platform.key, id)));
  await world.owner.query(
    `with families as (
       insert into family (circle_id, id, leave_hash, created_at)
       select $1, a.id, a.hash, now() from unnest($2::uuid[], $3::bytea[]) as a (id, hash) returning id)
     insert into door_asked
     select $4, a.id, $5, $1, a.id, 1, a.hash, now()
     from unnest($2::uuid[], $3::bytea[]) as a (id, hash) join families f on f.id = a.id`,
    [club.circle, asked, hashes, host.circle, host.party],
  );
  return asked;
}

async function placed(world: World): Promise<{ children: number; least: number | null }> {
  const { rows } = await world.owner.query<{ children: number; least: number | null }>(
    `select coalesce(sum(children) filter (where placed_at is not null), 0)::int as children,
       min(children) filter (where placed_at is null) as least from door_offer`,
  );
  return rows[0] ?? { children: 0, least: null };
}

describe('places that are offered for by everybody at once, in several processes', () => {
  it('a thousand offers on twelve places: exactly twelve children, and the others wait', async () => {
    const world = await openWorld();
    const host = await makeParty(world, await makeClass(world), ['Luka', 'Noor']);
    await world.work();
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    await maya.post(`/parties/${host.party}/door`, { ...opening, places: '12', firstCome: 'yes' });
    const asked = await ask(world, host, 1000);
    const processes = await Promise.all([
      startDoorWorker(world, program),
      startDoorWorker(world, program),
      startDoorWorker(world, program),
    ]);
    const offerOf = (id: string): Deed => ({
      circle: host.circle,
      party: host.party,
      asked: id,
      children: 1 + (asked.indexOf(id) % 3),
    });
    expect(await doAll(processes, asked.map(offerOf))).toBe(1000);
    expect(await placed(world)).toEqual({ children: 12, least: 1 });
    const { rows } = await world.owner.query<{ id: string }>(
      'select asked_id as id from door_offer where placed_at is not null',
    );
    // Half of those who come drop out while everybody else says it once more: the next ones move up, and not one too many.
    const back = rows.filter((_, place) => place % 2 === 0).map(({ id }) => id);
    const others = asked.filter((id) => !back.includes(id));
    await doAll(processes, [...back.map((id) => ({ ...offerOf(id), children: 0 })), ...others.map(offerOf)]);
    expect(await placed(world)).toEqual({ children: 12, least: 1 });
    const { rows: told } = await world.owner.query<{ count: number }>(
      "select count(*)::int as count from graphile_worker.jobs where task_identifier = 'door.tell'",
    );
    expect(told[0]?.count).toBeGreaterThanOrEqual(rows.length);
    for (const child of processes) child.disconnect();
  }, 60_000);
});
