import { z } from 'zod';
import { makeOffer, takeOfferBack } from '../src/features/door/actions.ts';
import { mintCallPass } from '../src/features/door/gate.ts';
import { openDatabase, ownerPool } from '../src/platform/database/database.ts';
import { openLog } from '../src/platform/log.ts';
import { openMailer } from '../src/platform/mail/mailer.ts';
import { openNews } from '../src/platform/news.ts';
import { openFront } from '../src/platform/web/front.ts';

// An application's way to the database in a process of its own: it is told who offers what, and does all of it at once.
const { SOCKET = '', DATABASE = '', NOW = '' } = process.env;
const connection = { host: SOCKET, user: 'bunting', database: DATABASE };
const db = openDatabase(connection, 6);
const key = Buffer.alloc(32, 1);
const baseUrl = 'http://127.0.0.1';
const clock = () => Temporal.Instant.from(NOW);
const from = 'Bunting <hello@bunting.example>';
const mailer = openMailer({ db, clock, key, from, baseUrl, keepsMail: false, domain: undefined });
const news = openNews(db, connection);
const owner = ownerPool(connection, 1);
const [log, front] = [openLog('silent'), openFront()];
const ring = { current: key, accepted: [key], replaced: [] };
const platform = { db, owner, clock, key, ring, baseUrl, mailer, news, log, front, trustedProxies: 1 };

const deeds = z.array(
  z.object({
    circle: z.string(),
    party: z.string(),
    asked: z.string(),
    /** How many children come; none for an offer that is taken back. */
    children: z.number(),
  }),
);

process.on('message', (message) => {
  const done = deeds.parse(message).map(async ({ children, ...on }) => {
    const pass = mintCallPass(on);
    const said = { name: 'Ada', children, grownUps: 1, brings: '', words: '' };
    return (await (children === 0 ? takeOfferBack(platform, pass) : makeOffer(platform, pass, said, 0))).ok;
  });
  void Promise.all(done).then((all) => process.send?.(all));
});
process.send?.('up');
