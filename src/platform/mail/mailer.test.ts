import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { linkTo, ellie, luka, makeClass, makeParty, signIn } from '../../../test/people.ts';
import { openPost, type Post } from '../../../test/post.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { domainOf } from './addresses.ts';
import type { Mail } from './mail.ts';
import { readQueue, resumeStreams } from './status.ts';

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

async function send(world: World, ...mails: Mail[]): Promise<void> {
  await world.platform.mailer.write(mails);
  await world.work();
}

async function outcomes(world: World): Promise<(string | null)[]> {
  const { rows } = await world.owner.query<{ outcome: string | null }>(
    'select outcome from outgoing_mail order by number',
  );
  return rows.map(({ outcome }) => outcome);
}

describe('a mail over SMTP', () => {
  it('arrives whole, as text and as HTML with a calendar part, and says that a machine wrote it', async () => {
    const { world, post } = await withPost();
    await send(world, mail);
    const [one] = post.received;
    expect(one?.to).toBe(luka.address);
    expect(one?.from).toMatch(/^bounce\+[a-z2-7]{52}@in\.bunting\.example$/);
    const email = await PostalMime.parse(one?.raw ?? '');
    expect(email.subject).toBe(mail.subject);
    expect(email.from?.address).toBe('hello@bunting.example');
    expect(email.text?.trim()).toBe(mail.text);
    expect(email.html?.trim()).toBe(mail.html);
    expect(email.messageId).toBe('<invitation.abc@bunting.example>');
    expect(one?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(one?.raw).toMatch(/^X-Auto-Response-Suppress: OOF, AutoReply\r$/m);
    expect(one?.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect(one?.raw).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=PUBLISH/);
    expect(world.platform.mailer.keepsMail).toBe(false);
    expect((await world.owner.query('select from mailbox_message')).rowCount).toBe(0);
  });

  it('leaves nothing behind of what it said and of whom it went to', async () => {
    const { world } = await withPost();
    await send(world, mail);
    const { rows } = await world.owner.query('select recipient, letter, outcome from outgoing_mail');
    expect(rows).toEqual([{ recipient: '', letter: null, outcome: 'sent' }]);
  });

  it('arrives once for its cause, however often it is written', async () => {
    const { world, post } = await withPost();
    await send(world, mail, { ...mail, text: 'Another try.' });
    await send(world, mail);
    expect(post.received).toHaveLength(1);
    await send(world, { ...mail, cause: 'invitation.def' });
    expect(post.received).toHaveLength(2);
  });

  it('of a conversation names the mail that began it', async () => {
    const { world, post } = await withPost();
    await send(
      world,
      { ...mail, conversation: mail.cause },
      { ...mail, cause: 'answer.1', conversation: mail.cause },
    );
    const [first, second] = await Promise.all(post.received.map(({ raw }) => PostalMime.parse(raw)));
    expect(first?.references).toBeUndefined();
    expect([second?.inReplyTo, second?.references]).toEqual([first?.messageId, first?.messageId]);
  });

  it('that the server will never take is refused, and is not tried again', async () => {
    const { world, post } = await withPost();
    post.refuse.set(luka.address, { code: 550 });
    await send(world, mail);
    post.refuse.clear();
    post.refuseData = { code: 554 };
    await send(world, mail, { ...mail, cause: 'other' });
    expect(await outcomes(world)).toEqual(['refused', 'refused']);
    expect(post.received).toEqual([]);
  });

  it('that the server cannot take just now waits longer each time, and goes out then', async () => {
    const { world, post } = await withPost();
    post.refuse.set(luka.address, { code: 450 });
    await send(world, mail);
    const waits: number[] = [];
    for (let tries = 0; tries < 9; tries += 1) {
      const { rows } = await world.owner.query<{ due: Date }>('select due_at as due from outgoing_mail');
      const wait = (rows[0]?.due.getTime() ?? 0) - world.platform.clock().epochMilliseconds;
      waits.push(wait / 60_000);
      world.pass({ milliseconds: wait });
      if (tries === 8) post.refuse.clear();
      await world.work();
    }
    expect(waits).toEqual([1, 5, 15, 30, 60, 120, 240, 240, 240]);
    expect(await outcomes(world)).toEqual(['sent']);
    expect(post.received).toHaveLength(1);
  });

  it('that nobody takes for two days is given up, and what it said is gone', async () => {
    const { world, post } = await withPost();
    post.refuse.set(luka.address, { code: 451 });
    await send(world, mail);
    for (let hours = 0; hours < 50; hours += 5) {
      world.pass({ hours: 5 });
      await world.work();
    }
    expect(await outcomes(world)).toEqual(['given_up']);
    expect((await world.owner.query('select from outgoing_mail where letter is not null')).rowCount).toBe(0);
  });

  it('has no line in its head that somebody typed', async () => {
    const { world, post } = await withPost();
    const line = 'x\r\nBcc: eve@elsewhere.example\r\nX-Evil: yes\r\n\r\nbody';
    await send(world, { ...mail, subject: line, cause: 'subject' });
    await send(world, { ...mail, cause: line.replaceAll('@', '.') });
    for (const { to, raw } of post.received) {
      expect(to).toEqual(luka.address);
      expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^(?:Bcc|X-Evil):/im);
    }
    expect(post.received.length).toBeGreaterThan(0);
  });
});

describe('mail while its server is away', () => {
  it('waits, and all of it arrives afterwards in its order, without a storm', async () => {
    const post = await openPost();
    const world = await openWorld({ smtpUrl: post.url });
    await post.close();
    const people = Array.from({ length: 40 }, (_, place) => `guest${place}@families.example`);
    for (let minute = 0; minute < 60; minute += 1) {
      await send(
        world,
        ...people
          .filter((_, place) => place % 20 === minute % 20)
          .map((to) => ({
            ...mail,
            to,
            cause: `mail.${minute}.${domainOf(to)}.${to.split('@')[0]}`,
            text: String(minute),
          })),
      );
      world.pass({ minutes: 1 });
    }
    const { rows } = await world.owner.query<{ most: number }>(
      'select max(tries) as most from outgoing_mail',
    );
    expect(rows[0]?.most).toBe(0);
    const again = await openPost({ port: post.port });
    let rounds = 0;
    while ((await outcomes(world)).includes(null) && rounds < 20) {
      world.pass({ minutes: 5 });
      await world.work();
      rounds += 1;
    }
    expect(again.received).toHaveLength(120);
    expect(again.most).toBeLessThanOrEqual(5);
    for (const person of people) {
      const heard = again.received.filter(({ to }) => to === person);
      const minutes = await Promise.all(
        heard.map(async ({ raw }) => Number((await PostalMime.parse(raw)).text)),
      );
      expect(minutes).toEqual(minutes.toSorted((one, other) => one - other));
      expect(minutes).toHaveLength(3);
    }
  });

  it('is tried by one mail after each pause, not by all', async () => {
    const post = await openPost();
    const world = await openWorld({ smtpUrl: post.url });
    post.refuseData = { code: 421 };
    await send(
      world,
      ...Array.from({ length: 30 }, (_, place) => ({
        ...mail,
        to: `g${place}@x.example`,
        cause: `m${place}`,
      })),
    );
    const tried = post.most;
    expect(tried).toBeLessThanOrEqual(5);
    await world.work();
    expect((await outcomes(world)).every((outcome) => outcome === null)).toBe(true);
    post.refuseData = null;
    world.pass({ minutes: 6 });
    await world.work();
    expect(post.received).toHaveLength(30);
  });
});

describe('mail to one school', () => {
  it('goes at its pace, and holds up neither another domain nor who signs in', async () => {
    const post = await openPost();
    const pace = { burst: 3, interval: Temporal.Duration.from({ seconds: 10 }) };
    const world = await openWorld({ smtpUrl: post.url, pace });
    const to = (name: string): Mail => ({ ...mail, to: name, cause: name.replace('@', '.') });
    const until = world.platform.clock().add({ minutes: 10 });
    const school = Array.from({ length: 8 }, (_, place) => to(`p${place}@school.example`));
    await send(world, ...school, to('p@other.example'), { ...to('me@school.example'), code: { until } });
    const arrived = (): string[] => post.received.map((one) => one.to).toSorted();
    const first = ['me@school.example', 'p0@school.example', 'p1@school.example', 'p2@school.example'];
    expect(arrived()).toEqual([...first, 'p@other.example'].toSorted());
    for (const name of ['p3', 'p4', 'p5', 'p6', 'p7']) {
      world.pass({ seconds: 10 });
      await world.work();
      first.push(`${name}@school.example`);
      expect(arrived()).toEqual([...first, 'p@other.example'].toSorted());
    }
  });

  it('does not make up for the turns of an outage all at once', async () => {
    const post = await openPost();
    const pace = { burst: 2, interval: Temporal.Duration.from({ seconds: 10 }) };
    const world = await openWorld({ smtpUrl: post.url, pace });
    post.refuseData = { code: 421 };
    const school = Array.from({ length: 6 }, (_, place) => ({
      ...mail,
      to: `p${place}@school.example`,
      cause: `p${place}`,
    }));
    await send(world, ...school);
    world.pass({ hours: 1 });
    post.refuseData = null;
    await world.work();
    expect(post.received).toHaveLength(2);
  });
});

describe('a code to sign in', () => {
  it('overtakes everything, and is not sent when it is of no use any more', async () => {
    const { world, post } = await withPost();
    post.refuse.set(luka.address, { code: 450 });
    const until = world.platform.clock().add({ minutes: 10 });
    await send(world, { ...mail, cause: 'code.1', code: { until } });
    world.pass({ minutes: 11 });
    post.refuse.clear();
    await world.work();
    expect(await outcomes(world)).toEqual(['given_up']);
    expect(post.received).toEqual([]);
  });
});

describe('a refusal for what we are', () => {
  it('stops mail to that domain, and from the second domain on the stream, until somebody looks', async () => {
    const { world, post } = await withPost();
    const to = (name: string): Mail => ({ ...mail, to: name, cause: name.replace('@', '.') });
    post.refuse.set('a@one.example', { code: 550, text: '5.7.26 unauthenticated' });
    await send(world, to('a@one.example'));
    await send(world, to('b@one.example'), to('c@two.example'));
    expect(await outcomes(world)).toEqual([null, null, 'sent']);
    post.refuse.set('d@two.example', { code: 550, text: '5.7.1 blocked' });
    await send(world, to('d@two.example'));
    await send(world, to('e@three.example'));
    expect(await outcomes(world)).toEqual([null, null, 'sent', null, null]);
    const status = await readQueue(world.owner);
    expect(status.waiting.map(({ stream, mails }) => [stream, mails])).toEqual([['other', 4]]);
    expect(status.stops.map(({ domain }) => domain)).toEqual(['', 'one.example', 'two.example']);
    expect(await resumeStreams(world.owner, 'invitations', undefined)).toBe(0);
    expect(await resumeStreams(world.owner, undefined, undefined)).toBe(3);
    post.refuse.clear();
    await world.work();
    expect(await outcomes(world)).toEqual(['sent', 'sent', 'sent', 'sent', 'sent']);
  });
});

async function invitationsIn(post: Post): Promise<string[]> {
  const mails = await Promise.all(post.received.map(({ raw }) => PostalMime.parse(raw)));
  return mails.filter(({ subject }) => subject?.includes('invites')).map(({ text }) => text ?? '');
}

describe('an invitation over SMTP', () => {
  it('that is refused shows on the host’s page as not reached, and the others go out', async () => {
    const { world, post } = await withPost();
    post.refuse.set(luka.address, { code: 550 });
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
    post.refuse.set(luka.address, { code: 550 }).set(ana, { code: 451 });
    await world.work();
    const said = async (): Promise<string> => {
      const maya = world.visitor();
      await signIn(world, maya, ellie.address);
      return (await maya.get(`/parties/${host.party}`)).text;
    };
    expect(await said()).toContain('0 not reached');
    post.refuse.set(ana, { code: 550 });
    world.pass({ minutes: 2 });
    await world.work();
    expect(await said()).toContain('1 not reached');
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
