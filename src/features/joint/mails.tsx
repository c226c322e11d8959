import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { PlannedParty } from '../party/rules.ts';
import { calendarOf, factLines, hostWords, whenInWords } from '../party/views.tsx';

type Letter = { say: Say; party: PlannedParty; url: string; now: Temporal.Instant };

/** Both said that they would share: each learns of the other. */
export function matchMail({ say, party, url, now }: Letter) {
  const subject = say.plain('joint.mail_match_subject', hostWords(say, party));
  return writeMail({
    say,
    subject,
    heading: subject,
    paragraphs: [say('joint.mail_match_text')],
    facts: [whenInWords(say, party.plan, now), [party.plan.area]],
    action: { label: say('party.to_party'), url },
    foot: [say('mail.foot')],
  });
}

/** A family is asked to give a party together. */
export function offerMail({ say, party, url, now }: Letter) {
  const subject = say.plain('joint.mail_offer_subject', hostWords(say, party));
  return writeMail({
    say,
    subject,
    heading: subject,
    paragraphs: [say('joint.mail_offer_text')],
    facts: [whenInWords(say, party.plan, now), [party.plan.area]],
    action: { label: say('joint.mail_offer_button'), url },
    foot: [say('mail.foot')],
  });
}

/** Who asked is told that it is not this time, and nothing else. */
export function declinedMail({ say, child, url }: { say: Say; child: string; url: string }) {
  return writeMail({
    say,
    subject: say('joint.mail_declined_subject'),
    heading: say('joint.mail_declined_subject'),
    paragraphs: [say.plain('joint.mail_declined_text', { child })],
    action: { label: say('party.to_party'), url },
    foot: [say('mail.foot')],
  });
}

/** To all hosts: from now on it is one party, and theirs. */
export function madeMail({ say, party, url, now }: Letter) {
  const subject = say.plain('joint.mail_made_subject', hostWords(say, party));
  return writeMail({
    say,
    subject,
    heading: subject,
    paragraphs: [say('joint.mail_made_text')],
    facts: [whenInWords(say, party.plan, now), [party.plan.area]],
    action: { label: say('party.to_party'), url },
    foot: [say('mail.foot')],
  });
}

type GuestLetter = Letter & { organizer: string; former: string };

/** To every family invited: who gives the party now, and the plan that holds. */
export function guestMail({ say, party, url, now, organizer, former }: GuestLetter) {
  const { plan } = party;
  const words = { ...hostWords(say, party), title: plan.title };
  const mail = writeMail({
    say,
    subject: say.plain('joint.mail_guest_subject', words),
    heading: say.plain('joint.together', words),
    paragraphs: [say.plain('joint.mail_guest_text', words)],
    facts: [[plan.title], ...factLines(say, plan, null, now)],
    action: { label: say('invitation.mail_open'), url },
    foot: [say('mail.foot')],
  });
  const sight = { address: null, organizer, now, description: url, cancelled: false, former };
  return { ...mail, calendar: { method: 'PUBLISH', content: calendarOf(party, sight) } };
}
