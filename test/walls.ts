import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { newId, newToken } from '../src/kernel/id.ts';
import { ellie, luka, makeClass, noor, signIn, type Class } from './people.ts';
import type { Visitor } from './visitor.ts';
import type { World } from './world.ts';

/** What a family types to open a wall. */
export const plan = {
  name: 'Ellie',
  about: 'Ellie is turning five',
  pattern: 'bubbles',
  languages: ['en', 'pl'],
  opensOn: '2026-12-04',
  opensAt: '08:00',
  closesOn: '2026-12-06',
  closesAt: '20:00',
  candles: '5',
  breath: '10',
  party: '',
  atOnce: 'yes',
};

export type Opened = { class1b: Class; mother: Visitor; wall: string; path: string };

/** Ellie's mother opens a wall by its page; `path` is its address. */
export async function opened(world: World, more: Record<string, string> = {}): Promise<Opened> {
  const class1b = await makeClass(world, [ellie, luka, noor]);
  const mother = world.visitor();
  await signIn(world, mother, ellie.address);
  const desk = await mother.post(`/circles/${class1b.circle}/walls`, { ...plan, wall: newId(), ...more });
  expect([desk.status, desk.path]).toEqual([200, expect.stringMatching(/^\/walls\//)]);
  const path = /\/w\/[\w-]{22}/.exec(desk.html)?.[0] ?? '';
  return { class1b, mother, wall: desk.path.split('/')[2] ?? '', path };
}

export type TestWall = { circle: string; wall: string; token: string };

/** A wall of Ellie's family in a class, as its rows: what opens it is tried in its own room. */
export async function makeWall(
  { owner }: World,
  { circle, families }: Class,
  family = families.get('Ellie') ?? '',
): Promise<TestWall> {
  const [wall, token] = [newId(), newToken()];
  await owner.query(
    `insert into wall (circle_id, id, family_id, link_hash, name, about, pattern, languages, zone, opens_at, closes_at,
       candles, breath, at_once, created_at)
     values ($1, $2, $3, sha256($4), 'Ellie', 'Ellie is turning five', 'plain', '{en,es}', 'Europe/London',
       '2026-12-04T12:00:00Z', '2026-12-12T17:00:00Z', 7, 10, false, '2026-12-04T12:00:00Z')`,
    [circle, wall, family, Buffer.from(token)],
  );
  return { circle, wall, token };
}

export type TestCard = {
  words: string;
  name?: string;
  language?: string | null;
  doubts?: string[];
  state?: 'waiting' | 'shown';
  writer?: string;
  country?: string;
};

/** Cards as a wall keeps them, in this order; gives back their ids. Those that show are not read yet. */
export async function addCards(
  { owner }: World,
  { circle, wall }: TestWall,
  cards: readonly TestCard[],
): Promise<string[]> {
  const rows = cards.map(({ words, ...card }, place) => ({
    id: newId(),
    place,
    words,
    name: card.name ?? '',
    language: card.language === undefined ? 'en' : card.language,
    doubts: card.doubts ?? [],
    state: card.state ?? 'waiting',
    country: card.country ?? null,
    writer: createHash('sha256')
      .update(card.writer ?? newId())
      .digest('hex'),
    text: createHash('sha256').update(words.toLowerCase()).digest('hex'),
  }));
  await owner.query(
    `insert into wall_card (circle_id, wall_id, id, words, stamp, country, name, language, writer, text_hash, doubts, state,
       written_at)
     select $1, $2, c.id, c.words, 'cake', c.country, c.name, c.language, decode(c.writer, 'hex'), decode(c.text, 'hex'),
       array(select jsonb_array_elements_text(c.doubts)), c.state, '2026-12-04T12:00:00Z'
     from jsonb_to_recordset($3) as c (id uuid, words text, name text, language text, doubts jsonb,
       state text, country text, writer text, text text, place bigint) order by c.place`,
    [circle, wall, JSON.stringify(rows)],
  );
  await owner.query(
    "update wall set cards = (select count(*) from wall_card where wall_id = $1 and state = 'shown') where id = $1",
    [wall],
  );
  return rows.map(({ id }) => id);
}

/** What became of cards, in the order in which they were written. */
export async function statesOf({ owner }: World, { wall }: TestWall): Promise<string[]> {
  const { rows } = await owner.query<{ state: string }>(
    'select state from wall_card where wall_id = $1 order by number',
    [wall],
  );
  return rows.map(({ state }) => state);
}
