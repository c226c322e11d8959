/** What a mail says, in the form in which it waits. */
export type Letter = {
  subject: string;
  text: string;
  html: string;
  calendar?: Calendar;
};

/** A calendar part; its method stands in the type of the part too (RFC 6047 2.4). */
export type Calendar = { method: string; content: string };

/** One mail to one address. */
export type Mail = Letter & {
  to: string;
  /** Names the cause, so that whatever runs twice sends once; the host part of the Message-ID is added. */
  cause: string;
  /** The envelope whose family it is for. */
  about?: About;
  /** Where it waits, if nothing else says so: what is told of an invitation that is no more waits with invitations. */
  stream?: 'invitations';
  /** The cause of the mail that began the conversation, so that the mails of one party stand together (RFC 5322 3.6.4). */
  conversation?: string;
  /** A code that somebody waits for overtakes everything, and is of no use later. */
  code?: { until: Temporal.Instant };
  /** It answers a mail by itself: nothing comes back of it (RFC 3834). */
  auto?: 'replied';
  /** Nothing of it leaves: it takes its turn like a mail that does, so that nobody can tell the two by the time. */
  silent?: boolean;
};

export type About = {
  circle: string;
  envelope: string;
  /** The job that hears what became of the mails of one round. */
  tells?: { job: string; round: string };
};

/**
 * Codes, invitations with all that follows from them, and everything else: each waits in its own line, so that nobody
 * waits for another's flood.
 */
export const streams = ['codes', 'invitations', 'other'] as const;
export type Stream = (typeof streams)[number];

export function streamOf({ code, about, stream }: Pick<Mail, 'code' | 'about' | 'stream'>): Stream {
  if (code) return 'codes';
  return about ? 'invitations' : (stream ?? 'other');
}

/** `given_up`: nobody took it in time. `blocked`: the address wants no mail. The last two came back after it was sent. */
export type Outcome = 'sent' | 'refused' | 'given_up' | 'blocked' | 'returned' | 'complained';

/** None of the mails of a round has come, and none will. */
export function isLost(outcomes: readonly (Outcome | null)[]): boolean {
  return outcomes.every((outcome) => outcome !== null && outcome !== 'sent' && outcome !== 'complained');
}
