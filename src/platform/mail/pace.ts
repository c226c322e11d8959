/** How fast mail goes to one domain: so many at once, then one every `interval`. */
export type Pace = { burst: number; interval: Temporal.Duration };

/**
 * The next turn at a domain by the generic cell rate algorithm (ITU-T I.371): `nextAt` is when an even stream would
 * have its next turn, and a burst may run ahead of it.
 */
export function takeTurn(
  nextAt: Temporal.Instant | null,
  { burst, interval }: Pace,
  now: Temporal.Instant,
): { turn: Temporal.Instant; nextAt: Temporal.Instant } {
  const even = latest(nextAt ?? now, now);
  const ahead = Temporal.Duration.from({
    microseconds: Math.round(interval.total('microseconds')) * (burst - 1),
  });
  return { turn: latest(even.subtract(ahead), now), nextAt: even.add(interval) };
}

function latest(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(one, other) >= 0 ? one : other;
}

const pauses = [1, 5, 15, 30, 60, 120, 240];

/** How long a mail waits after its nth refusal for now (RFC 5321 4.5.4.1: growing, and then every few hours). */
export function pauseAfter(tries: number): Temporal.Duration {
  const minutes = pauses[Math.min(Math.max(tries, 1), pauses.length) - 1] ?? 240;
  return Temporal.Duration.from({ minutes });
}

/** How long the whole line waits when the mail server was not there for the nth time in a row. */
export function pauseWhileAway(times: number): Temporal.Duration {
  return Temporal.Duration.from({ seconds: Math.min(longestPause.seconds, 5 * 2 ** Math.min(times - 1, 6)) });
}

export const longestPause = Temporal.Duration.from({ seconds: 300 });

/** How long somebody needs a mail that is no code. */
export const patience = Temporal.Duration.from({ hours: 48 });

/**
 * What a mail server's trouble means: `refused` for good, `later` for this mail, `policy` against us and not the address
 * (RFC 3463 X.7.X), `away` when it has not spoken of this mail at all.
 */
export type Trouble = { kind: 'refused' | 'later' | 'policy' | 'away'; reply: string | null };

/** Reads what nodemailer throws: a reply code with the command that it answers, or no answer at all. */
export function readTrouble(error: unknown): Trouble {
  const { responseCode: code, response, command } = asReply(error);
  if (code === null) return { kind: isOurs(error) ? 'refused' : 'away', reply: null };
  const status = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  const reply = status === undefined ? String(code) : `${code} ${status}`;
  // To the greeting, the login or the sender it is our own trouble, and 421 is a server that closes (RFC 5321 3.8).
  if (!/^(?:RCPT TO|DATA|API)/.test(command) || code === 421) return { kind: 'away', reply };
  if (code < 500) return { kind: 'later', reply };
  return { kind: status?.startsWith('5.7.') ? 'policy' : 'refused', reply };
}

function asReply(error: unknown): { responseCode: number | null; response: string; command: string } {
  const known = new Map<string, unknown>(error instanceof Error ? Object.entries(error) : []);
  const [code, response, command] = ['responseCode', 'response', 'command'].map((name) => known.get(name));
  return {
    responseCode: typeof code === 'number' ? code : null,
    response: typeof response === 'string' ? response : '',
    command: typeof command === 'string' ? command : '',
  };
}

// An address or a letter that cannot be put on the wire at all never will be.
function isOurs(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EENVELOPE', 'EMESSAGE'].includes(String(error.code));
}
