import { expect, it, onTestFinished } from 'vitest';
import { openWorld } from '../../../test/world.ts';
import { ownerPool } from '../database/database.ts';
import { openLedger } from './ledger.ts';
import type { Taken } from './queue.ts';

it('what has left while the database was away is known, and written when it is back', async () => {
  const { owner, platform } = await openWorld();
  await platform.mailer.write([
    { to: 'ann@families.example', cause: 'x', subject: 'x', text: 'x', html: 'x' },
  ]);
  const { rows } = await owner.query<Taken>(
    'select id, circle_id as circle, told_by as "toldBy" from outgoing_mail',
  );
  const [mail] = rows;
  if (!mail) throw new Error('no mail was written');
  const nowhere = ownerPool({ host: '127.0.0.1', port: 1 }, 1);
  onTestFinished(() => nowhere.end());
  let isAway = true;
  // The pool is asked for a connection each time, as of a server that comes back.
  const changing = new Proxy(owner, {
    get: (pool, name) =>
      name === 'connect' && isAway ? () => nowhere.connect() : Reflect.get(pool, name, pool),
  });
  const ledger = openLedger(changing, platform.clock);
  await ledger.note({ mail, outcome: 'sent', reply: null });
  await expect(ledger.flush()).rejects.toThrow('ECONNREFUSED');
  isAway = false;
  await ledger.flush();
  expect((await owner.query('select outcome from outgoing_mail')).rows).toEqual([{ outcome: 'sent' }]);
});
