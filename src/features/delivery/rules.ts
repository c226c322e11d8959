import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Takes } from '../circle/rules.ts';
import { reachOf, type Envelope, type Reach } from '../invitation/rules.ts';
import type { Party, PartyState } from '../party/rules.ts';
import type { ShownPlan } from '../party/views.tsx';

/** What a host can do with an envelope that did not come. */
export const ways = ['slip', 'hand', 'keeper', 'mail'] as const;
export type Way = (typeof ways)[number];

/** Whether the list has an address of a family, one waits for the keeper, or there is none. */
export type OwnAddress = 'known' | 'waiting' | 'none';

/** One family's paper: what it says inside, and the two ways to its answer. Never the door number. */
export type Slip = {
  envelope: string;
  party: string;
  children: string[];
  hosts: Party['hosts'];
  plan: ShownPlan;
  language: Language;
  link: string;
  code: string;
};

/** A code as it is printed: two groups that an eye can keep. */
export function printedCode(code: string): string {
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

export type Standing = { answered: boolean; state: PartyState; byTeacher: boolean };

export type HandRefusal = 'not_ahead' | 'through' | 'by_keeper' | 'by_mail';

/**
 * A host takes into the hand only what mail did not bring: whoever was written to has two days for it, and is then tried
 * another way if the family allowed one. Whether a family is left in peace is not looked at: the no that comes by itself
 * has come before those two days are over.
 */
export function mayHandOver(
  envelope: Envelope,
  { answered, state, byTeacher }: Standing,
): Result<Reach, HandRefusal> {
  const reach = reachOf(envelope, answered);
  if (state !== 'ahead') return refuse('not_ahead');
  if (reach === 'answered' || reach === 'seen') return refuse('through');
  // Where only the teacher delivers, no other hand does; what was the host's before that became the rule stays the host's.
  if (byTeacher && envelope.withKeeperAt) return refuse('by_keeper');
  if (reach === 'waiting' || reach === 'sent' || reach === 'unopened') return refuse('by_mail');
  return ok(reach);
}

/**
 * A family that has its invitation and has not seen the last news can be given its link once more. A link that was never
 * opened, printed or handed over is nothing to be shown: whether it opens would tell that its family is in peace.
 */
export function mayShowAgain(
  envelope: Envelope,
  { answered, state, byTeacher, behind }: Standing & { behind: boolean },
): boolean {
  if (state !== 'ahead' || !behind || (byTeacher && envelope.withKeeperAt)) return false;
  const reach = reachOf(envelope, answered);
  const held = envelope.seenAt !== null || envelope.channel !== 'mail';
  return held && (reach === 'seen' || reach === 'answered');
}

/** The one other way on which a family that has not opened its mail is tried: a message before paper, or none. */
export function otherWay({ slip, message }: Takes): 'hand' | 'slip' | null {
  if (message) return 'hand';
  return slip ? 'slip' : null;
}
