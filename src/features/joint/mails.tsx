import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { InCalendars, Organizer, PlannedParty } from '../party/rules.ts';
import { cancelOf, hostWords, whenInWords } from '../party/views.tsx';

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

type Former = { say: Say; party: InCalendars<PlannedParty>; organizer: Organizer; now: Temporal.Instant };

/** To a calendar more than to a reader: what stood there for one of two parties goes, for they are one now. */
export function formerMail({ say, party, organizer, now }: Former) {
  const subject = say.plain('joint.mail_former_subject', { title: party.plan.title });
  const mail = writeMail({
    say,
    subject,
    heading: subject,
    paragraphs: [say.plain('joint.mail_former_text', hostWords(say, party))],
    foot: [say('mail.foot')],
  });
  return { ...mail, calendar: cancelOf({ say, party, address: null, organizer, now }, 'everybody') };
}
