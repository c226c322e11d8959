import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import pg from 'pg';
import { listenFor } from './limit.ts';

/** The least that a handler of an answer can do: the same statements in one durable transaction, and a redirect. */
export type LimitAnswer = { socket: string; headers: string[] };

const circle = '00000000-0000-4000-8000-000000000000';
const lock = {
  name: 'lock',
  text: 'select says from bench.answer join bench.envelope using (circle_id, envelope_id) where circle_id = $1 and envelope_id = $2 for update of envelope',
};
const save = {
  name: 'save',
  text: 'insert into bench.answer values ($1, $2, $3, $4, now()) on conflict (circle_id, envelope_id, child_id) do update set says = excluded.says, answered_at = excluded.answered_at',
};
const ask = { name: 'ask', text: 'select bench.enqueue($1, $2::json, $3)' };

process.once('message', ({ socket, headers }: LimitAnswer) => {
  // As many connections as the application has.
  const pool = new pg.Pool({ host: socket, user: 'bunting', database: 'bunting', max: 16 });

  const answer = async (envelope: string, child: string, says: string): Promise<void> => {
    const client = await pool.connect();
    try {
      await client.query(`begin; select set_config('bench.circle', '${circle}', true)`);
      await client.query({ ...lock, values: [circle, envelope] });
      await client.query({ ...save, values: [circle, envelope, child, says] });
      await client.query({
        ...ask,
        values: ['answer.confirm', JSON.stringify({ circle, envelope }), `answer.confirm:${envelope}`],
      });
      await client.query('commit');
    } finally {
      client.release();
    }
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams(await readBody(request));
    const [, , envelope = ''] = (request.url ?? '').split('/');
    await answer(envelope, form.get('child') ?? '', form.get('says') ?? '');
    response.writeHead(303, headers).end();
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end();
      console.error(error);
    });
  });
  listenFor(server);
});

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}
