import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '../../kernel/id.ts';
import { doorListOf, emptyBook, enter, toggle, turnUp, type Expected } from '../arrival/rules.ts';
import { badgesOf, whoCame } from './rules.ts';

const nobody = { children: 0, grownUps: 0 };
const line = (guest: string, name: string, children = 1): Expected => ({
  guest,
  name,
  children,
  company: null,
  together: null,
  family: '',
  food: '',
});
const lines = [line('child:Luka', 'Luka'), line('child:Noor', 'Noor')];

describe('the badges', () => {
  it('bear the name of each child who was invited, and none for each child of the open door', () => {
    const offer = line(`offer:${newId()}`, 'Ada', 3);
    expect(badgesOf(doorListOf([...lines, offer], emptyBook, nobody))).toEqual({
      names: ['Luka', 'Noor'],
      nameless: 3,
    });
  });
});

describe('the poster', () => {
  it('has the names of those who came, and of nobody else', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (first, second, third) => {
        const undone = turnUp(newId(), 'Undone');
        const book = enter(emptyBook, [
          ...(first ? toggle(emptyBook, 'child:Luka', newId()) : []),
          ...(second ? toggle(emptyBook, 'child:Noor', newId()) : []),
          ...(third ? [turnUp(newId(), 'Zed')] : []),
          undone,
          { does: 'undo' as const, id: undone.does === 'tick' ? undone.id : '' },
        ]);
        const came = [first ? 'Luka' : [], second ? 'Noor' : [], third ? 'Zed' : []].flat();
        expect(whoCame(doorListOf(lines, book, nobody))).toEqual(came);
      }),
    );
  });
});
