import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type pg from 'pg';
import type { Running } from './application.ts';
import { exchange } from './exchange.ts';
import { formRequest, requestHead, type Guest } from './guests.ts';
import { figure, type Figure } from './report.ts';

const rounds = 100;

/**
 * From the press of a guest until the host's open page has heard of it and has been read again: what a host who watches
 * waits for.
 */
export async function measureLive(
  { port }: Running,
  database: pg.Client,
  guests: readonly Guest[],
): Promise<Figure[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const guest = guests.at(-1 - (round % 10));
    if (!guest) throw new Error('Nobody was invited.');
    const { rows } = await database.query<{ party: string }>(
      'select party_id as party from envelope where id = $1',
      [guest.path.split('/').at(-1)],
    );
    const at = `/parties/${rows[0]?.party}`;
    const live = await openLive(port, `${at}/live`, guest.host);
    const says = round % 20 < 10 ? 'yes' : 'no';
    const begun = performance.now();
    const told = once(live, 'data');
    const { status } = await exchange(
      port,
      formRequest(`${guest.path}/answers`, `child=${guest.child}&says=${says}`, guest.cookie),
    );
    await told;
    const page = await exchange(port, `${requestHead('GET', at, guest.host)}\r\n`);
    if (status !== 303 || page.status !== 200) throw new Error(`answered ${status}, shown ${page.status}`);
    times.push(performance.now() - begun);
    live.destroy();
  }
  const sorted = times.toSorted((one, other) => one - other);
  const value = sorted[rounds - 2] ?? Number.NaN;
  return [
    figure({ name: 'answer to host’s page', unit: 'p50, ms', value: sorted[rounds / 2] ?? Number.NaN }),
    figure({ name: 'answer to host’s page', unit: 'p99, ms', value, aim: { at: 'most', value: 300 } }),
  ];
}

// A host's open page: the stream of events, past its first line.
async function openLive(port: number, path: string, cookie: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(`${requestHead('GET', path, cookie)}\r\n`);
  let head = '';
  while (!head.includes('retry:')) head += String((await once(socket, 'data'))[0]);
  if (!/^HTTP\/1.1 200/.test(head)) throw new Error('The host’s page is not live.');
  return socket;
}
