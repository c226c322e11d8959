import { Hono } from 'hono';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../../app.tsx';
import { luka, makeClass, makeParty } from '../../../test/people.ts';
import { Visitor } from '../../../test/visitor.ts';
import { openWorld } from '../../../test/world.ts';

async function withMail() {
  const world = await openWorld();
  const class1b = await makeClass(world);
  await world.work();
  await makeParty(world, class1b, ['Luka']);
  await world.work();
  const { rows } = await world.owner.query<{ id: string }>(
    'select id from mailbox_message where recipient = $1 order by sent_at desc, id desc limit 1',
    [luka.address],
  );
  return { world, mail: `/mailbox/${rows[0]?.id}` };
}

describe('the mailbox', () => {
  it('is a list, newest first, for people and for programs', async () => {
    const { world } = await withMail();
    const page = await world.visitor().get('/mailbox');
    expect(page.text.indexOf('invites')).toBeLessThan(page.text.indexOf('on the list of'));
    expect(page.text).toContain(luka.address);
    const list = await world.visitor().get('/mailbox', { accept: 'application/json' });
    const mails: Record<string, string>[] = JSON.parse(list.html);
    expect(Object.keys(mails[0] ?? {})).toEqual(['id', 'to', 'subject', 'sentAt']);
    expect(mails.find(({ subject }) => subject?.includes('invites'))).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      to: luka.address,
      subject: expect.stringContaining('Ellie is turning five'),
      sentAt: '2026-12-04T12:00:00Z',
    });
  });

  it('shows a mail as people see it, as text and raw', async () => {
    const { world, mail } = await withMail();
    const page = await world.visitor().get(mail);
    expect(page.text).toContain('Come and dance.');
    const raw = await world.visitor().get(`${mail}.eml`);
    expect(raw.headers.get('content-type')).toContain('message/rfc822');
    expect((await PostalMime.parse(raw.html)).to?.[0]?.address).toBe(luka.address);
  });

  it('boxes the mail in: it may have its own style and do nothing', async () => {
    const { world, mail } = await withMail();
    const inner = await world.visitor().get(`${mail}/html`);
    const policy = inner.headers.get('content-security-policy') ?? '';
    for (const rule of ["default-src 'none'", "form-action 'none'", 'sandbox', "frame-ancestors 'self'"])
      expect(policy).toContain(rule);
    expect(policy).not.toMatch(/script-src|allow-scripts|allow-same-origin|allow-forms/);
    const outer = await world.visitor().get(mail);
    expect(outer.html).toContain('sandbox="allow-top-navigation-by-user-activation"');
    expect(outer.headers.get('content-security-policy')).not.toContain('unsafe');
  });

  it('has nothing at an address that it did not give', async () => {
    const { world, mail } = await withMail();
    const nowhere = `/mailbox/${crypto.randomUUID()}`;
    for (const path of [
      nowhere,
      `${nowhere}.eml`,
      `${nowhere}/html`,
      '/mailbox/x',
      '/mailbox/x.eml',
      `${mail}/x`,
    ])
      expect((await world.visitor().get(path)).status, path).toBe(404);
  });

  it('is there for nobody but this machine', async () => {
    const { world, mail } = await withMail();
    const app = makeApp(world.platform, { assets: new Hono(), loopback: false });
    const outside = new Visitor(app);
    for (const path of ['/mailbox', mail, `${mail}.eml`, `${mail}/html`])
      expect((await outside.get(path)).status, path).toBe(404);
    // Nor may anybody else become one of the made-up people.
    expect((await outside.post('/try', { as: 'host' })).status).toBe(404);
    expect((await outside.get('/')).text).not.toContain('made-up class');
    const rebound = { host: 'elsewhere.example' };
    expect((await world.visitor().get('/mailbox', rebound)).status).toBe(404);
    expect((await world.visitor().post('/try', { as: 'host' }, rebound)).status).toBe(404);
  });
});
