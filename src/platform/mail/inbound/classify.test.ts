import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { counter, several, shapes, type Answering } from '../../../../test/mails/answers.ts';
import { reports } from '../../../../test/mails/reports.ts';
import { machines, plain, quoting } from '../../../../test/mails/words.ts';
import { newId, sealId } from '../../../kernel/id.ts';
import { classify, isDeaf, type Meaning } from './classify.ts';
import { readLetter } from './letter.ts';

const key = randomBytes(32);
const here = { key, domain: 'in.bunting.example', address: 'hello@bunting.example' };
const envelope = newId();
const mail = newId();
const rsvp = `rsvp+${sealId(key, 'rsvp', envelope)}@in.bunting.example`;
const bounce = `bounce+${sealId(key, 'bounce', mail)}@in.bunting.example`;
const from = 'ivan@families.example';

async function meaningOf(text: string, recipient: string, sender: string | null = from): Promise<Meaning> {
  const letter = await readLetter(Buffer.from(text, 'utf8'));
  if (!letter) throw new Error('unreadable');
  return classify(letter, { recipient, sender }, here);
}

const answering: Answering = { to: rsvp, from, uid: 'party@bunting', says: 'ACCEPTED', sequence: 2 };

describe('an answer from a calendar', () => {
  it.each(Object.entries(shapes))('as %s writes it', async (_name, shape) => {
    for (const says of ['ACCEPTED', 'DECLINED', 'TENTATIVE'] as const) {
      const meaning = await meaningOf(shape({ ...answering, says }), rsvp);
      if (meaning.kind !== 'replies') throw new Error(meaning.kind);
      expect(meaning.envelope).toBe(envelope);
      for (const reply of meaning.replies) {
        expect(reply).toMatchObject({ method: 'REPLY', uid: 'party@bunting', sequence: 2 });
        expect(reply.stamp?.toString()).toBe('2026-12-04T13:00:00Z');
        expect(reply.attendees).toEqual([{ address: from, says }]);
        expect(reply.comment).toBe('');
      }
    }
  });

  it('is read whatever the ends of its lines', async () => {
    for (const shape of Object.values(shapes))
      for (const end of ['\n', '\r', '\r\n']) {
        const meaning = await meaningOf(shape(answering).replaceAll('\r\n', end), rsvp);
        expect(meaning.kind).toBe('replies');
      }
  });

  it('is read below a picture of half a megabyte', async () => {
    const picture = `${'A'.repeat(76)}\r\n`.repeat(7000);
    const text = shapes
      .yahoo(answering)
      .replace(
        '------=_Part_1\r\nContent-Type: application',
        `------=_Part_1\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n${picture}------=_Part_1\r\nContent-Type: application`,
      );
    expect((await meaningOf(text, rsvp)).kind).toBe('replies');
  });

  it('that proposes another time names it, unless its zone is nobody’s', async () => {
    const proposed = async (starts: string): Promise<string | undefined> => {
      const meaning = await meaningOf(counter({ ...answering, starts, comment: 'Sunday?' }), rsvp);
      if (meaning.kind !== 'replies') throw new Error(meaning.kind);
      expect(meaning.replies[0]).toMatchObject({ method: 'COUNTER', comment: 'Sunday?' });
      return meaning.replies[0]?.proposed?.toString();
    };
    expect(await proposed(':20261213T150000Z')).toBe('2026-12-13T15:00:00Z');
    expect(await proposed(';TZID=3DEurope/Warsaw:20261213T150000')).toBe('2026-12-13T14:00:00Z');
    expect(await proposed(';TZID=3DGMT Standard Time:20261213T150000')).toBeUndefined();
    expect(await proposed(':16010101T000000Z')).toBeUndefined();
  });

  it('may hold several events of several calendars', async () => {
    const meaning = await meaningOf(several(answering), rsvp);
    if (meaning.kind !== 'replies') throw new Error(meaning.kind);
    expect(meaning.replies.map(({ uid, attendees }) => [uid, attendees[0]?.says])).toEqual([
      ['other@elsewhere', 'DECLINED'],
      ['party@bunting', 'ACCEPTED'],
      ['party@bunting', 'DECLINED'],
    ]);
  });

  it('is none when the file is an invitation that somebody passes on', async () => {
    for (const method of ['REQUEST', 'PUBLISH', 'CANCEL'])
      expect((await meaningOf(shapes.thunderbird(answering).replaceAll('REPLY', method), rsvp)).kind).toBe(
        'words',
      );
  });
});

describe('a mail that came back', () => {
  const returning = { to: '', whose: 'luka@families.example', messageId: '<invitation.abc@bunting.example>' };

  it.each(Object.entries(reports))('%s', async (_name, fixture) => {
    const meaning = await meaningOf(fixture.mail({ ...returning, to: bounce }), bounce, '');
    if (typeof fixture.is === 'object')
      expect(meaning).toEqual({ kind: 'returned', mail, messageIds: [], ...fixture.is });
    else expect(meaning.kind).toBe(fixture.is);
    if (fixture.is === 'complaint') expect(meaning).toMatchObject({ mail });
  });

  it('to another address of ours is known by what it quotes', async () => {
    for (const name of [
      'Postfix: user unknown',
      'Exim: in words, with the address in a header',
      'a complaint (ARF)',
    ])
      expect(await meaningOf(reports[name]?.mail({ ...returning, to: rsvp }) ?? '', rsvp, '')).toMatchObject({
        mail: null,
        messageIds: [returning.messageId],
      });
    const quoting = reports['qmail: in words alone']?.mail({ ...returning, to: bounce }) ?? '';
    expect(await meaningOf(quoting, rsvp, '')).toMatchObject({ kind: 'returned', mail });
  });

  it('to no address of ours counts when it is a report about a mail of ours, and not otherwise', async () => {
    const abuse = 'abuse@bunting.example';
    const complaint = reports['a complaint (ARF)']?.mail({ ...returning, to: abuse }) ?? '';
    expect((await meaningOf(complaint, abuse)).kind).toBe('complaint');
    expect((await meaningOf(complaint.replace(/^Message-ID.*$/gim, ''), abuse)).kind).toBe('unknown');
    expect((await meaningOf(plain({ to: abuse, from, words: 'Yes!' }), abuse)).kind).toBe('unknown');
  });
});

describe('what a machine wrote', () => {
  it.each(Object.entries(machines))('is no answer and no words: %s', async (_name, machine) => {
    for (const [to, sender] of [
      [rsvp, from],
      [bounce, ''],
    ] as const)
      expect((await meaningOf(machine({ to, from }), to, sender)).kind).toBe('automatic');
  });

  it('is a mail from nobody, whatever it says', async () => {
    expect((await meaningOf(plain({ to: rsvp, from, words: 'Yes!' }), rsvp, '')).kind).toBe('automatic');
    expect((await meaningOf(plain({ to: rsvp, from, words: 'Yes!' }), rsvp, null)).kind).toBe('words');
  });

  it('and what we wrote ourselves is known again', async () => {
    const own = plain({ to: rsvp, from: here.address, words: 'Ellie invites Luka' });
    const passed = plain({
      to: rsvp,
      from,
      words: 'Hello',
      headers: ['Auto-Submitted: auto-replied'],
      id: 'x',
    }).replace('x@families.example', 'passed-on.abc@bunting.example');
    const echo = plain({ to: rsvp, from: rsvp, words: 'Hello' });
    for (const text of [own, passed, echo]) expect((await meaningOf(text, rsvp)).kind).toBe('loop');
    // A person of our own domain is a person.
    const person = plain({ to: rsvp, from, words: 'Hello', id: 'x' });
    const ours = person.replace('x@families.example', '3a0e@bunting.example');
    expect((await meaningOf(ours, rsvp)).kind).toBe('words');
  });

  it('and nobody reads at an address that says so', () => {
    for (const address of ['no-reply@a.example', 'noreply@a.example', 'do-not-reply@a', 'Mailer-Daemon@a'])
      expect(isDeaf(address)).toBe(true);
    for (const address of ['norbert@a.example', 'reply@a.example']) expect(isDeaf(address)).toBe(false);
  });
});

describe('words', () => {
  const words = 'Sí, ¡claro que vamos! 🎈\nزياد يأتي أيضًا';

  it.each(Object.entries(quoting))('stand alone, without what %s quotes', async (_name, quote) => {
    expect(await meaningOf(quote({ to: rsvp, from, words }), rsvp)).toEqual({
      kind: 'words',
      envelope,
      words,
    });
  });

  it('are left whole where nobody can tell', async () => {
    const text = 'We come - from 3:\n\nLuka\nhas -- well -- no milk.\n\nFrom: us all';
    expect(await meaningOf(plain({ to: rsvp, from, words: text }), rsvp)).toMatchObject({ words: text });
  });

  it('are 2,000 characters at most, composed, and without what cannot be seen', async () => {
    const text = `Cafe\u0301\u0007\u202e ${'🎈'.repeat(3000)}`;
    const meaning = await meaningOf(plain({ to: rsvp, from, words: text }), rsvp);
    if (meaning.kind !== 'words') throw new Error(meaning.kind);
    expect(meaning.words.length).toBeLessThanOrEqual(2000);
    expect(meaning.words).toMatch(/^Caf\u00e9 🎈+…$/u);
  });

  it('come from HTML with its letters, and nothing of what is not seen', async () => {
    const html = plain({
      to: rsvp,
      from,
      words:
        '<style>x</style><script>alert(1)</script><p>Gr&uuml;&szlig;e &amp; &#127880; &#x1F388;</p><!-- x --><p>1 &lt; 2</p>',
    }).replace('text/plain', 'text/html');
    expect(await meaningOf(html, rsvp)).toMatchObject({ words: 'Grüße & 🎈 🎈\n\n1 < 2' });
  });

  it('in old letters are read by their charset', async () => {
    const text = plain({ to: rsvp, from, words: '§' }).replace('utf-8', 'iso-8859-2');
    const letter = await readLetter(Buffer.from(text.replace('§', 'Cze\xb6\xe6'), 'latin1'));
    if (!letter) throw new Error('unreadable');
    expect(classify(letter, { recipient: rsvp, sender: from }, here)).toMatchObject({ words: 'Cześć' });
  });

  it('to an address that we did not seal lead nowhere', async () => {
    const forged = [
      `rsvp+${sealId(key, 'bounce', envelope)}@in.bunting.example`,
      `rsvp+${sealId(randomBytes(32), 'rsvp', envelope)}@in.bunting.example`,
      'rsvp+x@in.bunting.example',
      '',
    ];
    for (const to of forged)
      expect((await meaningOf(plain({ to, from, words: 'Yes!' }), to)).kind).toBe('unknown');
    const shouted = rsvp.toUpperCase();
    expect((await meaningOf(plain({ to: shouted, from, words: 'Yes!' }), shouted)).kind).toBe('words');
  });
});
