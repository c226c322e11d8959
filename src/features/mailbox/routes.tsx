import { Hono } from 'hono';
import { isId } from '../../kernel/id.ts';
import type { Platform } from '../../platform/platform.ts';
import { contentPolicy } from '../../platform/web/protect.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebEnv } from '../../platform/web/web.ts';
import { findMail, listMails } from './store.ts';
import { MailboxPage, MailPage } from './views.tsx';

// A mail brings its own inline styles, and may do nothing else.
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox allow-top-navigation-by-user-activation";

/** Mounted only where no mail leaves the machine and nobody else can reach it. */
export function mailboxRoutes({ db }: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/mailbox', async (c) => {
    const mails = await listMails(db);
    if ((c.req.header('accept') ?? '').includes('application/json'))
      return c.json(
        mails.map(({ id, to, subject, sentAt }) => ({ id, to, subject, sentAt: sentAt.toString() })),
      );
    return sendPage(c, <MailboxPage visit={c.var.visit} mails={mails} />);
  });

  const read = async (id: string) => {
    const found = (isId(id) ? await findMail(db, id) : null) ?? notFound();
    const { default: PostalMime } = await import('postal-mime');
    return { raw: found.raw, mail: await PostalMime.parse(found.raw) };
  };

  app.get('/mailbox/:id', async (c) => {
    const id = c.req.param('id');
    if (id.endsWith('.eml')) {
      const { raw } = await read(id.slice(0, -4));
      return c.body(new Uint8Array(raw), 200, { 'Content-Type': 'message/rfc822' });
    }
    const { mail } = await read(id);
    const shown = { id, to: mail.to?.[0]?.address ?? '', subject: mail.subject ?? '', text: mail.text ?? '' };
    const page = sendPage(c, <MailPage visit={c.var.visit} mail={shown} />);
    page.headers.set('Content-Security-Policy', `${contentPolicy}; frame-src 'self'`);
    return page;
  });

  app.get('/mailbox/:id/html', async (c) => {
    const { mail } = await read(c.req.param('id'));
    return c.html(mail.html ?? '', 200, { 'Content-Security-Policy': mailPolicy });
  });

  return app;
}
