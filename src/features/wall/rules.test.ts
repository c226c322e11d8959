import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  candlesOut,
  cardsOnPage,
  pagesOf,
  placesOn,
  settleVerdicts,
  standingOf,
  takeCard,
  type Judged,
  type Verdict,
} from './rules.ts';

const verdicts: Verdict[] = ['show', 'show_unread', 'refuse', 'take_down', 'unread'];

describe('what readers decide', () => {
  it('is counted as it shows, in any order, and no two cards have one place', () => {
    const rounds = fc.array(fc.array(fc.tuple(fc.nat(9), fc.constantFrom(...verdicts)), { maxLength: 6 }));
    fc.assert(
      fc.property(rounds, (all) => {
        let cards: Judged[] = Array.from({ length: 10 }, (_, nth) => ({
          id: `card ${nth}`,
          state: 'waiting',
          place: null,
          country: nth % 3 === 0 ? null : nth % 3 === 1 ? 'PL' : 'MT',
        }));
        let [shown, places] = [0, 0];
        const countries = new Map<string, number>();
        const down = new Set<string>();
        for (const round of all) {
          const said = new Map(round.map(([nth, verdict]) => [`card ${nth}`, verdict]));
          const settled = settleVerdicts(
            cards.filter(({ id }) => said.has(id)),
            said,
            places,
          );
          shown += settled.shown;
          places = settled.places;
          for (const [country, more] of settled.countries)
            countries.set(country, (countries.get(country) ?? 0) + more);
          cards = cards.map((card) => {
            const found = settled.cards.find(({ id }) => id === card.id);
            return found ? { ...card, state: found.state, place: found.place } : card;
          });
          for (const { id, state } of cards) if (state === 'down') down.add(id);
        }
        const showing = cards.filter(({ state }) => state === 'shown');
        expect(shown).toBe(showing.length);
        for (const country of ['PL', 'MT'])
          expect(countries.get(country) ?? 0).toBe(showing.filter((card) => card.country === country).length);
        const given = cards.flatMap(({ place }) => place ?? []);
        expect(new Set(given).size).toBe(given.length);
        expect(Math.max(0, ...given)).toBe(places);
        // What was taken down stays down.
        expect(cards.filter(({ id, state }) => down.has(id) && state !== 'down')).toEqual([]);
      }),
    );
  });
});

describe('the pages of a wall', () => {
  it('hold each place once, and none more than a phone can hold', () => {
    fc.assert(
      fc.property(fc.nat(500), (places) => {
        const all = Array.from({ length: pagesOf(places) }, (_, page) => placesOn(page + 1, places));
        const seen = all.flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, nth) => first + nth),
        );
        expect(seen).toEqual(Array.from({ length: Math.max(1, places) }, (_, nth) => nth + 1));
        for (const { first, last } of all) expect(last - first).toBeLessThan(2 * cardsOnPage);
      }),
    );
  });

  it('that are full stay as they are, however many cards come', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (places, more) => {
        for (let page = 1; page < pagesOf(places); page += 1)
          expect(placesOn(page, places + more)).toEqual(placesOn(page, places));
      }),
    );
  });
});

describe('a card that comes in', () => {
  const arriving = { standing: 'open', atOnce: true, blocked: false, before: 0, same: false } as const;

  it('shows at once only where the family wants that, and only when nothing is in doubt', () => {
    expect(takeCard(arriving, [])).toEqual({ ok: true, value: 'show' });
    expect(takeCard(arriving, ['phone'])).toEqual({ ok: true, value: 'keep' });
    expect(takeCard({ ...arriving, atOnce: false }, [])).toEqual({ ok: true, value: 'keep' });
  });

  it('is acknowledged to a blocked writer as to anybody', () => {
    expect(takeCard({ ...arriving, blocked: true }, [])).toEqual({ ok: true, value: 'refuse' });
  });

  it('is the same card when it says the same, and the fourth of a day is too many', () => {
    expect(takeCard({ ...arriving, before: 3, same: true }, [])).toEqual({ ok: true, value: 'nothing' });
    expect(takeCard({ ...arriving, before: 3 }, [])).toEqual({ ok: false, refusal: 'enough' });
    expect(takeCard({ ...arriving, before: 2 }, [])).toEqual({ ok: true, value: 'show' });
  });

  it('is taken between beginning and end alone', () => {
    const at = (hour: number): Temporal.Instant => Temporal.Instant.from(`2026-12-12T${hour}:00:00Z`);
    const wall = { opensAt: at(10), closesAt: at(12), stoppedAt: null };
    const said = [10, 11, 12].map((hour) => standingOf(wall, at(hour)));
    expect(standingOf(wall, at(10).subtract({ nanoseconds: 1 }))).toBe('not_yet');
    expect(said).toEqual(['open', 'open', 'closed']);
    expect(standingOf({ ...wall, stoppedAt: at(11) }, at(11))).toBe('closed');
    expect(takeCard({ ...arriving, standing: 'not_yet' }, [])).toEqual({ ok: false, refusal: 'closed' });
  });
});

it('candles go out one by one, and never more than there are', () => {
  const wall = { candles: 5, breath: 10 };
  expect([0, 9, 10, 49, 50, 5000].map((breaths) => candlesOut({ ...wall, breaths }))).toEqual([
    0, 0, 1, 4, 5, 5,
  ]);
});
