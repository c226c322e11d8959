declare const admitted: unique symbol;

/** Whoever holds the link of a first mail. It leads to a code, which goes to this address and nowhere else. */
export type ErasePass = { readonly circle: string; readonly family: string; readonly address: string } & {
  readonly [admitted]: 'erase';
};

/**
 * What somebody wants gone: the own person, and with it families in which there is nobody else; the families too, whoever
 * else is in them; or one child of one family.
 */
export type What = { kind: 'me' } | { kind: 'family' } | { kind: 'child'; circle: string; child: string };

/** Reads what was chosen; anything else than a child or the families is the person alone, which is the least. */
export function readWhat(text: string): What {
  const [kind, circle = '', child = ''] = text.split(' ');
  if (kind === 'child') return { kind, circle, child };
  return kind === 'family' ? { kind } : { kind: 'me' };
}

/** Guests are told of a party that is off within minutes; a mail server that is away keeps nobody’s data for longer than this. */
const longest = Temporal.Duration.from({ hours: 72 });

/** How soon it is looked again whether the guests have been told. */
export const lookAgain = Temporal.Duration.from({ minutes: 5 });

/** Whether what was to be erased goes now, whoever could not be told. */
export function isDue(askedAt: Temporal.Instant, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(now, askedAt.add(longest)) >= 0;
}
