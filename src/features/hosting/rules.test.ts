import { describe, expect, it } from 'vitest';
import { alone, type Answer, type Company, type Said } from '../answer/rules.ts';
import { boardAsCsv, boardOf, type Asked, type Guest } from './rules.ts';

const at = Temporal.Instant.from('2026-12-04T12:00:00Z');

function answer(says: Said, food = '', revision = 0): Answer {
  return { says, food, askAgainOn: null, revision, anotherTime: false, enteredBy: 'family', at };
}

function asked(
  envelope: string,
  said: Answer | null,
  company: Company = alone,
  reach: Asked['reach'] = 'sent',
): Asked {
  return { envelope, grownUps: '', reach, answer: said, company };
}

function guest(name: string, ...through: Asked[]): Guest {
  return { child: { id: name, name }, asked: through };
}

function names(lines: readonly { child: { name: string } }[]): string[] {
  return lines.map(({ child }) => child.name);
}

describe('the board', () => {
  it('puts each child under what was said for it', () => {
    const board = boardOf(
      [
        guest('yes', asked('1', answer('yes'))),
        guest('no', asked('2', answer('no'))),
        guest('later', asked('3', answer('later'))),
        guest('silent', asked('4', null)),
        guest('paper', asked('5', null, alone, 'slip')),
        guest('paper who told by phone', asked('6', answer('yes'), alone, 'slip')),
      ],
      0,
    );
    expect(names(board.coming)).toEqual(['yes', 'paper who told by phone']);
    expect(names(board.notThisTime)).toEqual(['no']);
    expect(names(board.noAnswer)).toEqual(['later', 'silent']);
    expect(names(board.notReached)).toEqual(['paper']);
    // Coming hangs full, open hangs pale, and a no has no flag at all.
    expect(board.flags).toEqual(['full', 'full', 'pale', 'pale', 'pale']);
  });

  it.each([
    ['one home says yes, the other no', ['yes', 'no'], 'coming'],
    ['one home says yes, the other nothing', ['yes', null], 'coming'],
    ['both homes say yes', ['yes', 'yes'], 'coming'],
    ['one home says no, the other nothing', ['no', null], 'noAnswer'],
    ['one home says no, the other later', ['no', 'later'], 'noAnswer'],
    ['both homes say no', ['no', 'no'], 'notThisTime'],
    ['neither home says anything', [null, null], 'noAnswer'],
  ] as const)('counts a child with two homes once when %s', (_when, said, place) => {
    const through = said.map((says, home) => asked(String(home), says && answer(says)));
    const board = boardOf([guest('Sami', ...through)], 0);
    expect(names(board[place])).toEqual(['Sami']);
    const all = [board.coming, board.notThisTime, board.noAnswer, board.notReached].flat();
    expect(all).toHaveLength(1);
    expect(board.headcount.children).toBe(place === 'coming' ? 1 : 0);
  });

  it('has reached a child with two homes when it has reached one of them', () => {
    const board = boardOf([guest('Sami', asked('1', null, alone, 'slip'), asked('2', null))], 0);
    expect([names(board.noAnswer), names(board.notReached)]).toEqual([['Sami'], []]);
  });

  it('counts who comes along with brothers and sisters once, and only with a yes', () => {
    const company: Company = { grownUps: 2, siblings: 1, staying: 'stay' };
    const board = boardOf(
      [
        guest('Ana', asked('twins', answer('yes'), company)),
        guest('Ben', asked('twins', answer('yes'), company)),
        guest('Cleo', asked('other', answer('no'), { grownUps: 5, siblings: 5, staying: null })),
        guest(
          'Sami',
          asked('one home', answer('yes'), { ...company, siblings: 0 }),
          asked('other home', answer('yes'), company),
        ),
      ],
      0,
    );
    expect(board.headcount).toEqual({ children: 3, siblings: 2, grownUps: 6 });
  });

  it('gathers what they cannot eat from those who come', () => {
    const board = boardOf(
      [
        guest('Ana', asked('1', answer('yes', 'nuts'))),
        guest('Ben', asked('2', answer('no', 'milk'))),
        guest('Cleo', asked('3', answer('yes'))),
      ],
      0,
    );
    expect(board.food).toEqual([{ child: { id: 'Ana', name: 'Ana' }, note: 'nuts' }]);
  });
});

describe('the board of a plan that changed', () => {
  it('has a list of its own for who said yes to the old one, pale and uncounted; a no stays where it was', () => {
    const company: Company = { grownUps: 2, siblings: 1, staying: 'stay' };
    const board = boardOf(
      [
        guest('confirmed', asked('1', answer('yes', 'nuts', 1), { ...alone, grownUps: 1 })),
        guest('not yet again', asked('2', answer('yes', 'milk'), company)),
        guest('old no', asked('3', answer('no'))),
        guest('new no', asked('4', answer('no', '', 1))),
        guest('silent', asked('5', null)),
        guest('one home again', asked('6', answer('yes', '', 1)), asked('7', answer('yes'), company)),
      ],
      1,
    );
    expect(names(board.coming)).toEqual(['confirmed', 'one home again']);
    expect(names(board.notYetAgain)).toEqual(['not yet again']);
    expect(names(board.noAnswer)).toEqual(['silent']);
    expect(board.notThisTime.map(({ child, old }) => [child.name, old])).toEqual([
      ['old no', true],
      ['new no', false],
    ]);
    expect(board.headcount).toEqual({ children: 2, siblings: 0, grownUps: 1 });
    expect(board.food.map(({ note }) => note)).toEqual(['nuts']);
    expect(board.flags).toEqual(['full', 'full', 'pale', 'pale']);
  });
});

describe('the board as a table', () => {
  const words = {
    yes: 'coming',
    no: 'not this time',
    later: 'later',
    none: 'no answer',
    not_reached: 'not reached',
    old_yes: 'yes to the old plan',
    old_no: 'not this time (old plan)',
  };

  it('has a row a child, marked as UTF-8 for spreadsheets, and runs nothing that somebody typed', () => {
    const company: Company = { grownUps: 1, siblings: 2, staying: 'stay' };
    const board = boardOf(
      [
        guest('Łucja, the "first"', asked('1', answer('yes', '=HYPERLINK("http://evil.example")'), company)),
        guest('@SUM(1+1)', asked('2', answer('no'))),
        guest('-1', asked('3', null)),
      ],
      0,
    );
    const csv = boardAsCsv(board, {
      heads: ['Child', 'Answer', 'Grown-ups', 'Siblings', 'Staying', 'Food'],
      standings: words,
      stayings: { stay: 'stays', drop_off: 'drops off' },
    });
    expect(csv).toBe(
      [
        '\ufeffChild,Answer,Grown-ups,Siblings,Staying,Food',
        '"Łucja, the ""first""",coming,1,2,stays,"\'=HYPERLINK(""http://evil.example"")"',
        "'@SUM(1+1),not this time,0,0,,",
        "'-1,no answer,0,0,,",
        '',
      ].join('\r\n'),
    );
  });
});
