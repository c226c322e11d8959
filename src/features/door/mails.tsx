import { publishEvents } from '../../platform/calendar/calendar.ts';
import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { PlannedParty } from '../party/rules.ts';
import { whenInWords } from '../party/views.tsx';
import type { CallView, PlaceNews } from './rules.ts';

type Letter = { say: Say; call: CallView; linkUrl: string; now: Temporal.Instant };

/** A family nearby is asked: what the call says, and nothing by which child or place could be found. */
export function callMail({ say, call, linkUrl, now }: Letter) {
  const words = wordsOf(call);
  const subject = say.plain(call.kind === 'birthday' ? 'door.call_birthday' : 'door.call_other', words);
  return writeMail({
    say,
    subject,
    heading: subject,
    paragraphs: [
      say.plain('door.call_text', words),
      ...(call.loves ? [say.plain('door.loves_said', words)] : []),
      ...safety(say),
    ],
    facts: [whenInWords(say, call, now), [farInWords(say, call), say('door.address_later')]],
    action: { label: say('door.mail_look'), url: linkUrl },
    foot: [say('door.mail_why'), say('mail.foot')],
  });
}

type Placed = Letter & { asked: string; own: string };

/**
 * There is a place: the address comes with it, and a part for the calendar. Who knows that already reads first what is new:
 * a mail that looked like the first one would be left unread.
 */
export function placedMail({ say, call, linkUrl, now, asked, own, news }: Placed & { news: PlaceNews }) {
  const subject = say.plain(placedSubjects[news], wordsOf(call));
  const mail = writeMail({
    say,
    subject,
    heading: subject,
    paragraphs: news === 'placed' ? [say('door.mail_placed'), ...safety(say)] : [say('door.mail_kept')],
    facts: [whenInWords(say, call, now), [call.address ?? '']],
    action: { label: say('door.mail_change'), url: linkUrl },
    foot: [say('mail.foot')],
  });
  return { ...mail, calendar: () => eventOf({ say, call, linkUrl, now, asked, own }, 'CONFIRMED') };
}

const placedSubjects = {
  placed: 'door.you_come',
  moved: 'door.mail_moved',
  changed: 'door.mail_changed',
} as const;

/** Who waits hears of other hours too; the address stays where it is. */
export function movedMail({ say, call, linkUrl, now }: Letter) {
  const subject = say.plain('door.mail_moved', wordsOf(call));
  return writeMail({
    say,
    subject,
    heading: subject,
    paragraphs: [say('door.waits')],
    facts: [whenInWords(say, call, now), [farInWords(say, call)]],
    action: { label: say('door.mail_change'), url: linkUrl },
    foot: [say('mail.foot')],
  });
}

/** It is off: said first, said plainly, and taken out of the calendar. */
export function offMail({ say, call, linkUrl, now, asked, own }: Placed) {
  const subject = say.plain('door.mail_off', wordsOf(call));
  const mail = writeMail({
    say,
    subject,
    heading: subject,
    paragraphs: [say('door.standing_cancelled')],
    facts: [whenInWords(say, call, now)],
    foot: [say('mail.foot')],
  });
  return { ...mail, calendar: () => eventOf({ say, call, linkUrl, now, asked, own }, 'CANCELLED') };
}

/** Who offered and was not taken is thanked, without a reason. */
export function overMail({ say, call }: Pick<Letter, 'say' | 'call'>) {
  const off = call.standing === 'cancelled';
  const subject = say.plain(off ? 'door.mail_off' : 'door.mail_over', wordsOf(call));
  return writeMail({
    say,
    subject,
    heading: subject,
    paragraphs: [say(off ? 'door.standing_cancelled' : 'door.mail_over_text')],
    foot: [say('mail.foot')],
  });
}

type HostNews = {
  say: Say;
  party: PlannedParty;
  accepted: { children: number; grownUps: number };
  waiting: number;
  doorUrl: string;
};

/** To the hosts: numbers and no names, for who was not taken leaves no trace. */
export function doorNewsMail({ say, party, accepted, waiting, doorUrl }: HostNews) {
  const { title } = party.plan;
  return writeMail({
    say,
    subject: say.plain('door.mail_news', { title }),
    heading: say.plain('door.mail_news', { title }),
    paragraphs: [
      ...(accepted.children > 0 ? [say('door.comes', accepted)] : []),
      ...(waiting > 0 ? [say('door.mail_waiting', { count: waiting })] : []),
      ...(accepted.children === 0 && waiting === 0 ? [say('door.mail_nobody')] : []),
    ],
    action: { label: say('door.look'), url: doorUrl },
    foot: [say('mail.foot')],
  });
}

function safety(say: Say): string[] {
  return (['stay', 'two', 'quiet'] as const).map((one) => say(`door.safe_${one}`));
}

function wordsOf({ childName, age, loves }: CallView): Record<string, string | number> {
  return { child: childName, age, loves };
}

function farInWords(say: Say, { km }: CallView): string {
  return km === null ? say('door.near') : say('door.about_km', { km });
}

// A calendar of its own for each family, under a UID that no other guest has: it says the call’s words, not the host’s.
function eventOf({ say, call, linkUrl, now, asked, own }: Placed, status: 'CONFIRMED' | 'CANCELLED') {
  const { startsAt, endsAt, revision } = call;
  const event = {
    uid: asked,
    sequence: revision,
    stamp: now,
    startsAt,
    endsAt,
    summary: say('door.calendar', { child: call.childName }),
    location: call.address ?? '',
    description: linkUrl,
    status,
  };
  return publishEvents([event], { address: own });
}
