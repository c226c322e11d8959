import { once } from 'node:events';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { linkTo, ellie, luka, makeClass, makeParty, signIn } from '../../../test/people.ts';
import { openWorld, type World } from '../../../test/world.ts';
import type { Mail } from './mailer.ts';

type Received = { from: string; to: string[]; raw: string };

type Post = { url: string; received: Received[]; refuse: Map<string, number>; refuseData: number | null };

/** A real mail server on this machine; it refuses recipients, or all content, with the code that a test gives. */
async function openPost(): Promise<Post> {
  const post: Post = { url: '', received: [], refuse: new Map(), refuseData: null };
  const trouble = (code: number): Error => Object.assign(new Error('no'), { responseCode: code });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, callback) => {
      const code = post.refuse.get(address);
      callback(code === undefined ? null : trouble(code));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (post.refuseData !== null) return callback(trouble(post.refuseData));
        const raw = Buffer.concat(chunks).toString();
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        post.received.push({ from, to: rcptTo.map(({ address }) => address), raw });
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  onTestFinished(async () => {
    server.close();
    await once(server.server, 'close');
  });
  const address = server.server.address();
  if (typeof address === 'object' && address) post.url = `smtp://127.0.0.1:${address.port}`;
  return post;
}

const mail: Mail = {
  to: luka.address,
  subject: 'Ellie invites Luka: Ellie is turning five 🎈',
  text: 'Come and dance.',
  html: '<p>Come and dance.</p>',
  cause: 'invitation.abc',
  calendar: { method: 'PUBLISH', content: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' },
};

async function withPost(): Promise<{ world: World; post: Post }> {
  const post = await openPost();
  return { world: await openWorld({ smtpUrl: post.url }), post };
}

describe('a mail over SMTP', () => {
  it('arrives whole, as text and as HTML with a calendar part, and says that a machine wrote it', async () => {
    const { world, post } = await withPost();
    expect(await world.platform.mailer.send(mail)).toBe('sent');
    const [one] = post.received;
    expect([one?.from, one?.to]).toEqual(['hello@bunting.example', [luka.address]]);
    const email = await PostalMime.parse(one?.raw ?? '');
    expect(email.subject).toBe(mail.subject);
    expect(email.text?.trim()).toBe(mail.text);
    expect(email.html?.trim()).toBe(mail.html);
    expect(email.messageId).toBe('<invitation.abc@bunting.example>');
    expect(one?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(one?.raw).toMatch(/^X-Auto-Response-Suppress: OOF, AutoReply\r$/m);
    expect(one?.raw).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=PUBLISH/);
    expect(world.platform.mailer.keepsMail).toBe(false);
    expect((await world.owner.query('select from mailbox_message')).rowCount).toBe(0);
  });

  it('arrives once for its cause, however often it is sent', async () => {
    const { world, post } = await withPost();
    const { mailer } = world.platform;
    expect([await mailer.send(mail), await mailer.send(mail)]).toEqual(['sent', 'sent']);
    expect(post.received).toHaveLength(1);
    await mailer.send({ ...mail, cause: 'invitation.def' });
    expect(post.received).toHaveLength(2);
  });

  it('that the server will never take is refused, and is not said to be sent when it is tried again', async () => {
    const { world, post } = await withPost();
    const { mailer } = world.platform;
    post.refuse.set(luka.address, 550);
    expect(await mailer.send(mail)).toBe('refused');
    expect(await mailer.send(mail)).toBe('refused');
    post.refuse.clear();
    post.refuseData = 554;
    expect(await mailer.send({ ...mail, cause: 'other' })).toBe('refused');
    expect(post.received).toEqual([]);
  });

  it('that the server cannot take just now is thrown, and goes out when it is tried again', async () => {
    const { world, post } = await withPost();
    const { mailer } = world.platform;
    for (const code of [450, 451, 421]) {
      post.refuse.set(luka.address, code);
      await expect(mailer.send(mail)).rejects.toThrow();
    }
    post.refuse.clear();
    post.refuseData = 452;
    await expect(mailer.send(mail)).rejects.toThrow();
    post.refuseData = null;
    expect(await mailer.send(mail)).toBe('sent');
    expect(post.received).toHaveLength(1);
  });

  it('waits for a server that is not there', async () => {
    const world = await openWorld({ smtpUrl: 'smtp://127.0.0.1:1' });
    await expect(world.platform.mailer.send(mail)).rejects.toThrow();
    expect((await world.owner.query('select from sent_mail')).rowCount).toBe(0);
  });

  it('has no line in its head that somebody typed', async () => {
    const { world, post } = await withPost();
    const { mailer } = world.platform;
    const line = 'x\r\nBcc: eve@elsewhere.example\r\nX-Evil: yes\r\n\r\nbody';
    await mailer.send({ ...mail, subject: line, cause: 'subject' });
    await mailer.send({ ...mail, cause: line.replaceAll('@', '.') }).catch(() => 'refused');
    for (const { to, raw } of post.received) {
      expect(to).toEqual([luka.address]);
      expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^(?:Bcc|X-Evil):/im);
    }
    expect(post.received.length).toBeGreaterThan(0);
  });
});

async function invitationsIn(post: Post): Promise<string[]> {
  const mails = await Promise.all(post.received.map(({ raw }) => PostalMime.parse(raw)));
  return mails.filter(({ subject }) => subject?.includes('invites')).map(({ text }) => text ?? '');
}

describe('an invitation over SMTP', () => {
  it('that is refused shows on the host’s page as not reached, and the others go out', async () => {
    const { world, post } = await withPost();
    post.refuse.set(luka.address, 550);
    const host = await makeParty(world, await makeClass(world));
    await world.work();
    expect((await invitationsIn(post)).length).toBe(1);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    expect((await maya.get(`/parties/${host.party}`)).text).toContain('1 no answer yet 2 not reached');
  });

  it('to two parents is not "sent" because a second try skipped the one that was refused', async () => {
    const { world, post } = await withPost();
    const class1b = await makeClass(world);
    const ana = 'ana@families.example';
    await world.owner.query(
      "insert into adult select circle_id, family_id, gen_random_uuid(), 'Ana', $1, null, now() from adult where address = $2",
      [ana, luka.address],
    );
    const host = await makeParty(world, class1b, ['Luka']);
    post.refuse.set(luka.address, 550).set(ana, 451);
    await expect(world.work()).rejects.toThrow();
    post.refuse.set(ana, 550);
    const { rows } = await world.owner.query<{ id: string; circle: string }>(
      'select id, circle_id as circle from envelope',
    );
    const again = { circle: rows[0]?.circle ?? '', envelope: rows[0]?.id ?? '' };
    await world.owner.query("select graphile_worker.add_job('envelope.mail', $1)", [again]);
    await world.work();
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    expect((await maya.get(`/parties/${host.party}`)).text).toContain('1 not reached');
  });

  it('leads to the party with the link that is in it', async () => {
    const { world, post } = await withPost();
    await makeParty(world, await makeClass(world), ['Luka']);
    await world.work();
    const [text = ''] = await invitationsIn(post);
    const link = /\/i\/[\w-]+/.exec(text)?.[0] ?? '';
    expect((await world.visitor().post(link, { a: 'yes' })).text).toContain('Lovely, Luka is coming');
    await expect(linkTo(world, luka.address)).rejects.toThrow();
  });
});
