import type { Say } from '../../platform/language/say.ts';
import type { GuestView } from '../answer/rules.ts';
import type { Party } from '../party/rules.ts';
import type { Card, Wall } from '../wall/rules.ts';

/** What is written in an archive: a name and what is in it. */
export type Page = { name: string; text: string };

/** An own wall with the cards that show on it. */
export type OwnWall = { wall: Wall; cards: readonly Card[] };

/** Everything that is one adult’s own, as it is taken out. Nobody else’s address, answer or name is in it. */
export type Own = {
  account: Record<string, unknown>;
  circles: Record<string, unknown>[];
  invitations: Record<string, unknown>[];
  parties: Record<string, unknown>[];
  walls: readonly OwnWall[];
  calendar: string;
};

/** An invitation as its family may see it at this moment: the address only when the one projection gives it away. */
export function invitationOf(view: GuestView, written: Record<string, unknown>): Record<string, unknown> {
  const { party, invited, company, address } = view;
  const { plan } = party;
  return {
    party: {
      title: plan.title,
      of: party.hosts.map(({ name }) => name),
      startsAt: plan.startsAt.toString(),
      endsAt: plan.endsAt.toString(),
      zone: plan.zone,
      area: plan.area,
      ...(address === null ? {} : { address }),
      cancelled: party.cancelledAt !== null,
    },
    answers: invited.map(({ child, answer }) => ({
      child: child.name,
      says: answer?.says ?? null,
      food: answer?.food ?? '',
      askAgainOn: answer?.askAgainOn ?? null,
      anotherTime: answer?.anotherTime ?? false,
      answeredAt: answer?.at.toString() ?? null,
    })),
    alongComing: company,
    ...written,
  };
}

/** A party that the family gives, with all that it wrote of it; who is asked and what they said is theirs. */
export function partyOf(party: Party, own: Record<string, unknown>): Record<string, unknown> {
  const { plan } = party;
  return {
    of: party.hosts.slice(0, 1).map(({ name }) => name),
    plan: plan && { ...plan, startsAt: plan.startsAt.toString(), endsAt: plan.endsAt.toString() },
    sentAt: party.sentAt?.toString() ?? null,
    cancelledAt: party.cancelledAt?.toString() ?? null,
    ...own,
  };
}

/** The files of the archive, with a page in plain words that says what they are. */
export function pagesOf(say: Say, own: Own): Page[] {
  const { account, circles, invitations, parties, walls, calendar } = own;
  return [
    { name: 'README.txt', text: manifest(say) },
    { name: 'account.json', text: inJson(account) },
    { name: 'circles.json', text: inJson(circles) },
    { name: 'invitations.json', text: inJson(invitations) },
    { name: 'parties.json', text: inJson(parties) },
    { name: 'calendar.ics', text: calendar },
    ...walls.flatMap(({ wall, cards }, place): Page[] => [
      { name: `walls/${place + 1}/wall.json`, text: inJson(wallOf(wall)) },
      { name: `walls/${place + 1}/cards.json`, text: inJson(cards.map(cardOf)) },
      { name: `walls/${place + 1}/cards.txt`, text: cardsInWords(cards) },
    ]),
  ];
}

function manifest(say: Say): string {
  const files = ['account', 'circles', 'invitations', 'parties', 'calendar', 'walls'] as const;
  const lines = files.map((file) => `* ${say(`takeout.file_${file}`)}`);
  const blocks = [
    say('takeout.title'),
    say('takeout.manifest'),
    lines.join('\n'),
    say('takeout.manifest_others'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function wallOf({ name, about, opensAt, closesAt, lookInAt, stoppedAt, zone, hearts, cards }: Wall) {
  const moments = { opensAt, closesAt, lookInAt, stoppedAt };
  const written = Object.entries(moments).map(([key, at]) => [key, at?.toString() ?? null]);
  return { name, about, ...Object.fromEntries(written), zone, hearts, cards };
}

function cardOf({ words, name, country, stamp }: Card) {
  return { words, name, country, stamp };
}

function cardsInWords(cards: readonly Card[]): string {
  return cards.map(({ words, name }) => `${words}\n— ${name}\n`).join('\n');
}

function inJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
