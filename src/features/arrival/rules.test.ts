import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../../test/scaled.ts';
import { newId } from '../../kernel/id.ts';
import type { Answer } from '../answer/rules.ts';
import {
  doorListOf,
  emptyBook,
  enter,
  expectedOf,
  isQuiet,
  keptUntil,
  mayBeQuiet,
  mayTick,
  opensAt,
  readPress,
  standingTicks,
  step,
  toggle,
  turnUp,
  writePress,
  type Book,
  type InvitedChild,
  type Press,
} from './rules.ts';

const luka = `child:${newId()}`;
const noor = `child:${newId()}`;
const guests = [luka, noor, `offer:${newId()}`];

/** What people with phones do: somebody presses a line, or counts the street, and now and then a phone gets the network. */
type Deed = { phone: number; does: 'press' | 'more' | 'fewer' | 'turn up' | 'sync'; guest: number };
const deeds = fc.array(
  fc.record({
    phone: fc.nat({ max: 2 }),
    does: fc.constantFrom<Deed['does'][]>('press', 'press', 'more', 'fewer', 'turn up', 'sync'),
    guest: fc.nat({ max: 2 }),
  }),
  { maxLength: 40 },
);

type Phone = { book: Book; waiting: Press[] };

function live(all: readonly Deed[]): { phones: Phone[]; server: Book; history: Press[] } {
  const phones: Phone[] = [0, 1, 2].map(() => ({ book: emptyBook, waiting: [] }));
  const history: Press[] = [];
  let server = emptyBook;
  for (const { phone: place, does, guest } of all) {
    const phone = phones[place];
    if (!phone) continue;
    if (does === 'sync') {
      // What is sent comes twice now and then: a phone that heard no answer sends it again.
      server = enter(enter(server, phone.waiting), phone.waiting);
      phone.book = enter(server, phone.waiting);
      phone.waiting = [];
      continue;
    }
    const presses =
      does === 'press'
        ? toggle(phone.book, guests[guest] ?? luka, newId())
        : does === 'turn up'
          ? [turnUp(newId(), 'Zed')]
          : step(phone.book, does === 'more', newId());
    phone.book = enter(phone.book, presses);
    phone.waiting.push(...presses);
    history.push(...presses);
  }
  return { phones, server, history };
}

const contentOf = ({ ticks, undone }: Book): string =>
  JSON.stringify([[...ticks.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)), [...undone].toSorted()]);

describe('no tick is lost', () => {
  it('whatever comes first, twice or late: whoever has heard the same presses has the same list', () => {
    fc.assert(
      fc.property(deeds, fc.integer(), (all, seed) => {
        const { phones, server, history } = live(all);
        const waiting = phones.flatMap((phone) => phone.waiting);
        const together = enter(server, waiting);
        const order = history
          .flatMap((press, place) => [press, ...(place % 3 === 0 ? [press] : [])])
          .map((press, place) => ({ press, rank: Math.sin(seed + place) }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ press }) => press);
        expect(contentOf(enter(emptyBook, order))).toBe(contentOf(together));
        for (const phone of phones)
          expect(contentOf(enter(together, phone.waiting))).toBe(contentOf(together));
      }),
      { numRuns: scaled(300) },
    );
  });

  it('a tick stands until somebody undoes it who has seen it', () => {
    fc.assert(
      fc.property(deeds, (all) => {
        const { phones, server, history } = live(all);
        const together = enter(
          server,
          phones.flatMap((phone) => phone.waiting),
        );
        const undone = new Set(history.flatMap((press) => (press.does === 'undo' ? press.id : [])));
        const standing = [...standingTicks(together).values()].flat().map(({ id }) => id);
        const ticked = history.flatMap((press) => (press.does === 'tick' ? press.id : []));
        expect(standing.toSorted()).toEqual(ticked.filter((id) => !undone.has(id)).toSorted());
      }),
      { numRuns: scaled(300) },
    );
  });

  it('two phones that tick the same child make it here once; an undoing takes back only what it saw', () => {
    const [first, second] = [toggle(emptyBook, luka, newId()), toggle(emptyBook, luka, newId())];
    const undoing = toggle(enter(emptyBook, first), luka, newId());
    const both = enter(emptyBook, [...undoing, ...second, ...first]);
    expect(standingTicks(both).get(luka)).toHaveLength(1);
    const all = enter(both, toggle(both, luka, newId()));
    expect(standingTicks(all).has(luka)).toBe(false);
  });

  it('a press is written and read as it was, and nothing else is read', () => {
    const id = newId();
    const presses: Press[] = [
      { does: 'tick', id, guest: luka, name: '' },
      { does: 'tick', id, guest: 'street', name: '' },
      { does: 'undo', id },
      turnUp(id, 'Zoë from “next door”  '),
    ];
    for (const press of presses) expect(readPress(writePress(press))).toEqual(press);
    for (const text of [
      '',
      'tick',
      `tick ${id}`,
      `tick ${id} new:${id}`,
      `tick ${id} child:1`,
      `undo ${id} ${id}`,
      `undo ${id}\n`,
      `came ${id} `,
      ` undo ${id}`,
    ])
      expect(readPress(text), text).toBeNull();
  });
});

const yes: Answer = {
  says: 'yes',
  food: '',
  askAgainOn: null,
  enteredBy: 'family',
  at: Temporal.Instant.from('2026-12-04T12:00:00Z'),
  revision: 1,
  anotherTime: false,
};
const company = { grownUps: 2, siblings: 1, staying: 'stay' } as const;
const invite = (name: string, more: Partial<InvitedChild> = {}): InvitedChild => ({
  child: { id: name, name },
  envelope: name,
  family: `of ${name}`,
  answer: yes,
  company,
  ...more,
});
const nobody = { children: 0, grownUps: 0 };

describe('who is expected', () => {
  it('has a yes to the plan that stands; a no, a later and a yes to an older plan are not on the list', () => {
    const lines = expectedOf(
      [
        invite('Noor', { answer: { ...yes, says: 'no' } }),
        invite('Luka'),
        invite('Goran', { answer: null }),
        invite('Hana', { answer: { ...yes, revision: 0 } }),
        invite('Aria', { answer: { ...yes, says: 'later' } }),
      ],
      1,
      new Set(),
    );
    expect(lines.map(({ name }) => name)).toEqual(['Luka']);
  });

  it('stays on the list when it is ticked, whatever is answered afterwards, without what was said with a yes', () => {
    const went = invite('Luka', { answer: { ...yes, says: 'no', food: 'nuts' } });
    expect(expectedOf([went], 1, new Set(['child:Luka']))).toMatchObject([
      { name: 'Luka', food: '', company: null },
    ]);
  });

  it('comes with its brothers and sisters, and who comes along is said once', () => {
    const lines = expectedOf(
      [invite('Luka', { envelope: 'e' }), invite('Mia', { envelope: 'e' })],
      1,
      new Set(),
    );
    expect(lines).toMatchObject([
      { name: 'Luka', company, together: null },
      { name: 'Mia', company: null, together: 'Luka' },
    ]);
  });

  it('is one line where a child has two homes: that of the home which said yes', () => {
    const other = invite('Luka', { envelope: 'f', family: 'of Ana', answer: { ...yes, says: 'no' } });
    for (const both of [
      [other, invite('Luka')],
      [invite('Luka'), other],
    ])
      expect(expectedOf(both, 1, new Set(['child:Luka']))).toMatchObject([{ family: 'of Luka', company }]);
  });

  it('and where both of its homes said yes, both are known at the door', () => {
    const other = invite('Luka', { envelope: 'f', family: 'of Ana', answer: { ...yes, food: 'nuts' } });
    expect(expectedOf([invite('Luka'), other], 1, new Set())).toMatchObject([
      { family: 'of Luka, of Ana', food: 'nuts', company: { grownUps: 4, siblings: 2 } },
    ]);
  });
});

describe('the list at the door', () => {
  const lines = expectedOf([invite('Luka'), invite('Noor')], 1, new Set());

  it('counts children who are here, wherever they came from', () => {
    const book = enter(emptyBook, [
      { does: 'tick', id: newId(), guest: 'child:Luka', name: '' },
      turnUp(newId(), 'Zed'),
      ...step(emptyBook, true, newId()),
    ]);
    const list = doorListOf(lines, book, { children: 4, grownUps: 2 });
    expect(list).toMatchObject({ here: 3, expected: 2, street: { children: 4, grownUps: 2 } });
    expect(list.flags).toEqual(['full', 'full', 'full']);
    expect(doorListOf(lines, emptyBook, nobody).flags).toEqual(['pale', 'pale']);
  });

  it('counts all the children of a line that stands for several', () => {
    const guest = `offer:${newId()}`;
    const alone = { company: null, together: null, family: 'Ada', food: '' };
    const offer = { ...alone, guest, name: 'Ada and two more', children: 3 };
    const book = enter(emptyBook, toggle(emptyBook, guest, newId()));
    expect(doorListOf([...lines, offer], book, nobody)).toMatchObject({ here: 3, expected: 5 });
  });
});

const plan = {
  startsAt: Temporal.Instant.from('2026-12-12T15:00:00Z'),
  endsAt: Temporal.Instant.from('2026-12-12T17:00:00Z'),
  zone: 'Europe/London',
};
const at = (moment: string): Temporal.Instant => Temporal.Instant.from(moment);

describe('the hours of the door', () => {
  it('begin at four in the afternoon before, and a phone keeps the list until the day is over', () => {
    expect(opensAt(plan).toString()).toBe('2026-12-11T16:00:00Z');
    expect(keptUntil(plan).toString()).toBe('2026-12-13T00:00:00Z');
    const auckland = { ...plan, zone: 'Pacific/Auckland' };
    expect(keptUntil(auckland).toString()).toBe('2026-12-13T11:00:00Z');
  });

  it('let a host tick from then on, for a week after the party too, and never for one that was called off', () => {
    expect(mayTick('ahead', plan, at('2026-12-11T15:59:59Z'))).toEqual({ ok: false, refusal: 'too_early' });
    expect(mayTick('ahead', plan, at('2026-12-11T16:00:00Z')).ok).toBe(true);
    expect(mayTick('over', plan, at('2026-12-14T16:00:00Z')).ok).toBe(true);
    expect(mayTick('over', plan, at('2026-12-19T17:00:00Z'))).toEqual({ ok: false, refusal: 'too_late' });
    expect(mayTick('draft', plan, at('2026-12-12T16:00:00Z'))).toEqual({ ok: false, refusal: 'too_early' });
    expect(mayTick('cancelled', plan, at('2026-12-12T16:00:00Z'))).toEqual({
      ok: false,
      refusal: 'cancelled',
    });
  });

  it('call it quiet a quarter of an hour after the start, while fewer are here than hoped, and not after the end', () => {
    expect(mayBeQuiet(plan, at('2026-12-12T15:14:59Z'))).toBe(false);
    expect(mayBeQuiet(plan, at('2026-12-12T15:15:00Z'))).toBe(true);
    expect(mayBeQuiet(plan, at('2026-12-12T17:00:00Z'))).toBe(false);
    expect([isQuiet({ here: 2 }, 3), isQuiet({ here: 3 }, 3)]).toEqual([true, false]);
  });
});
