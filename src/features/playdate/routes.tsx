import { Hono } from 'hono';
import { isId, newId } from '../../kernel/id.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { readTyped, textOf, type FieldErrors, type Typed } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { admitFamily } from '../circle/gate.ts';
import type { FamilyPass } from '../circle/rules.ts';
import { SayingPage } from '../joining/views.tsx';
import { invitePlaymates, lookAtPlaydate } from './actions.ts';
import { PlaydatePage } from './views.tsx';

type Trouble = { errors?: FieldErrors; refusal?: MessageKey };

export function playdateRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  const page = async (
    c: WebContext,
    pass: FamilyPass,
    typed: Typed,
    { errors = {}, refusal }: Trouble = {},
  ): Promise<Response> => {
    const { visit } = c.var;
    const { say } = visit;
    const sheet = await lookAtPlaydate(platform, pass);
    if (sheet.able.length === 0)
      return sendPage(
        c,
        <SayingPage visit={visit} title={say('guestlist.alone_title')} text={say('playdate.alone')} />,
      );
    const filled = { typed: { child: sheet.children[0]?.id ?? '', ...typed }, errors };
    const to = `/circles/${pass.circle}/playdates/new`;
    const status = refusal ? 409 : Object.keys(errors).length > 0 ? 422 : 200;
    return sendPage(c, <PlaydatePage {...{ visit, to, sheet, filled, refusal }} />, status);
  };

  app.get('/circles/:circle/playdates/new', async (c) => {
    const pass = await admitFamily(platform, c);
    const guest = c.req.query('with') ?? '';
    return page(c, pass, { party: newId(), guest, starts: '15:00', ends: '17:00' });
  });

  app.post('/circles/:circle/playdates/new', async (c) => {
    const pass = await admitFamily(platform, c);
    const { say } = c.var.visit;
    const typed = await readTyped(c);
    const party = textOf(typed, 'party');
    const invited = await invitePlaymates(platform, pass, {
      id: isId(party) ? party : newId(),
      typed,
      titleOf: (child) => say('playdate.party_title', { child }),
    });
    if (invited.ok) return c.redirect(`/parties/${invited.value.party}`, 303);
    const { refusal } = invited;
    if (refusal.kind === 'foreign') return notFound();
    if (refusal.kind === 'gap') return c.redirect(`/parties/${refusal.party}/guests`, 303);
    if (refusal.kind === 'malformed') return page(c, pass, typed, { errors: refusal.errors });
    return page(c, pass, typed, { refusal: `invitation.refused_${refusal.why}` });
  });

  return app;
}
