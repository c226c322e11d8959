import type { MessageKey } from '../language/say.ts';

/**
 * What each reason leads to, and the sentence that says it: to the writer where the text is refused, to a reader where it
 * waits. What is clear is refused; what may be innocent is looked at by a person.
 */
export const judgements = {
  too_long: { verdict: 'refused', says: 'reading.too_long' },
  tangled: { verdict: 'refused', says: 'reading.tangled' },
  link: { verdict: 'refused', says: 'reading.link' },
  mail: { verdict: 'refused', says: 'reading.mail' },
  phone: { verdict: 'refused', says: 'reading.phone' },
  address: { verdict: 'refused', says: 'reading.address' },
  asks: { verdict: 'refused', says: 'reading.asks' },
  hurtful: { verdict: 'refused', says: 'reading.hurtful' },
  flood: { verdict: 'refused', says: 'reading.flood' },
  script: { verdict: 'doubtful', says: 'reading.script' },
  foreign: { verdict: 'doubtful', says: 'reading.foreign' },
  maybe_link: { verdict: 'doubtful', says: 'reading.maybe_link' },
  digits: { verdict: 'doubtful', says: 'reading.digits' },
  maybe_address: { verdict: 'doubtful', says: 'reading.maybe_address' },
  curious: { verdict: 'doubtful', says: 'reading.curious' },
  meets: { verdict: 'doubtful', says: 'reading.meets' },
  rude: { verdict: 'doubtful', says: 'reading.rude' },
  repetition: { verdict: 'doubtful', says: 'reading.repetition' },
} as const satisfies Record<string, { verdict: 'refused' | 'doubtful'; says: MessageKey }>;

export type Reason = keyof typeof judgements;
