import { describe, expect, it } from 'vitest';
import { listBreaks } from '../scripts/migration-rules.ts';

const released = [
  { name: '0001.sql', text: 'create table party (\n  id uuid\n);\ncreate table wall (id uuid);' },
];
const breaks = (text: string): string[] => listBreaks(released, [{ name: '0002.sql', text }]);

describe('a migration, while the version before still answers', () => {
  it.each([
    ['drop table wall;', 'drops wall'],
    ['drop table if exists party, wall;', 'drops party'],
    ['alter table party drop column title;', 'drops party.title'],
    ['alter table party drop if exists title;', 'drops party.title'],
    ['alter table party rename column title to name;', 'renames party.title'],
    ['alter table party rename to feast;', 'renames party'],
    [
      'alter table party add column x int,\n  alter column title type int;',
      'gives another type to party.title',
    ],
    ['alter table party alter column title set not null;', 'demands party.title'],
    ['alter table party add column seats int not null;', 'demands party.seats'],
  ])('may not break it: %s', (text, fault) => {
    expect(breaks(text)[0]).toContain(fault);
  });

  it.each([
    'alter table party add column seats int;',
    'alter table party add column seats int not null default 0;',
    'create table feast (id uuid not null);\nalter table feast drop column id;',
    'alter table party drop constraint party_check;',
    'alter table party add constraint party_seats check (seats is not null);',
    '-- contract: wall\ndrop table wall;',
    '-- contract: party.title\nalter table party drop column title;',
    'create index party_title on party (title);',
    '-- drop table wall;',
  ])('may add what it does not know, and drop what it knows no more: %s', (text) => {
    expect(breaks(text)).toEqual([]);
  });
});
