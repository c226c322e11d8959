import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reports } from '../../../../test/mails/reports.ts';
import { plain } from '../../../../test/mails/words.ts';
import { openWorld, type World } from '../../../../test/world.ts';
import { newId, sealId } from '../../../kernel/id.ts';
import { listMails, receiveFile, receiveMail } from './receive.ts';

async function openScene() {
  const world = await openWorld();
  const { db, clock, key } = world.platform;
  const receiving = { db, clock, domain: 'in.bunting.example' };
  const rsvp = `rsvp+${sealId(key, 'rsvp', newId())}@in.bunting.example`;
  const raw = (to: string, headers: string[] = []): Buffer =>
    Buffer.from(plain({ to, from: 'ivan@families.example', words: 'Yes!', headers }));
  return { world, receiving, rsvp, raw };
}

async function kept({ owner }: World) {
  const { rows } = await owner.query<{ recipients: string[]; sender: string | null }>(
    'select recipients, sender from incoming_mail',
  );
  return rows;
}

describe('a mail that is handed over', () => {
  it.each([
    ['To', (to: string) => [to, []] as const],
    ['Delivered-To', (to: string) => ['list@elsewhere.example', [`Delivered-To: ${to}`]] as const],
    ['X-Original-To', (to: string) => ['list@elsewhere.example', [`X-Original-To: <${to}>`]] as const],
    ['Envelope-To', (to: string) => ['a@b.example', [`Envelope-to: ${to.toUpperCase()}`]] as const],
    [
      'a folded Cc',
      (to: string) => ['a@b.example', [`Cc: Somebody <c@d.example>,\r\n\t"Ellie" <${to}>`]] as const,
    ],
  ])('is for whom %s names', async (_name, put) => {
    const { world, receiving, rsvp, raw } = await openScene();
    const [to, headers] = put(rsvp);
    expect(await receiveMail(receiving, raw(to, [...headers]))).toBe('taken');
    expect((await kept(world)).map(({ recipients }) => recipients.map((one) => one.toLowerCase()))).toEqual([
      [rsvp],
    ]);
  });

  it('is for whom the mail server names, before anything in it', async () => {
    const { world, receiving, rsvp, raw } = await openScene();
    expect(await receiveMail(receiving, raw('a@b.example', ['Return-Path: <>']), [rsvp, 'c@d.example'])).toBe(
      'taken',
    );
    expect(await kept(world)).toEqual([{ recipients: [rsvp], sender: '' }]);
    expect(await receiveMail(receiving, raw(rsvp), ['c@d.example'])).toBe('not_ours');
  });

  it('is not taken for somebody else, nor when it is too large; a report always is', async () => {
    const { world, receiving, rsvp, raw } = await openScene();
    expect(await receiveMail(receiving, raw('a@b.example'))).toBe('not_ours');
    expect(await receiveMail(receiving, Buffer.alloc(0))).toBe('not_ours');
    expect(await receiveMail(receiving, Buffer.alloc(1024 * 1024 + 1), [rsvp])).toBe('too_large');
    expect(await kept(world)).toEqual([]);
    const about = { to: 'abuse@bunting.example', whose: 'a@b.example', messageId: '<a@b>' };
    const complaint = Buffer.from(reports['a complaint (ARF)']?.mail(about) ?? '');
    expect(await receiveMail(receiving, complaint)).toBe('taken');
  });

  it('may lie in a maildir, where it counts as read afterwards, or in a folder', async () => {
    const { world, receiving, rsvp, raw } = await openScene();
    const folder = await mkdtemp(join(tmpdir(), 'bunting-maildir-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const part of ['new', 'cur', 'tmp']) await mkdir(join(folder, part));
    await writeFile(join(folder, 'new', '1733317200.M1P1.host'), raw(rsvp));
    await writeFile(join(folder, 'one.eml'), raw(rsvp));
    const paths = await listMails(folder);
    expect(paths).toEqual([join(folder, 'new', '1733317200.M1P1.host')]);
    for (const path of paths) expect(await receiveFile(receiving, path)).toBe('taken');
    expect(await readdir(join(folder, 'cur'))).toEqual(['1733317200.M1P1.host:2,S']);
    expect(await listMails(folder)).toEqual([]);
    await rm(join(folder, 'new'), { recursive: true });
    expect(await listMails(folder)).toEqual([join(folder, 'one.eml')]);
    expect(await kept(world)).toHaveLength(1);
  });
});
