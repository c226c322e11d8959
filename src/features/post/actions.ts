import { deriveToken, hashToken, newId } from '../../kernel/id.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { CalendarReply } from '../../platform/calendar/calendar-reply.ts';
import { classify, isDeaf, type Meaning } from '../../platform/mail/inbound/classify.ts';
import { readLetter, type Letter } from '../../platform/mail/inbound/letter.ts';
import type { About } from '../../platform/mail/inbound/report.ts';
import { dropIncoming, findIncoming, type RawMail } from '../../platform/mail/inbound/store.ts';
import { asWords } from '../../platform/mail/inbound/words.ts';
import { findSent, noteReturn, type Return } from '../../platform/mail/returns.ts';
import type { Platform } from '../../platform/platform.ts';
import { answerByCalendar } from '../answer/actions.ts';
import type { AnswerRefusal } from '../answer/rules.ts';
import { listInvitations, type KnownInvitation } from '../answer/store.ts';
import type { EnvelopeUnion } from '../invitation/rules.ts';
import { findAddressed } from '../invitation/store.ts';
import { revisionAnswered, stateOf } from '../party/rules.ts';
import {
  heed,
  isOvertaken,
  mostMessages,
  mostReplies,
  type Heeded,
  type MessageKind,
  type Unheeded,
} from './rules.ts';
import {
  countMessages,
  findHeard,
  findSealedHome,
  moveMessages,
  saveHeard,
  saveMessage,
  type NewMessage,
} from './store.ts';

/** What became of a mail, in a word; no mail has an end that is not one of these. */
export type Ending =
  | Exclude<Meaning['kind'], 'replies' | 'words'>
  | Exclude<MessageKind, 'words'>
  | Unheeded
  | AnswerRefusal
  | 'unreadable'
  | 'gone'
  | 'answered'
  | 'overtaken'
  | 'passed_on'
  | 'empty'
  | 'too_many';

/** Deals with a mail that was kept, once for each address that it came to; then it is nowhere any more. */
export async function dealWithMail(platform: Platform, id: string): Promise<Ending[]> {
  const { db, log } = platform;
  const mail = await findIncoming(db, id);
  if (!mail) return [];
  const letter = await readLetter(mail.raw);
  const endings: Ending[] = [];
  if (!letter) endings.push('unreadable');
  // A report that came to nobody in particular still says which mail of ours it is about.
  else
    for (const recipient of mail.recipients.length > 0 ? new Set(mail.recipients) : [''])
      endings.push(await dealWithCopy(platform, mail, letter, recipient));
  await dropIncoming(db, id);
  log.info({ endings }, 'a mail was dealt with');
  return endings;
}

type Written = { letter: Letter; digest: string };

async function dealWithCopy(
  platform: Platform,
  { raw, sender }: RawMail,
  letter: Letter,
  recipient: string,
): Promise<Ending> {
  const { key, mailer } = platform;
  const here = { key, domain: mailer.domain ?? '', address: mailer.address };
  const meaning = classify(letter, { recipient, sender }, here);
  if (meaning.kind === 'complaint')
    return returned(platform, meaning, { kind: 'complaint', status: null }, meaning.kind);
  if (meaning.kind === 'returned')
    return returned(platform, meaning, { kind: meaning.how, status: meaning.status }, meaning.kind);
  if (meaning.kind !== 'replies' && meaning.kind !== 'words') return meaning.kind;
  const circle = await findSealedHome(platform.db, meaning.envelope);
  if (circle === null) return 'gone';
  const on = { circle, envelope: meaning.envelope };
  const written = { letter, digest: letter.messageId ?? raw.toString('latin1') };
  return meaning.kind === 'replies'
    ? takeReplies(platform, on, meaning.replies, written)
    : takeWords(platform, on, meaning.words, written);
}

async function returned(
  platform: Platform,
  { mail: known, messageIds }: About,
  fate: Pick<Return, 'kind' | 'status'>,
  ending: Ending,
): Promise<Ending> {
  let mail = known;
  for (const messageId of messageIds) mail ??= await findSent(platform, messageId);
  if (mail === null) return 'unknown';
  await noteReturn(platform, { mail, ...fate });
  return ending;
}

type OnEnvelope = { circle: string; envelope: string };

/** A family as its mail finds it: the invitation, and the addresses that are its own. */
type Desk = { on: OnEnvelope; invitation: KnownInvitation; family: string[] };

// One mail after the other for each family, for its envelope is locked: of two that overtake each other the newer one
// stands in the end. All that follows from a mail is one transaction.
async function atDesk(
  { db, news }: Platform,
  on: OnEnvelope,
  work: (tx: Scoped, desk: Desk) => Promise<Ending>,
): Promise<Ending> {
  const done = await inCircle(db, on.circle, async (tx) => {
    const invitation = (await listInvitations(tx, [on], 'lock')).get(on.envelope);
    const addressed = await findAddressed(tx, on);
    if (!invitation || !addressed) return null;
    const family = addressed.known.flatMap(({ address }) => address ?? []);
    return { party: invitation.party.id, ending: await work(tx, { on, invitation, family }) };
  });
  if (done) news.tell(done.party);
  return done?.ending ?? 'gone';
}

function takeReplies(
  platform: Platform,
  on: OnEnvelope,
  replies: readonly CalendarReply[],
  written: Written,
): Promise<Ending> {
  return atDesk(platform, on, async (tx, desk) => {
    const { party, formerUid } = desk.invitation;
    const heeded = heed(replies, [party.uid, formerUid], written.letter.senders, desk.family);
    if (heeded === 'stranger') return keepStranger(platform, tx, desk);
    if (typeof heeded === 'string') return heeded;
    const { says, reply, adult } = heeded;
    if (says !== 'another_time' && says !== 'handed_on')
      return answerOnce(platform, tx, desk, { ...heeded, says }, written);
    const words = asWords(reply.comment);
    const message = { kind: says, words, proposedAt: reply.proposed, digest: written.digest, adult };
    return keep(platform, tx, desk, message);
  });
}

type Answered = Heeded & { says: Exclude<Heeded['says'], 'another_time' | 'handed_on'> };

async function answerOnce(
  platform: Platform,
  tx: Scoped,
  desk: Desk,
  { reply, adult, says }: Answered,
  { digest }: Written,
): Promise<Ending> {
  const { on, invitation } = desk;
  const of = { adult: hashAdult(platform, adult), uid: reply.uid };
  const heard = await findHeard(tx, on, of);
  const mail = hashToken(digest);
  if (isOvertaken({ ...reply, mail }, heard)) return 'overtaken';
  const count = (heard?.count ?? 0) + 1;
  if (count > mostReplies) return 'too_many';
  // Another party's numbers say nothing about this one's plan: what was said to it is an answer to the plan of back then.
  const sequence = reply.uid === invitation.party.uid ? reply.sequence : 0;
  const revision = revisionAnswered(invitation.party, sequence);
  const answered = await answerByCalendar(platform, tx, on, { says, revision });
  const stamp = reply.stamp ?? platform.clock();
  await saveHeard(tx, on, of, { sequence: reply.sequence, stamp, count, mail });
  if (!answered.ok) return answered.refusal;
  const words = asWords(reply.comment);
  if (words !== '') await keep(platform, tx, desk, { kind: 'words', words, proposedAt: null, digest });
  return 'answered';
}

function takeWords(
  platform: Platform,
  on: OnEnvelope,
  words: string,
  { letter, digest }: Written,
): Promise<Ending> {
  return atDesk(platform, on, async (tx, desk) => {
    const adult = letter.senders.find((one) => desk.family.includes(one));
    if (adult === undefined) return keepStranger(platform, tx, desk);
    if (words === '') return 'empty';
    return keep(platform, tx, desk, { kind: 'words', words, proposedAt: null, digest, adult });
  });
}

// Said once for each family, however often it happens, and without the address: nobody is told on.
function keepStranger(platform: Platform, tx: Scoped, desk: Desk): Promise<Ending> {
  const message = { kind: 'stranger', words: '', proposedAt: null, digest: 'stranger' } as const;
  return keep(platform, tx, desk, message);
}

/** `adult`: who wrote it, when somebody is to hear that it was passed on. */
type Kept = Omit<NewMessage, 'id' | 'digest'> & { digest: string; adult?: string };

async function keep(
  platform: Platform,
  tx: Scoped,
  { on, invitation }: Desk,
  { adult, digest, ...message }: Kept,
): Promise<Ending> {
  const id = newId();
  const before = await countMessages(tx, on);
  if ([...before.values()].reduce((sum, count) => sum + count, 0) >= mostMessages) return 'too_many';
  const ending = message.kind === 'words' ? 'passed_on' : message.kind;
  const hash = hashToken(`${message.kind} ${digest}`);
  const now = platform.clock();
  if (!(await saveMessage(tx, on, { id, ...message, digest: hash }, now))) return ending;
  if (message.kind === 'stranger') return ending;
  await enqueue(tx, 'message.tell', { circle: on.circle, message: id });
  const first = message.kind === 'words' && !before.has('words');
  // Nothing leaves to a family in peace by itself, and nobody is asked to answer where no answer counts.
  const open = !invitation.quiet && stateOf(invitation.party, now) === 'ahead';
  if (first && open && adult !== undefined && !isDeaf(adult))
    await enqueue(tx, 'message.passed_on', {
      ...on,
      adult: hashAdult(platform, adult).toString('base64url'),
    });
  return ending;
}

/** An adult by address, as the queue and the database may hold it: only with the server's key can it be made. */
export function hashAdult({ key }: Pick<Platform, 'key'>, address: string): Buffer {
  return Buffer.from(deriveToken(key, 'adult', address), 'base64url');
}

/** What was written through an envelope that goes is kept with the one that its family keeps. */
export async function uniteMessages(
  tx: Scoped,
  circle: string,
  merge: EnvelopeUnion['merge'],
): Promise<void> {
  for (const { from, into } of merge) await moveMessages(tx, circle, { from: from.id, into: into.id });
}
