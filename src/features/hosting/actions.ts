import { inCircle } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { findUnseenGap } from '../guestlist/actions.ts';
import { leftOut } from '../guestlist/rules.ts';
import { lookAtSharing, type SharingSheet } from '../joint/actions.ts';
import type { HostPass, Party } from '../party/rules.ts';
import { getParty, listCoHosts } from '../party/store.ts';
import { glanceAtList, type ListGlance } from '../needs/actions.ts';
import { lookAtNews, type ShownNews } from '../notice/actions.ts';
import type { FamilyMessage } from '../post/rules.ts';
import { listMessages } from '../post/store.ts';
import { isOfCircle } from '../playdate/store.ts';
import { boardOf, type Board } from './rules.ts';
import { glanceAtDoor, type DoorGlance } from '../door/actions.ts';
import { countAgain, type Again } from '../coming/rules.ts';
import { listAsked } from '../coming/store.ts';
import { lookAtOften } from '../digest/actions.ts';
import type { Often } from '../digest/rules.ts';
import { lookAtOutlook } from '../forecast/actions.ts';
import type { Outlook } from '../forecast/rules.ts';
import { lookAtReminding, type ReminderSheet } from '../reminder/actions.ts';
import { isByTeacher } from '../rule/rules.ts';
import { getRule } from '../rule/store.ts';
import { listGuests } from './store.ts';

export type HostSheet = {
  party: Party;
  board: Board;
  /** Who has seen the last news, if there is any. */
  news: ShownNews | null;
  /** What families wrote by mail. */
  messages: FamilyMessage[];
  coHosts: string[];
  /** A gap that came about after the sending, and that the host was not shown yet. */
  gap: number;
  /** Whether this host is of the circle, and may invite a child of it over. */
  mayInvite: boolean;
  /** Whether the teacher hands the invitations out. */
  byTeacher: boolean;
  /** Whom a reminder would reach, and how many there may still be. */
  reminding: ReminderSheet;
  /** Who was asked once more and has said it once more, while the party is ahead. */
  again: Again;
  /** How many will come, while the party is ahead. */
  outlook: Outlook | null;
  /** How often this host hears of answers by mail. */
  often: Often;
  /** How sharing stands, where the party could still be shared. */
  sharing: SharingSheet | null;
  /** What is still open of what the party needs. */
  needs: ListGlance;
  /** How the open door stands, where there is one or could be. */
  door: DoorGlance | null;
};

/** The board alone, for the file. */
export async function lookAtBoard({ db }: Platform, pass: HostPass): Promise<Board> {
  return inCircle(db, pass.circle, async (tx) => {
    const { revision } = await getParty(tx, pass);
    return boardOf(await listGuests(tx, pass), revision);
  });
}

/** Everything that a host may see of a party, in one look. */
export async function lookAtParty(platform: Platform, pass: HostPass): Promise<HostSheet> {
  const { db, clock } = platform;
  const sharing = await lookAtSharing(platform, pass);
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    const rule = await getRule(tx, pass);
    const weighed = party.sentAt && !party.cancelledAt ? await findUnseenGap(tx, party, { rule }) : null;
    const guests = await listGuests(tx, pass);
    const board = boardOf(guests, party.revision);
    const askedAgain = await listAsked(tx, pass);
    return {
      party,
      gap: weighed ? leftOut(weighed).length : 0,
      board,
      again: countAgain(board.coming, askedAgain),
      outlook: await lookAtOutlook(tx, pass, party, { guests, askedAgain }, clock()),
      news: await lookAtNews(tx, pass, { party, rule, now: clock() }),
      messages: await listMessages(tx, pass),
      coHosts: await listCoHosts(tx, pass),
      mayInvite: await isOfCircle(tx, pass),
      byTeacher: isByTeacher(rule),
      often: await lookAtOften(tx, pass),
      reminding: await lookAtReminding(tx, pass, party, clock()),
      sharing,
      needs: await glanceAtList(tx, pass),
      door: await glanceAtDoor(tx, pass, party, clock()),
    };
  });
}
