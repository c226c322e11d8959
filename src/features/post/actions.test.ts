import fc from 'fast-check';
import { createTransport } from 'nodemailer';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dump } from '../../../test/dump.ts';
import { counter, several, shapes, type Answering } from '../../../test/mails/answers.ts';
import { reports } from '../../../test/mails/reports.ts';
import { machines, plain } from '../../../test/mails/words.ts';
import { bytes, mails as anyMail } from '../../../test/mails/worst.ts';
import {
  ellie,
  keeper,
  linkTo,
  luka,
  makeClass,
  makeParty,
  move,
  noor,
  signIn,
  type Class,
} from '../../../test/people.ts';
import { scaled } from '../../../test/scaled.ts';
import { hidden } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { newId, sealId } from '../../kernel/id.ts';
import { openListener } from '../../platform/mail/inbound/listener.ts';
import { saveIncoming } from '../../platform/mail/inbound/store.ts';
import { replyAddress } from '../invitation/actions.ts';
import { cancelParty } from '../notice/actions.ts';
import type { HostPass } from '../party/rules.ts';
import { dealWithMail, type Ending } from './actions.ts';

type Scene = {
  world: World;
  class1b: Class;
  host: HostPass;
  /** The address that stands for Luka's family. */
  to: string;
  envelope: string;
  uid: string;
};

async function openScene(guests: readonly string[] = ['Luka', 'Noor']): Promise<Scene> {
  const world = await openWorld();
  const class1b = await makeClass(world);
  const host = await makeParty(world, class1b, guests);
  await world.work();
  return { world, class1b, host, ...(await addressOf(world, class1b, 'Luka')) };
}

async function addressOf(world: World, class1b: Class, child: string) {
  const { rows } = await world.owner.query<{ id: string; uid: string }>(
    'select e.id, p.uid from envelope e join party p on p.id = e.party_id where e.family_id = $1',
    [class1b.families.get(child)],
  );
  const envelope = rows[0]?.id ?? '';
  return { envelope, uid: rows[0]?.uid ?? '', to: replyAddress(world.platform, envelope) ?? '' };
}

/** Hands a mail over and deals with it; the other jobs wait. */
async function receive(
  { world }: Pick<Scene, 'world'>,
  raw: string | Buffer,
  recipients: string[],
  sender: string | null = luka.address,
): Promise<Ending[]> {
  const { db, clock } = world.platform;
  await saveIncoming(db, { raw: Buffer.from(raw), recipients, sender }, clock());
  const { rows } = await world.owner.query<{ id: string }>('select id from incoming_mail');
  const endings: Ending[] = [];
  for (const { id } of rows) endings.push(...(await dealWithMail(world.platform, id)));
  expect((await world.owner.query('select from incoming_mail')).rowCount).toBe(0);
  return endings;
}

const answering = ({ to, uid }: Scene, more: Partial<Answering> = {}): Answering => ({
  to,
  uid,
  from: luka.address,
  says: 'ACCEPTED',
  ...more,
});

async function reply(scene: Scene, more: Partial<Answering> = {}): Promise<Ending | undefined> {
  return (await receive(scene, shapes.apple(answering(scene, more)), [scene.to]))[0];
}

async function write(
  scene: Scene,
  words: string,
  more: { from?: string; id?: string } = {},
): Promise<Ending | undefined> {
  const { to } = scene;
  return (await receive(scene, plain({ to, from: luka.address, words, ...more }), [to]))[0];
}

async function answers({ world, envelope }: Scene) {
  const { rows } = await world.owner.query<{ says: string; entered_by: string; revision: number }>(
    'select says, entered_by, revision from answer where envelope_id = $1 order by child_id',
    [envelope],
  );
  return rows;
}

async function messages({ world, envelope }: Scene) {
  const { rows } = await world.owner.query<{ kind: string; words: string }>(
    'select kind, words from family_message where envelope_id = $1 order by received_at, kind',
    [envelope],
  );
  return rows;
}

async function board({ world, host }: Scene): Promise<string> {
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  return (await maya.get(`/parties/${host.party}`)).text;
}

async function mailsTo({ world }: Scene, address: string): Promise<string[]> {
  await world.work();
  return (await world.mails(address)).map(({ subject }) => subject.replace(/[\u2068\u2069]/g, ''));
}

describe('an answer from a calendar', () => {
  it.each(Object.entries(shapes))(
    'from %s sets the family’s answer, and it is confirmed as on the page',
    async (_name, shape) => {
      const scene = await openScene();
      for (const [says, said] of [
        ['ACCEPTED', 'yes'],
        ['TENTATIVE', 'later'],
        ['DECLINED', 'no'],
      ] as const) {
        scene.world.pass({ minutes: 1 });
        const stamp = scene.world.platform.clock().toString().replace(/[-:]/g, '');
        const raw = shape(answering(scene, { says, stamp }));
        expect(await receive(scene, raw, [scene.to])).toEqual(['answered']);
        expect(await answers(scene)).toEqual([{ says: said, entered_by: 'family', revision: 0 }]);
        expect(
          (await mailsTo(scene, luka.address)).filter((one) => one.startsWith('Your answer')),
        ).not.toEqual([]);
      }
      const confirmed = (await mailsTo(scene, luka.address)).filter((one) => one.startsWith('Your answer'));
      expect(confirmed).toHaveLength(3);
      expect(await messages(scene)).toEqual([]);
    },
  );

  it('answers for all the children of the family', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie, luka]);
    await world.owner.query(
      `with sister as (insert into child (circle_id, id, name, created_at)
         values ($1, gen_random_uuid(), 'Lana', now()) returning circle_id, id)
       insert into household (circle_id, family_id, child_id) select circle_id, $2, id from sister`,
      [class1b.circle, class1b.families.get('Luka')],
    );
    const host = await makeParty(world, class1b);
    await world.work();
    const scene = { world, class1b, host, ...(await addressOf(world, class1b, 'Luka')) };
    expect(await reply(scene)).toBe('answered');
    expect((await answers(scene)).map(({ says }) => says)).toEqual(['yes', 'yes']);
    await world.owner.query('insert into company values ($1, $2, 2, 0, null)', [
      class1b.circle,
      scene.envelope,
    ]);
    expect(await reply(scene, { says: 'DECLINED', stamp: '20261204T140000Z' })).toBe('answered');
    expect((await answers(scene)).map(({ says }) => says)).toEqual(['no', 'no']);
    expect((await world.owner.query('select from company')).rowCount).toBe(0);
  });

  it('twice is one, and is confirmed once', async () => {
    const scene = await openScene();
    expect([await reply(scene), await reply(scene)]).toEqual(['answered', 'overtaken']);
    const confirmed = (await mailsTo(scene, luka.address)).filter((one) => one.startsWith('Your answer'));
    expect(confirmed).toHaveLength(1);
  });

  it('that a mail server brings once more takes back nothing that was pressed since', async () => {
    const scene = await openScene();
    expect(await reply(scene)).toBe('answered');
    const guest = scene.world.visitor();
    const page = await guest.post(await linkTo(scene.world, luka.address));
    const [child, revision] = [hidden(page.html, 'child'), hidden(page.html, 'revision')];
    await guest.post(`${page.path}/answers`, { child, revision, says: 'no' });
    expect((await answers(scene))[0]?.says).toBe('no');
    expect(await reply(scene)).toBe('overtaken');
    expect((await answers(scene))[0]?.says).toBe('no');
  });

  it('that was overtaken by a newer one says nothing', async () => {
    const scene = await openScene();
    expect(await reply(scene, { says: 'DECLINED', stamp: '20261204T130500Z' })).toBe('answered');
    expect(await reply(scene, { says: 'ACCEPTED', stamp: '20261204T130000Z' })).toBe('overtaken');
    expect((await answers(scene))[0]?.says).toBe('no');
    await move(scene.world, scene.host, { starts: '14:00' });
    expect(await reply(scene, { says: 'ACCEPTED', sequence: 1, stamp: '20261204T125000Z' })).toBe('answered');
    expect(await reply(scene, { says: 'DECLINED', sequence: 0, stamp: '20261204T140000Z' })).toBe(
      'overtaken',
    );
    expect(await answers(scene)).toEqual([{ says: 'yes', entered_by: 'family', revision: 1 }]);
  });

  it('to an older plan is an answer to the old plan, and no yes to the new one', async () => {
    const scene = await openScene();
    await move(scene.world, scene.host, { starts: '14:00' });
    expect(await reply(scene, { sequence: 0 })).toBe('answered');
    expect(await answers(scene)).toEqual([{ says: 'yes', entered_by: 'family', revision: 0 }]);
    expect(await board(scene)).toContain('yes to the old plan');
    expect(await reply(scene, { sequence: 1 })).toBe('answered');
    // A number from the future is the plan of today.
    expect(await reply(scene, { sequence: 9, stamp: '20261204T140000Z' })).toBe('answered');
    expect((await answers(scene))[0]?.revision).toBe(1);
  });

  it('takes back nothing that was pressed for a newer plan', async () => {
    const scene = await openScene();
    await move(scene.world, scene.host, { starts: '14:00' });
    const guest = scene.world.visitor();
    await scene.world.work();
    const link = await linkTo(scene.world, luka.address);
    const page = await guest.post(link, { a: 'yes', r: '1' });
    expect(page.status).toBe(200);
    expect(await reply(scene, { says: 'DECLINED', sequence: 0 })).toBe('outdated');
    expect((await answers(scene))[0]?.says).toBe('yes');
  });

  it('of several in one mail is the newest one about this party', async () => {
    const scene = await openScene();
    expect(await receive(scene, several(answering(scene)), [scene.to])).toEqual(['answered']);
    expect((await answers(scene))[0]?.says).toBe('yes');
  });

  it('about another event is none', async () => {
    const scene = await openScene();
    expect(await reply(scene, { uid: 'other@elsewhere' })).toBe('other_event');
    expect(await reply(scene, { says: 'NEEDS-ACTION' })).toBe('nothing_said');
    expect(await answers(scene)).toEqual([]);
  });

  it('about the party that became one with this one is an answer to the plan of back then', async () => {
    const scene = await openScene();
    const uid = newId();
    await scene.world.owner.query('update envelope set former_uid = $1 where id = $2', [uid, scene.envelope]);
    await move(scene.world, scene.host, { starts: '14:00' });
    expect(await reply(scene, { uid, sequence: 7 })).toBe('answered');
    expect((await answers(scene))[0]?.revision).toBe(0);
  });

  it('with another time sets nothing, and the host reads which', async () => {
    const scene = await openScene();
    const proposal = { ...answering(scene), starts: ':20261213T150000Z', comment: 'Sunday is better' };
    expect(await receive(scene, counter(proposal), [scene.to])).toEqual(['another_time']);
    expect(await answers(scene)).toEqual([]);
    expect(await board(scene)).toMatch(
      /Luka’s family would like another time\..*Sun,? 13 Dec.*Sunday is better/,
    );
    expect(await mailsTo(scene, ellie.address)).toContain('Luka’s family has written: Ellie is turning five');
    expect(await mailsTo(scene, luka.address)).not.toContain('Passed on: Ellie is turning five');
  });

  it('with a comment brings it to the host as it is written, and no longer than words are', async () => {
    const scene = await openScene();
    const comment = `So\0rry\u0007 ${'x'.repeat(3900)}`;
    const raw = shapes.thunderbird(answering(scene, { says: 'DECLINED' }));
    const said = raw.replace('LAST-MODIFIED', `COMMENT:${comment}\r\nLAST-MODIFIED`);
    expect(await receive(scene, said, [scene.to])).toEqual(['answered']);
    expect((await answers(scene))[0]?.says).toBe('no');
    const [message] = await messages(scene);
    expect(message?.words).toMatch(/^So rry x+…$/);
    expect(message?.words.length).toBeLessThanOrEqual(2000);
    // The confirmation says enough to the family.
    expect(await mailsTo(scene, luka.address)).not.toContain('Passed on: Ellie is turning five');
  });

  it('that hands the answer on to somebody sets nothing, and the host asks', async () => {
    const scene = await openScene();
    expect(await reply(scene, { says: 'DELEGATED' })).toBe('handed_on');
    expect(await answers(scene)).toEqual([]);
    expect(await board(scene)).toContain('Luka’s family has asked somebody else to answer.');
  });

  it('of a stranger sets nothing, and no address is shown', async () => {
    const scene = await openScene();
    await reply(scene, { says: 'DECLINED' });
    const mallory = 'mallory@elsewhere.example';
    const before = await scene.world.mails();
    await scene.world.work();
    for (const id of ['a', 'b']) expect(await reply(scene, { from: mallory, id })).toBe('stranger');
    expect((await answers(scene))[0]?.says).toBe('no');
    expect(await messages(scene)).toEqual([{ kind: 'stranger', words: '' }]);
    const page = await board(scene);
    expect(page).toContain('Somebody answered for Luka from an address that we do not know.');
    expect(page).not.toContain(mallory);
    await scene.world.work();
    expect(await scene.world.mails(mallory)).toEqual([]);
    expect((await scene.world.mails()).length - before.length).toBe(1);
    expect(JSON.stringify(await dump(scene.world.owner))).not.toContain(mallory);
  });

  it('with a forged name in it is still only this family’s answer', async () => {
    const scene = await openScene();
    const noors = await addressOf(scene.world, scene.class1b, 'Noor');
    // Noor's father presses in a mail that Luka's family passed on: the address is Luka's, and he is none of them.
    expect(await reply(scene, { from: noor.address })).toBe('stranger');
    expect(await answers({ ...scene, ...noors })).toEqual([]);
  });

  it('to a party that is off, over, or taken away ends there', async () => {
    const scene = await openScene();
    await cancelParty(scene.world.platform, scene.host);
    await scene.world.work();
    const mails = (await scene.world.mails()).length;
    expect(await reply(scene)).toBe('cancelled');
    const over = await openScene();
    over.world.pass({ hours: 24 * 9 });
    expect(await reply(over)).toBe('over');
    const gone = await openScene();
    await gone.world.owner.query('delete from envelope');
    expect(await reply(gone)).toBe('gone');
    for (const { world } of [over, gone]) expect(await world.work()).not.toContain('answer.confirm');
    await scene.world.work();
    expect((await scene.world.mails()).length).toBe(mails);
  });

  it('of a family that has left with a yes may take it back, like its link', async () => {
    const scene = await openScene();
    await reply(scene);
    const anjali = scene.world.visitor();
    await signIn(scene.world, anjali, keeper);
    await anjali.post(
      `/circles/${scene.class1b.circle}/families/${scene.class1b.families.get('Luka')}/removal`,
    );
    expect(await reply(scene, { says: 'DECLINED', stamp: '20261204T140000Z' })).toBe('answered');
    expect((await answers(scene))[0]?.says).toBe('no');
    const silent = await openScene();
    const keeperOf = silent.world.visitor();
    await signIn(silent.world, keeperOf, keeper);
    await keeperOf.post(
      `/circles/${silent.class1b.circle}/families/${silent.class1b.families.get('Luka')}/removal`,
    );
    expect(await reply(silent)).toBe('gone');
  });

  it('of a family in peace makes it one like any other in this party', async () => {
    const scene = await openScene();
    await scene.world.owner.query('update envelope set quiet = true where id = $1', [scene.envelope]);
    expect(await reply(scene)).toBe('answered');
    const { rows } = await scene.world.owner.query('select quiet from envelope where id = $1', [
      scene.envelope,
    ]);
    expect(rows).toEqual([{ quiet: false }]);
    expect(await mailsTo(scene, luka.address)).toContain('Your answer: Ellie is turning five');
  });

  it('that is dealt with by two workers at once, in any order, leaves the newest one standing', async () => {
    const scene = await openScene();
    const { db, clock } = scene.world.platform;
    const said = ['ACCEPTED', 'DECLINED', 'TENTATIVE', 'ACCEPTED', 'DECLINED'] as const;
    for (const [minute, says] of said.entries()) {
      const raw = Buffer.from(shapes.gmail(answering(scene, { says, stamp: `20261204T130${minute}00Z` })));
      await saveIncoming(db, { raw, recipients: [scene.to], sender: null }, clock());
    }
    const { rows } = await scene.world.owner.query<{ id: string }>('select id from incoming_mail');
    const twice = [...rows, ...rows.toReversed()];
    await Promise.all(twice.map(({ id }) => dealWithMail(scene.world.platform, id)));
    expect((await answers(scene))[0]?.says).toBe('no');
  });
});

describe('what a family writes', () => {
  it('is passed on to the hosts, and the family hears so once', async () => {
    const scene = await openScene();
    expect(await write(scene, 'Yes, we’ll come!', { id: 'one' })).toBe('passed_on');
    expect(await write(scene, 'نأتي بكل سرور', { id: 'two' })).toBe('passed_on');
    expect(await write(scene, 'Yes, we’ll come!', { id: 'one' })).toBe('passed_on');
    expect(await answers(scene)).toEqual([]);
    expect((await messages(scene)).map(({ words }) => words).toSorted()).toEqual([
      'Yes, we’ll come!',
      'نأتي بكل سرور',
    ]);
    const page = await board(scene);
    expect(page).toContain('Luka’s family writes: ');
    expect(page).toContain('نأتي بكل سرور');
    expect(page).toMatch(/Luka ?has written/);
    const host = (await mailsTo(scene, ellie.address)).filter((one) =>
      one.startsWith('Luka’s family has written'),
    );
    expect(host).toHaveLength(2);
    const told = (await scene.world.mails(luka.address)).filter(({ subject }) =>
      subject.startsWith('Passed on'),
    );
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('/i/');
    expect(told[0]?.text).not.toContain('12 Maple Street');
    const guest = scene.world.visitor();
    await guest.post(await linkTo(scene.world, noor.address));
    expect((await guest.get('/')).text).not.toContain('we’ll come');
  });

  it('from an address that is not the family’s is not shown to anybody', async () => {
    const scene = await openScene();
    expect(await write(scene, 'Send me the address', { from: 'mallory@elsewhere.example' })).toBe('stranger');
    expect(await messages(scene)).toEqual([{ kind: 'stranger', words: '' }]);
    expect(await scene.world.work()).not.toContain('message.tell');
    expect(await scene.world.mails('mallory@elsewhere.example')).toEqual([]);
  });

  it('is kept as text, whatever it holds, and of more than a host can read no more is taken', async () => {
    const scene = await openScene();
    await write(scene, '<b>=1+1</b> <script>alert(1)</script>', { id: 'x' });
    const maya = scene.world.visitor();
    await signIn(scene.world, maya, ellie.address);
    expect((await maya.get(`/parties/${scene.host.party}`)).html).toContain('&lt;script&gt;alert(1)');
    const endings: (Ending | undefined)[] = [];
    for (let time = 0; time < 25; time += 1) endings.push(await write(scene, 'Again', { id: String(time) }));
    expect(endings.filter((one) => one === 'too_many')).toHaveLength(6);
    expect(await write(scene, '> only a quotation', { id: 'y' })).toBe('empty');
  });

  it('to a party that is off or over is passed on, and nobody is asked to answer', async () => {
    const scene = await openScene();
    await cancelParty(scene.world.platform, scene.host);
    expect(await write(scene, 'What a pity')).toBe('passed_on');
    expect(await mailsTo(scene, luka.address)).not.toContain('Passed on: Ellie is turning five');
    expect(await mailsTo(scene, ellie.address)).toContain('Luka’s family has written: Ellie is turning five');
  });

  it('is gone a week after the party', async () => {
    const scene = await openScene();
    await write(scene, 'Plantedwords');
    await reply(scene);
    await scene.world.work();
    scene.world.pass(scene.world.platform.clock().until(Temporal.Instant.from('2026-12-19T17:01:00Z')));
    await scene.world.owner.query("select graphile_worker.add_job('retention.sweep')");
    await scene.world.work();
    expect(JSON.stringify(await dump(scene.world.owner))).not.toContain('Plantedwords');
    expect((await scene.world.owner.query('select from calendar_reply')).rowCount).toBe(0);
  });
});

describe('no automatic answer to an automatic mail', () => {
  it.each(Object.entries(machines))('%s: nothing follows', async (_name, machine) => {
    const scene = await openScene();
    const before = await dump(scene.world.owner);
    const raw = machine({ to: scene.to, from: luka.address });
    expect(await receive(scene, raw, [scene.to], '')).toEqual(['automatic']);
    expect(tidied(await dump(scene.world.owner))).toEqual(tidied(before));
  });

  it.each(Object.entries(reports))('%s: the invitation stays as it is', async (_name, { mail, is }) => {
    const scene = await openScene();
    const to = `bounce+${sealId(scene.world.platform.key, 'bounce', newId())}@in.bunting.example`;
    const before = await dump(scene.world.owner);
    const ending = (
      await receive(scene, mail({ to, whose: luka.address, messageId: '<a.b@c>' }), [to], '')
    )[0];
    expect(ending).toBe(typeof is === 'object' ? 'returned' : is);
    expect(tidied(await dump(scene.world.owner))).toEqual(tidied(before));
  });

  it('two machines that answer each other end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('words', 'reply', 'out of office', 'report'), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.boolean(),
        async (moves, twoFaced) => {
          const scene = await openScene(['Luka']);
          let rounds = 0;
          let heard = 0;
          // It answers each mail that it gets, as wildly as it can, and claims to be a person.
          await write(scene, 'Start', { id: 'start' });
          for (; rounds < 200; rounds += 1) {
            await scene.world.work();
            const mails = await scene.world.mails(luka.address);
            if (mails.length === heard) break;
            heard = mails.length;
            scene.world.pass({ minutes: 1 });
            const stamp = `20261204T${String(13 + Math.floor(rounds / 60))}${String(rounds % 60).padStart(2, '0')}00Z`;
            for (const one of moves) {
              const id = `${one}-${rounds}`;
              const says = rounds % 2 ? 'ACCEPTED' : 'DECLINED';
              if (one === 'words') await write(scene, `Thank you for ${heard}`, { id });
              if (one === 'reply')
                await reply(scene, {
                  says,
                  stamp,
                  id,
                  ...(twoFaced ? { from: luka.address.toUpperCase() } : {}),
                });
              const machine = machines['sieve is on vacation'];
              if (one === 'out of office' && machine)
                await receive(scene, machine({ to: scene.to, from: luka.address }), [scene.to]);
              const report = reports['qmail: in words alone'];
              if (one === 'report' && report)
                await receive(
                  scene,
                  report.mail({ to: scene.to, whose: luka.address, messageId: '<a@b>' }),
                  [scene.to],
                  '',
                );
            }
          }
          expect(rounds).toBeLessThan(40);
          const passed = (await scene.world.mails(luka.address)).filter(({ subject }) =>
            subject.startsWith('Passed on'),
          );
          expect(passed).toHaveLength(1);
        },
      ),
      { numRuns: scaled(2) },
    );
  }, 120_000);
});

describe('any mail at all', () => {
  it('over a real SMTP conversation sets what the family says, and is nowhere afterwards', async () => {
    for (const protocol of ['smtp', 'lmtp'] as const) {
      const scene = await openScene();
      const { db, clock, log } = scene.world.platform;
      const listen = { protocol, host: '127.0.0.1', port: 0 };
      const { port, close } = await openListener({ listen, domain: 'in.bunting.example', db, clock, log });
      onTestFinished(close);
      const lmtp = protocol === 'lmtp';
      const transport = createTransport({ host: '127.0.0.1', port, lmtp, ignoreTLS: true });
      onTestFinished(() => transport.close());
      const envelope = { from: luka.address, to: [scene.to] };
      await transport.sendMail({ envelope, raw: shapes.outlookCom(answering(scene)) });
      await transport.sendMail({ envelope, from: luka.address, to: scene.to, text: 'We bring a cake.' });
      await scene.world.work();
      expect((await answers(scene))[0]?.says).toBe('yes');
      expect(await messages(scene)).toEqual([{ kind: 'words', words: 'We bring a cake.' }]);
      expect((await scene.world.owner.query('select from incoming_mail')).rowCount).toBe(0);
      expect(await mailsTo(scene, luka.address)).toContain('Your answer: Ellie is turning five');
    }
  });

  it('changes nothing that it may not: without a seal of ours not a row', async () => {
    const scene = await openScene();
    const before = tidied(await dump(scene.world.owner));
    const to = fc.constantFrom(
      '',
      `rsvp+${'a'.repeat(52)}@in.bunting.example`,
      'bounce+x@in.bunting.example',
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, anyMail), to, async (raw, recipient) => {
        const endings = await receive(scene, raw, [recipient], null);
        expect(['unknown', 'unreadable']).toContain(endings[0]);
      }),
      { numRuns: scaled(25) },
    );
    expect(tidied(await dump(scene.world.owner))).toEqual(before);
  });

  it('and with one, nothing but this family’s answer and its own words', async () => {
    const scene = await openScene();
    const rest = async (): Promise<Record<string, string[]>> => {
      const all = tidied(await dump(scene.world.owner));
      for (const table of ['answer', 'company', 'family_message', 'calendar_reply', 'envelope'])
        delete all[`public.${table}`];
      return all;
    };
    const before = await rest();
    const noors = await addressOf(scene.world, scene.class1b, 'Noor');
    const body = fc.oneof(
      anyMail,
      fc.constantFrom(...Object.values(shapes)).map((shape) => Buffer.from(shape(answering(scene)))),
    );
    await fc.assert(
      fc.asyncProperty(body, fc.nat(), fc.uint8Array({ maxLength: 8 }), async (raw, at, put) => {
        const place = raw.length === 0 ? 0 : at % raw.length;
        await receive(
          scene,
          Buffer.concat([raw.subarray(0, place), put, raw.subarray(place)]),
          [scene.to],
          null,
        );
      }),
      { numRuns: scaled(25) },
    );
    expect(await rest()).toEqual(before);
    expect(await answers({ ...scene, ...noors })).toEqual([]);
  });
});

// The queue's own rows count what was done; what waits in it is looked at by its work.
function tidied(all: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(all).filter(([table]) => !table.startsWith('graphile_worker.')));
}
