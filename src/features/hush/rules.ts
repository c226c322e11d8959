import { ok, refuse, type Result } from '../../kernel/result.ts';
import {
  comingOf,
  mayAnswer,
  type Answer,
  type AnswerRefusal,
  type Invitation,
  type Settlement,
} from '../answer/rules.ts';

/**
 * A family in peace is answered for: a no, as if given by itself, for each child for whom there is no yes or no.
 * Nothing of it is confirmed to anybody.
 */
export function answerInPeace(
  invitation: Invitation,
  now: Temporal.Instant,
): Result<Settlement, AnswerRefusal> {
  const { party, quiet, invited } = invitation;
  if (!quiet || Temporal.Instant.compare(party.plan.startsAt, now) <= 0) return refuse('not_asked');
  const open = invited.filter(({ answer }) => !isDecided(answer));
  for (const { child } of open) {
    const may = mayAnswer(invitation, child.id, now);
    if (!may.ok) return may;
  }
  const answers = open.map(({ child, answer: before }) => {
    const answer: Answer = {
      says: 'no',
      food: '',
      askAgainOn: null,
      enteredBy: 'family',
      at: now,
      revision: party.revision,
      anotherTime: before?.anotherTime ?? false,
    };
    return { child: child.id, answer };
  });
  return ok({ answers, confirm: false, seen: party.revision });
}

// A no stays a no when the plan changes: like one that was given, it is asked nothing and says nothing again.
function isDecided(answer: Answer | null): boolean {
  return answer?.says === 'yes' || answer?.says === 'no';
}

/** Who said yes is told what becomes of the party, in peace or not. */
export function mayBeQuiet(invitation: Invitation): boolean {
  return comingOf(invitation).length === 0;
}
