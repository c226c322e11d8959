import { hashToken } from '../../kernel/id.ts';
import { newsBetween, type NewsField, type Plan, type PlannedParty } from '../party/rules.ts';

/** A family of the list, and the last plan that it has seen. */
export type Reached = {
  envelope: string;
  children: string[];
  grownUps: string;
  byMail: boolean;
  askedRevision: number;
  seenRevision: number;
  saysNo: boolean;
  /** Whether there is an answer for each of its children. */
  answered: boolean;
  /** A yes or a no for each of its children, to whichever plan. */
  decided: boolean;
  /** A yes for one of them, whoever put it in. */
  comes: boolean;
  quiet: boolean;
};

/** Who will be told of a change. A family in peace is counted like any other: a host cannot tell which one it is. */
export type Audience = { families: number; mail: number; paper: number };

export function audienceOf(families: readonly Reached[]): Audience {
  const mail = families.filter(({ byMail }) => byMail).length;
  return { families: families.length, mail, paper: families.length - mail };
}

/** A change of a plan before it is saved: `heard` means that somebody may know of the party already. */
export type Weighed = {
  party: PlannedParty;
  plan: Plan;
  heard: boolean;
  news: NewsField[];
  kind: 'nothing' | 'correction' | 'news';
  audience: Audience;
  /** Stands for all that the host was shown: another digest is another change. */
  digest: string;
};

/** A host knows before saving whether a change is news, and how many will be told. */
export function weigh(party: PlannedParty, plan: Plan, audience: Audience): Weighed {
  const [before, after] = [inOrder(party.plan), inOrder(plan)];
  const news = newsBetween(party.plan, plan);
  const heard = party.postedAt !== null;
  const shown = JSON.stringify([party.revision, heard, audience, before, after]);
  return {
    party,
    plan,
    heard,
    news,
    kind: before === after ? 'nothing' : heard && news.length > 0 ? 'news' : 'correction',
    audience,
    digest: hashToken(shown).toString('base64url'),
  };
}

function inOrder(plan: Plan): string {
  return JSON.stringify(Object.entries(plan).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Who has seen the last news and who has not. Whoever said no is asked nothing and stands apart. */
export type NewsBoard = {
  revision: number;
  all: number;
  seen: number;
  waiting: Reached[];
  needNot: Reached[];
};

/** The families that were asked before the last news: to the others it is none. */
export function newsBoardOf(revision: number, families: readonly Reached[]): NewsBoard {
  const told = families.filter(({ askedRevision }) => askedRevision < revision);
  const unseen = told.filter(({ seenRevision }) => seenRevision < revision);
  return {
    revision,
    all: told.length,
    seen: told.length - unseen.length,
    waiting: unseen.filter(({ saysNo }) => !saysNo),
    needNot: unseen.filter(({ saysNo }) => saysNo),
  };
}
