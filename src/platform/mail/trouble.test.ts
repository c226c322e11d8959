import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openPost } from '../../../test/post.ts';
import { openWorld, type World } from '../../../test/world.ts';
import type { Mail } from './mail.ts';
import { openMailRunner, type MailRunner } from './runner.ts';
import { smtpTransport, type Transport } from './transports.ts';

const nothing = (): Promise<void> => Promise.resolve();

const to = (address: string, cause = address): Mail => ({
  to: address,
  subject: 'x',
  text: 'x',
  html: '<p>x</p>',
  cause: cause.replace('@', '.'),
});

function runnerOf(world: World, transport: Transport, burst = 10_000, seconds = 1): MailRunner {
  const { owner, clock, key, log, mailer } = world.platform;
  const way = { transport, from: 'hello@bunting.example' };
  return openMailRunner({
    owner,
    clock,
    key,
    log,
    presence: { number: 7, show: nothing, hide: nothing, close: nothing },
    pace: { burst, interval: Temporal.Duration.from({ seconds }) },
    ways: { codes: way, invitations: way, other: way },
    domain: mailer.domain,
  });
}
const silent: Transport = {
  lanes: 5,
  deliver: async () => null,
  look: async () => null,
  close: () => undefined,
};

describe('the runner', () => {
  it('a database that is away for a moment while mail is sent does not end the process', async () => {
    const world = await openWorld();
    const unhandled: unknown[] = [];
    const hear = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', hear);
    onTestFinished(() => void process.off('unhandledRejection', hear));
    await world.platform.mailer.write(Array.from({ length: 20 }, (_, n) => to(`g${n}@families.example`)));
    let sent = 0;
    const slow: Transport = {
      ...silent,
      lanes: 1,
      deliver: async () => {
        sent += 1;
        await sleep(30);
        return null;
      },
    };
    const runner = runnerOf(world, slow);
    // settling fails for a moment: somebody holds the table, and the statement is ended
    const drained = runner.drain().catch((error: unknown) => error);
    await vi.waitFor(() => expect(sent).toBeGreaterThan(1));
    await world.owner.query('alter table outgoing_mail rename column outcome to gone');
    await sleep(200);
    await world.owner.query('alter table outgoing_mail rename column gone to outcome');
    await drained;
    await sleep(50);
    expect(unhandled).toEqual([]);
  });

  it('one mail at which the server hangs up each time keeps no other mail', async () => {
    const world = await openWorld();
    const post = await openPost();
    post.refuse.set('bad@poison.example', { code: 421 });
    await world.platform.mailer.write([to('bad@poison.example')]);
    const runner = runnerOf(world, smtpTransport(post.url, undefined));
    await runner.drain();
    await world.platform.mailer.write([to('a@good.example'), to('b@good.example')]);
    for (let looks = 0; looks < 12; looks += 1) {
      world.pass({ minutes: 5, seconds: 1 });
      await runner.drain();
    }
    await runner.stop();
    expect(post.received.map((one) => one.to).toSorted()).toEqual(['a@good.example', 'b@good.example']);
  }, 60_000);

  it('whoever owns two domains cannot stop everybody’s codes', async () => {
    const world = await openWorld();
    const post = await openPost();
    post.refuse.set('x@evil-one.example', { code: 550, text: '5.7.1 go away' });
    post.refuse.set('x@evil-two.example', { code: 550, text: '5.7.1 go away' });
    const code = { until: world.platform.clock().add({ minutes: 15 }) };
    await world.platform.mailer.write([
      { ...to('x@evil-one.example'), code },
      { ...to('x@evil-two.example'), code },
    ]);
    const runner = runnerOf(world, smtpTransport(post.url, undefined));
    await runner.drain();
    await world.platform.mailer.write([{ ...to('maya@good.example'), code }]);
    await runner.drain();
    await runner.stop();
    expect(post.received.map((one) => one.to)).toEqual(['maya@good.example']);
  });

  it('mails that wait for their turn at one domain keep no place of mails to another', async () => {
    const world = await openWorld();
    const sent: string[] = [];
    const way: Transport = {
      ...silent,
      deliver: async ({ envelope }) => {
        sent.push(String(envelope?.to));
        return null;
      },
    };
    await world.platform.mailer.write([
      ...Array.from({ length: 300 }, (_, n) => to(`g${n}@school.example`)),
      to('a@good.example'),
    ]);
    const runner = runnerOf(world, way, 1, 1);
    await runner.drain();
    expect(sent).toContain('a@good.example');
  });

  it('nor while the lanes open again after an outage', async () => {
    const world = await openWorld();
    const sent: string[] = [];
    let away = true;
    const way: Transport = {
      ...silent,
      deliver: async ({ envelope }) => {
        if (away) return { kind: 'away', reply: null };
        sent.push(String(envelope?.to));
        return null;
      },
    };
    await world.platform.mailer.write([
      ...Array.from({ length: 300 }, (_, n) => to(`g${n}@school.example`)),
      to('a@good.example'),
    ]);
    const runner = runnerOf(world, way, 1, 60);
    await runner.drain();
    away = false;
    for (let seconds = 0; seconds < 60; seconds += 1) {
      world.pass({ seconds: 1 });
      await runner.drain();
    }
    expect(sent).toContain('a@good.example');
  });
});
void createServer;
void once;
void (null as unknown as Socket);
