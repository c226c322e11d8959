import { listAsked } from '../src/features/coming/store.ts';
import { caseOf, outlookOf } from '../src/features/forecast/rules.ts';
import { findNotes, listGuests } from '../src/features/forecast/store.ts';
import { isPlanned } from '../src/features/party/rules.ts';
import { getParty } from '../src/features/party/store.ts';
import { inCircle, openDatabase } from '../src/platform/database/database.ts';

/** The forecast of a party as the application makes it, gathered from the database and reckoned; in milliseconds. */
export function openForecasts(socket: string, pass: { circle: string; party: string }) {
  const db = openDatabase({ host: socket, user: 'bunting', database: 'bunting' }, 1);
  const once = async (): Promise<number> => {
    const begun = performance.now();
    const now = Temporal.Now.instant();
    const quiet = await inCircle(db, pass.circle, async (tx) => {
      const party = await getParty(tx, pass);
      const guests = await listGuests(tx, pass);
      const askedAgain = await listAsked(tx, pass);
      const { hope, dropped, afternoon } = await findNotes(tx, pass, now);
      if (!isPlanned(party) || guests.length < 40) throw new Error('The party is not as it was made.');
      const known = caseOf({ guests, askedAgain, dropped, afternoon, promised: 0 }, party, now);
      return outlookOf(known, hope, party, now).quiet;
    });
    if (!Number.isFinite(quiet)) throw new Error('There is no forecast.');
    return performance.now() - begun;
  };
  return { once, close: () => db.destroy() };
}
