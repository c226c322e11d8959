import type { MessageKey, Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import { isOld, type GuestView, type Invited, type News } from '../answer/rules.ts';
import { partstatOf } from '../invitation/rules.ts';
import type { InCalendars, Organizer, Outline, PlannedParty } from '../party/rules.ts';
import { headlineOf, newsBetween } from '../party/rules.ts';
import {
  cancelOf,
  factLines,
  hostWords,
  newsLines,
  requestOf,
  whenInWords,
  type ChangedLine,
} from '../party/views.tsx';

type Cancellation = {
  say: Say;
  party: InCalendars<PlannedParty>;
  formerUid?: string | null | undefined;
  linkUrl: string;
  organizer: Organizer;
  now: Temporal.Instant;
};

/** The party is off: said first, said plainly, and taken out of the calendar. */
export function cancellationMail({ say, party, formerUid, linkUrl, organizer, now }: Cancellation) {
  const { plan } = party;
  const words = { title: plan.title, ...hostWords(say, party) };
  const mail = writeMail({
    say,
    subject: say.plain('notice.mail_cancelled_subject', words),
    heading: say.plain('notice.mail_cancelled_subject', words),
    paragraphs: [say.plain('notice.mail_cancelled_text', words)],
    facts: [whenInWords(say, plan, now)],
    action: { label: say('invitation.mail_open'), url: linkUrl },
    foot: [say('mail.foot')],
  });
  const sight = { say, party, address: null, organizer, now, formerUid };
  return { ...mail, calendar: cancelOf(sight, 'everybody') };
}

type Change = {
  say: Say;
  view: GuestView;
  news: News;
  linkUrl: string;
  organizer: Organizer;
  now: Temporal.Instant;
};

const subjects = {
  moved: 'notice.mail_moved_subject',
  place: 'notice.mail_place_subject',
  night: 'notice.mail_other_subject',
  other: 'notice.mail_other_subject',
  back: 'notice.mail_back_subject',
  together: 'joint.mail_guest_subject',
} as const satisfies Record<News['headline'], MessageKey>;

const texts: Partial<Record<News['headline'], MessageKey>> = {
  back: 'notice.mail_back_text',
  together: 'joint.guest_text',
};

/** The plan has changed: what stood, what stands, and nothing that a family may not know; one button leads to the rest. */
export function changeMail({ say, view, news, linkUrl, organizer, now }: Change) {
  const { party, address, invited, formerUid } = view;
  const words = { title: party.plan.title, ...hostWords(say, party) };
  const subject = say.plain(subjects[news.headline], words);
  const hidden = address === null && news.changed.includes('address');
  const mail = writeMail({
    say,
    subject,
    heading: subject,
    paragraphs: [
      say.plain(texts[news.headline] ?? 'notice.mail_text', words),
      ...(hidden ? [say('notice.new_address')] : []),
      ...invited.flatMap((one) => saidBefore(say, one, party.revision)),
    ],
    facts: factsOf({ say, view, news, now }),
    action: { label: say('invitation.mail_open'), url: linkUrl },
    foot: [say('mail.foot')],
  });
  const sight = { say, party, address, organizer, now, description: linkUrl, formerUid };
  const partstat = partstatOf(
    invited.map(({ answer }) => answer),
    party.revision,
  );
  return { ...mail, calendar: requestOf(sight, partstat) };
}

// What was and what is; where nothing can be said of before, the plan that holds.
function factsOf({
  say,
  view,
  news,
  now,
}: Pick<Change, 'say' | 'view' | 'news' | 'now'>): [string, string?][] {
  const { party, address } = view;
  if (news.headline === 'together') return [[party.plan.title], ...factLines(say, party.plan, address, now)];
  const lines = news.before ? newsLines(say, news.before, { ...party.plan, address }, now) : [];
  return lines.length > 0 ? inMail(say, lines) : [whenInWords(say, party.plan, now), [party.plan.area]];
}

function inMail(say: Say, lines: readonly ChangedLine[]): [string, string][] {
  return lines.map(({ label, before, after }) => [
    `${label}: ${after || say('notice.nothing')}`,
    `${say('notice.before')} ${before || say('notice.nothing')}`,
  ]);
}

function saidBefore(say: Say, { child, answer }: Invited, revision: number): string[] {
  const words = { child: child.name };
  if (!isOld(answer, revision)) return [];
  if (answer?.says === 'yes') return [say.plain('notice.mail_old_yes', words)];
  return answer?.says === 'no' ? [say.plain('notice.mail_old_no', words)] : [];
}

type HostNews = {
  say: Say;
  party: PlannedParty;
  before: Outline | null;
  partyUrl: string;
  now: Temporal.Instant;
};

/** The other hosts hear what one of them has changed. */
export function hostMail({ say, party, before, partyUrl, now }: HostNews) {
  const { plan } = party;
  const words = { title: plan.title };
  const headline = before ? headlineOf(newsBetween(before, plan)) : 'other';
  const subject = say.plain(party.cancelledAt ? 'notice.mail_cancelled_subject' : subjects[headline], words);
  return writeMail({
    say,
    subject,
    heading: subject,
    paragraphs: [say(party.cancelledAt ? 'notice.mail_host_cancelled' : 'notice.mail_host_changed')],
    facts:
      before && !party.cancelledAt
        ? inMail(say, newsLines(say, before, plan, now))
        : [whenInWords(say, plan, now)],
    action: { label: say('party.to_party'), url: partyUrl },
    foot: [say('mail.foot')],
  });
}
