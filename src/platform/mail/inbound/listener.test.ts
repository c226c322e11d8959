import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { describe, expect, it, onTestFinished } from 'vitest';
import { shapes } from '../../../../test/mails/answers.ts';
import { openWorld, type World } from '../../../../test/world.ts';
import { newId, newToken, sealId } from '../../../kernel/id.ts';
import { openListener } from './listener.ts';
import { largestMail } from './store.ts';

type Post = { world: World; port: number; rsvp: string };

async function openPost(protocol: 'smtp' | 'lmtp' = 'smtp'): Promise<Post> {
  const world = await openWorld();
  const { db, clock, log, key } = world.platform;
  const listen = { protocol, host: '127.0.0.1', port: 0 };
  const { port, close } = await openListener({ listen, domain: 'in.bunting.example', db, clock, log });
  onTestFinished(close);
  return { world, port, rsvp: `rsvp+${sealId(key, 'rsvp', newId())}@in.bunting.example` };
}

async function kept({ world }: Post) {
  const { rows } = await world.owner.query<{ sender: string; recipients: string[]; raw: Buffer }>(
    'select sender, recipients, raw from incoming_mail order by received_at, id',
  );
  const { rows: jobs } = await world.owner.query<{ payload: Record<string, string> }>(
    `select payload from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'mail.received'`,
  );
  return { mails: rows, jobs };
}

/** Says lines to the server, one after the other, and gives back what it answers to each. */
async function talk(port: number, lines: readonly string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const answers = [await hear(socket)];
  for (const line of lines) {
    socket.write(line);
    answers.push(await hear(socket));
  }
  socket.end();
  return answers;
}

async function hear(socket: Socket): Promise<string> {
  let said = '';
  while (!/^\d{3} .*\r\n$/m.test(said)) said += String((await once(socket, 'data'))[0]);
  return said;
}

describe('mail that comes in', () => {
  it.each(['smtp', 'lmtp'] as const)(
    'over %s is on the disk, whole, before it is acknowledged',
    async (protocol) => {
      const post = await openPost(protocol);
      const lmtp = protocol === 'lmtp';
      const transport = createTransport({ host: '127.0.0.1', port: post.port, lmtp, ignoreTLS: true });
      const from = 'ivan@families.example';
      for (const [name, shape] of Object.entries(shapes)) {
        const raw = shape({ to: post.rsvp, from, uid: name, says: 'ACCEPTED' });
        const sent = await transport.sendMail({ envelope: { from, to: [post.rsvp] }, raw });
        expect(sent.response).toMatch(/^250/);
        const { mails, jobs } = await kept(post);
        expect(jobs).toHaveLength(mails.length);
        const whole = mails.find((mail) => mail.raw.toString() === raw);
        expect(whole).toMatchObject({ sender: from, recipients: [post.rsvp] });
      }
      transport.close();
      const { jobs } = await kept(post);
      for (const { payload } of jobs) expect(Object.keys(payload)).toEqual(['mail']);
    },
  );

  it('from nobody is taken: reports come so', async () => {
    const post = await openPost();
    const answers = await talk(post.port, [
      'EHLO a\r\n',
      'MAIL FROM:<>\r\n',
      `RCPT TO:<${post.rsvp}>\r\n`,
      'DATA\r\n',
      'Subject: x\r\n\r\n.\r\n',
    ]);
    expect(answers.map((said) => said.slice(0, 3))).toEqual(['220', '250', '250', '250', '354', '250']);
    expect((await kept(post)).mails[0]?.sender).toBe('');
  });

  it('is for addresses of ours alone, and those are all alike', async () => {
    const post = await openPost();
    const { key } = post.world.platform;
    const told = async (address: string): Promise<string> =>
      (await talk(post.port, ['EHLO a\r\n', 'MAIL FROM:<a@b.example>\r\n', `RCPT TO:<${address}>\r\n`])).at(
        -1,
      ) ?? '';
    const known = await told(post.rsvp);
    const forged = [
      `rsvp+${sealId(Buffer.alloc(32), 'rsvp', newId())}@in.bunting.example`,
      `bounce+${'a'.repeat(52)}@in.bunting.example`,
      `BOUNCE+${sealId(key, 'bounce', newId()).toUpperCase()}@IN.Bunting.Example`,
    ];
    for (const address of forged) expect((await told(address)).toLowerCase()).toBe(known.toLowerCase());
    const strange = [
      'postmaster@in.bunting.example',
      'ivan@families.example',
      `rsvp+${newToken()}@in.bunting.example`,
      post.rsvp.replace('in.bunting', 'in2.bunting'),
      `${post.rsvp.replace('@', '%')}@elsewhere.example`,
    ];
    for (const address of strange) expect(await told(address), address).toBe('550 No such mailbox here\r\n');
  });

  it('is not taken from who asks for anything else', async () => {
    const { port } = await openPost();
    const answers = await talk(port, ['EHLO a\r\n', 'AUTH PLAIN AGEAYg==\r\n', 'STARTTLS\r\n', 'VRFY a\r\n']);
    expect(answers.slice(2).every((said) => said.startsWith('50'))).toBe(true);
    expect(answers[1]).not.toMatch(/AUTH|STARTTLS/);
    expect(answers[1]).toContain(`SIZE ${largestMail}`);
  });

  it('of more than a megabyte is refused, and the conversation goes on', async () => {
    const post = await openPost();
    const large = `Subject: x\r\n\r\n${`${'x'.repeat(998)}\r\n`.repeat(1100)}.\r\n`;
    const begin = ['MAIL FROM:<a@b.example>\r\n', `RCPT TO:<${post.rsvp}>\r\n`, 'DATA\r\n'];
    const answers = await talk(post.port, [
      'EHLO a\r\n',
      ...begin,
      large,
      ...begin,
      'Subject: y\r\n\r\n.\r\n',
    ]);
    expect(answers[5]).toMatch(/^552/);
    expect(answers.at(-1)).toMatch(/^250/);
    expect((await kept(post)).mails).toHaveLength(1);
  });

  it('that breaks off in the middle is not kept', async () => {
    const post = await openPost();
    const socket = connect(post.port, '127.0.0.1');
    await hear(socket);
    for (const line of ['EHLO a', 'MAIL FROM:<a@b.example>', `RCPT TO:<${post.rsvp}>`, 'DATA']) {
      socket.write(`${line}\r\n`);
      await hear(socket);
    }
    socket.write('Subject: half\r\n\r\nhalf a word');
    socket.destroy();
    // Another mail comes and goes: what was broken off would be there by then.
    await talk(post.port, [
      'EHLO a\r\n',
      'MAIL FROM:<a@b.example>\r\n',
      `RCPT TO:<${post.rsvp}>\r\n`,
      'DATA\r\n',
      'Subject: whole\r\n\r\n.\r\n',
    ]);
    const { mails } = await kept(post);
    expect(mails.map(({ raw }) => raw.toString().trim())).toEqual(['Subject: whole']);
  });

  it('stays with whoever brings it while there is no database', async () => {
    const post = await openPost();
    await post.world.owner.query('alter table incoming_mail rename to gone');
    const answers = await talk(post.port, [
      'EHLO a\r\n',
      'MAIL FROM:<a@b.example>\r\n',
      `RCPT TO:<${post.rsvp}>\r\n`,
      'DATA\r\n',
      'Subject: x\r\n\r\n.\r\n',
    ]);
    expect(answers.at(-1)).toBe('451 Please try again later\r\n');
    await post.world.owner.query('alter table gone rename to incoming_mail');
    expect(await kept(post)).toEqual({ mails: [], jobs: [] });
  });
});
