import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { newId } from '../../kernel/id.ts';
import { makeClass } from '../../../test/people.ts';
import { scaled } from '../../../test/scaled.ts';
import { addCards, makeWall, statesOf } from '../../../test/walls.ts';
import { openWorld } from '../../../test/world.ts';
import { inCircle } from '../../platform/database/database.ts';
import { lookAtReading, readCards, rest, takeNext, undoPress } from './actions.ts';
import { orderFor, type HeldCard, type ReaderPass } from './rules.ts';
import { listNext } from './store.ts';

const does = fc.constantFrom('take', 'read', 'undo', 'rest', 'crash', 'take', 'read');
const turns = fc.array(fc.tuple(fc.nat({ max: 3 }), does), { minLength: 8, maxLength: 24 });

describe('several readers at once', () => {
  it('never have the same card before them, and every card is read in the end, once', async () => {
    await fc.assert(
      fc.asyncProperty(turns, async (steps) => {
        const world = await openWorld();
        const wall = await makeWall(world, await makeClass(world));
        await addCards(
          world,
          wall,
          Array.from({ length: 150 }, (_, place) => ({ words: `Card ${place % 120}`, name: `N${place}` })),
        );
        const readers = Array.from(
          { length: 4 },
          () => ({ circle: wall.circle, wall: wall.wall, reader: newId(), by: 'reader' }) as ReaderPass,
        );
        const heapsOf = async (pass: ReaderPass) => (await lookAtReading(world.platform, pass))?.heaps ?? [];
        const held = async (): Promise<string[]> => {
          const { rows } = await world.owner.query<{ id: string }>(
            `select id from wall_card where held_until > $1 and state = 'waiting'`,
            [new Date(world.platform.clock().epochMilliseconds)],
          );
          return rows.map(({ id }) => id);
        };
        const act = async (pass: ReaderPass, what: string): Promise<void> => {
          if (what === 'take') await takeNext(world.platform, pass, []);
          if (what === 'rest') await rest(world.platform, pass);
          if (what === 'undo') await undoPress(world.platform, pass);
          if (what !== 'read') return;
          const shown = new Set((await heapsOf(pass)).map(({ first }) => first.id));
          const none = new Set<string>();
          await readCards(world.platform, pass, { shown, marked: none, down: none, blocked: none }, []);
        };
        // All of a turn's readers press at the same moment.
        for (let turn = 0; turn < steps.length; turn += 4) {
          const now = steps.slice(turn, turn + 4);
          if (now.some(([, what]) => what === 'crash')) world.pass({ minutes: 5, seconds: 1 });
          await Promise.all(
            now.flatMap(([who, what]) => {
              const pass = readers[who];
              return pass ? [act(pass, what)] : [];
            }),
          );
          const before: HeldCard[] = [];
          for (const pass of readers) before.push(...(await heapsOf(pass)).flatMap(({ cards }) => cards));
          const ids = before.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          expect((await held()).every((id) => ids.includes(id))).toBe(true);
        }
        // Whoever is left reads all there is, once the others' cards came back.
        world.pass({ minutes: 5, seconds: 1 });
        const [last] = readers;
        if (!last) return;
        for (let screens = 0; screens < 12; screens += 1) {
          await act(last, 'take');
          await act(last, 'read');
        }
        expect(new Set(await statesOf(world, wall))).toEqual(new Set(['shown']));
        const { rows } = await world.owner.query(
          'select w.cards, w.places, (select count(distinct place)::int from wall_card) as given from wall w',
        );
        expect(rows).toEqual([{ cards: 150, places: 150, given: 150 }]);
      }),
      { numRuns: scaled(3) },
    );
  }, 120_000);

  it('lose nothing when one is gone: what lay there comes to the next after five minutes, and no sooner', async () => {
    const world = await openWorld();
    const wall = await makeWall(world, await makeClass(world));
    await addCards(world, wall, [{ words: 'One' }, { words: 'Two' }]);
    const [gone, next] = [newId(), newId()].map(
      (reader) => ({ circle: wall.circle, wall: wall.wall, reader, by: 'reader' }) as ReaderPass,
    );
    if (!gone || !next) throw new Error('two readers');
    const before = async (pass: ReaderPass) => (await lookAtReading(world.platform, pass))?.heaps.length;
    await takeNext(world.platform, gone, []);
    world.pass({ minutes: 4, seconds: 59 });
    await takeNext(world.platform, next, []);
    expect([await before(gone), await before(next)]).toEqual([2, 0]);
    world.pass({ seconds: 1 });
    await takeNext(world.platform, next, []);
    expect([await before(gone), await before(next)]).toEqual([0, 2]);
  });
});

describe('the next cards', () => {
  it('are found by indexes, however many wait', async () => {
    const world = await openWorld();
    const wall = await makeWall(world, await makeClass(world));
    await world.owner.query(
      `insert into wall_card (circle_id, wall_id, id, words, stamp, name, language, writer, text_hash, doubts, state, written_at)
       select $1, $2, gen_random_uuid(), 'Card ' || n, 'cake', '', 'en', '\\x00', sha256(n::text::bytea), '{}', 'waiting', now()
       from generate_series(1, 5000) n`,
      [wall.circle, wall.wall],
    );
    await world.owner.query('analyze wall_card');
    const next = await inCircle(world.platform.db, wall.circle, (tx) =>
      listNext(tx, wall, orderFor([]), world.platform.clock()),
    );
    expect(next).toHaveLength(30);
    // As the application sees it, below row-level security.
    const { rows } = await inCircle(world.platform.db, wall.circle, (tx) =>
      sql<{ 'QUERY PLAN': string }>`
        explain select number from wall_card c where circle_id = ${wall.circle} and wall_id = ${wall.wall}
          and state = 'waiting' and c.doubts = '{}' and c.language = ${'en'}
        order by c.language, c.number limit 200`.execute(tx),
    );
    const plan = rows.map((row) => Object.values(row).join('')).join('\n');
    expect(plan).toContain('wall_card_fine');
    expect(plan).not.toMatch(/Sort|Seq Scan/);
  });
});
