import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../../test/scaled.ts';
import { isLanguage, languages, type Language } from '../../platform/language/languages.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { stamps, type Card, type Wall } from './rules.ts';
import { ThanksPage, WallPage, type WallPageProps } from './views.tsx';

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

const visitIn = (language: Language): Visit => ({
  id: 'x',
  path: '/w/token',
  say: sayIn(language),
  languageChosen: false,
});

function page(more: Partial<WallPageProps> = {}, language: Language = 'en'): string {
  const props: WallPageProps = {
    visit: visitIn(language),
    wall,
    token: 'token',
    cards: Array.from({ length: 24 }, (_, place) => cardAt(place + 1)),
    page: 3,
    pages: 3,
    from: null,
    older: null,
    countries: new Map([
      ['PL', 31],
      ['MX', 20],
      ['MT', 1],
    ]),
    now,
    ...more,
  };
  return String(<WallPage {...props} />);
}

const count = (html: string, part: string): number => html.split(part).length - 1;

describe('the wall', () => {
  it('shows its cards, each with its stamp, its country and a way to report it', () => {
    const html = page();
    expect(count(html, '<li class="wall-card"')).toBe(24);
    expect(html).toContain('Whale number 7 swam');
    expect(html).toContain(`/w/token/cards/${cardAt(7).id}/reports`);
    expect(html).toContain('Report card number 7');
    expect(count(html, '<symbol')).toBe(12);
    for (const place of ['Poland', 'Mexico', 'Malta']) expect(html).toContain(place);
  });

  it('says nothing of the family but a first name and what the day is about', () => {
    const html = page();
    for (const hidden of [wall.id, wall.circle, wall.family]) expect(html).not.toContain(hidden);
  });

  it('shows what somebody wrote as words, whatever they wrote', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.string({ maxLength: 40 }),
        (words, name) => {
          const html = page({ cards: [{ ...cardAt(1), words: `<script>${words}`, name: `<b>${name}` }] });
          expect(html).not.toContain('<b>');
          expect(count(html, '<script')).toBe(1);
        },
      ),
      { numRuns: scaled(20) },
    );
  });

  it('fits in 30 KB, with its style and its behaviour, as it comes to a phone', () => {
    // The style of the whole house has 7.7 KB then, and the behaviour of the wall 1.3.
    expect(gzipSync(page()).length).toBeLessThan(21_000);
    for (const language of Object.keys(languages).filter(isLanguage))
      expect(gzipSync(page({}, language)).length).toBeLessThan(21_000);
  });

  it('has one thing to do: to write, and while the candles burn, to blow', () => {
    const filled = (html: string): string[] =>
      [...html.matchAll(/class="button filled">([^<]*)/g)].map(([, words]) => words ?? '');
    expect(filled(page())[0]).toBe('Write a card');
    expect(filled(page({ now: at('2026-12-06T15:01:00Z') }))).not.toContain('Write a card');
    expect(filled(page({ now: at('2026-12-06T15:01:00Z') }))).toContain('Blow');
  });

  it.each([
    ['before its moment', '2026-12-04T12:00:00Z', 0, 'before'],
    ['from its moment on', '2026-12-06T15:00:00Z', 0, 'burning'],
    ['while some candles are out', '2026-12-06T15:01:00Z', 6, 'burning'],
    ['when all of them are', '2026-12-06T15:02:00Z', 7, 'out'],
  ])('is right without JavaScript %s', (_, moment, out, state) => {
    const html = page({ now: at(moment), wall: { ...wall, breaths: out * 100 + 99 } });
    expect(html).toContain(`data-state="${state}"`);
    expect(html.includes('class="candles lit"')).toBe(state === 'burning');
    expect(count(html, 'class="candle out"')).toBe(out);
  });

  it.each([
    ['before it opens', { ...wall, opensAt: at('2026-12-05T08:00:00Z') }],
    ['after it has closed', { ...wall, closesAt: at('2026-12-03T08:00:00Z') }],
    ['when its family has stopped it', { ...wall, stoppedAt: at('2026-12-03T08:00:00Z') }],
  ])('takes nothing %s', (_, closed) => {
    const html = page({ wall: closed });
    for (const way of ['cards', 'hearts']) expect(html).not.toContain(`action="/w/token/${way}"`);
    expect(html).not.toContain('<wall-live');
  });

  it('says when it opens, and counts down already', () => {
    const html = page({ wall: { ...wall, opensAt: at('2026-12-05T08:00:00Z') } });
    expect(html).toContain('Opens Saturday 5 December, 08:00');
    expect(html).toContain('data-state="before"');
  });

  it('leads to older and newer cards, which are counted from the oldest', () => {
    const middle = page({ page: 2 });
    expect(middle).toContain('Page 2 of 3');
    expect(middle).toMatch(/rel="prev" href="\/w\/token#cards"/);
    expect(middle).toMatch(/rel="next" href="\/w\/token\?page=1#cards"/);
    expect(middle).not.toContain('class="world"');
    expect(page()).toContain('Page 1 of 3');
    expect(page()).toContain('class="world"');
    expect(page({ page: 1, pages: 1 })).not.toContain('rel="next"');
  });

  it('stays with the country that was chosen', () => {
    const html = page({ from: 'PL', older: 17 });
    expect(html).toContain('Cards from <bdi data-word="country">Poland</bdi>');
    expect(html).toContain('/w/token?from=PL&amp;before=17#cards');
    expect(page({ from: 'PL', older: null })).not.toContain('rel="next"');
  });

  it('keeps what was typed, opened, with each sentence at its field', () => {
    const html = page({
      typed: { words: 'Hello', stamp: 'whale', country: 'MT' },
      errors: { words: 'field.too_long' },
    });
    expect(html).toContain('<details class="write" open');
    expect(html).toContain('Hello</textarea>');
    expect(html).toMatch(/value="whale" checked/);
    expect(html).toMatch(/value="MT" selected/);
    expect(html).toContain('id="words-error"');
  });
});

describe('the thanks of a wall', () => {
  const visit = visitIn('en');

  it('are given to whoever left something', () => {
    const html = String(<ThanksPage visit={visit} wall={wall} token="token" done="card" />);
    expect(html).toContain('Somebody reads each card before it shows');
  });
});
