import { describe, expect, it } from 'vitest';
import { sayIn } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { stamps, type Card, type Wall } from '../wall/rules.ts';
import { BookPage, firstTyped, NewWallPage, typedOf, WallDeskPage } from './views.tsx';

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const now = at('2026-12-04T12:00:00Z');

const wall: Wall = {
  id: '01930000-0000-7000-8000-000000000001',
  circle: '01930000-0000-7000-8000-000000000002',
  family: '01930000-0000-7000-8000-000000000003',
  party: null,
  version: 1,
  name: 'Mila',
  about: 'Mila turns seven and loves whales.',
  pattern: 'sea',
  languages: ['en'],
  zone: 'Europe/London',
  opensAt: at('2026-12-01T08:00:00Z'),
  closesAt: at('2026-12-20T20:00:00Z'),
  lookInAt: at('2026-12-06T15:00:00Z'),
  candles: 7,
  breath: 100,
  atOnce: false,
  stoppedAt: null,
  cards: 1142,
  places: 72,
  hearts: 31_720,
  breaths: 0,
};

const cardAt = (place: number): Card => ({
  id: `01940000-0000-7000-8000-${String(place).padStart(12, '0')}`,
  words: `Whale number ${place} swam past our window today, and it looked as if it were on its way to you.`,
  stamp: stamps[place % stamps.length] ?? 'sun',
  country: ['PL', 'MX', 'MT'][place % 3] ?? null,
  name: `Writer ${place}`,
  place,
});

const visit: Visit = { id: 'x', path: '/walls/wall', say: sayIn('en'), languageChosen: false };

const count = (html: string, part: string): number => html.split(part).length - 1;

describe('the pages of the family', () => {
  it('propose to a family a wall from now on, with a first name and nothing more', () => {
    const sheet = { zone: 'Europe/Warsaw', children: [{ name: 'Mila Kowalska' }] };
    expect(firstTyped(sheet, now)).toMatchObject({
      name: 'Mila',
      opensOn: '2026-12-04',
      opensAt: '00:00',
      closesOn: '2026-12-18',
      lookOn: '2026-12-06',
    });
  });

  it('show a wall in its form as it is', () => {
    expect(typedOf({ ...wall, zone: 'Asia/Kolkata' })).toMatchObject({
      opensOn: '2026-12-01',
      opensAt: '13:30',
      closesOn: '2026-12-21',
      closesAt: '01:30',
      lookOn: '2026-12-06',
      lookAt: '20:30',
      candles: '7',
      languages: ['en'],
    });
    expect(typedOf({ ...wall, lookInAt: null })).toMatchObject({ lookOn: '', lookAt: '' });
  });

  it('ask a family for what a wall needs, and show what it typed', () => {
    const html = String(
      <NewWallPage
        visit={visit}
        circle="c"
        wall="w"
        zone="Europe/London"
        parties={[{ id: 'p1', title: 'Mila turns seven' }]}
        typed={{ pattern: 'sea', languages: ['en', 'pl'], party: 'p1', lookOn: '2026-12-06' }}
        errors={{ languages: 'field.too_long' }}
      />,
    );
    expect(html).toContain('action="/circles/c/walls"');
    expect(html).toContain('name="wall" value="w"');
    expect(count(html, 'name="languages"')).toBe(4);
    expect(count(html, 'checked')).toBe(4);
    expect(html).toContain('value="2026-12-06"');
    expect(html).toContain('Only the families invited to <bdi data-word="title">Mila turns seven</bdi>');
  });

  it('give the family its address and what it keeps, and end a wall only behind a second press', () => {
    const desk = (more: Partial<Wall> = {}): string =>
      String(
        <WallDeskPage
          visit={visit}
          wall={{ ...wall, ...more }}
          parties={[]}
          link="https://bunting.example/w/token"
          now={now}
          waiting={2}
          typed={typedOf(wall)}
          errors={{}}
        />,
      );
    expect(desk()).toContain('https://bunting.example/w/token');
    expect(desk()).toContain('2 cards wait to be read');
    for (const way of ['reading', 'readers', 'book', 'cards.json', 'stopping', 'removal', 'changes'])
      expect(desk()).toContain(`/walls/${wall.id}/${way}"`);
    expect(desk()).toContain('name="stop" value="yes"');
    expect(desk({ stoppedAt: now })).toContain('name="stop" value="no"');
  });

  it('make a book of the cards, without anything to press in it, and with its cover once', () => {
    const countries = new Map([['PL', 1]]);
    const book = (part: number, parts: number): string => {
      const props = { visit, wall, cards: [cardAt(1), cardAt(2)], countries, part, parts };
      return String(<BookPage {...props} />);
    };
    expect(count(book(1, 1), '<li class="wall-card"')).toBe(2);
    expect(book(1, 1)).toContain('class="world"');
    expect(book(1, 1)).not.toContain('/reports');
    expect(book(1, 1)).not.toContain('Part 1');
    expect(book(1, 3)).toContain('Print part 1');
    expect(book(1, 3)).toMatch(/rel="next" href="\/walls\/[^"]+\/book\?part=2"/);
    expect(book(2, 3)).toContain('Part 2 of 3');
    expect(book(2, 3)).not.toContain('class="world"');
    expect(book(3, 3)).not.toContain('rel="next"');
  });
});
