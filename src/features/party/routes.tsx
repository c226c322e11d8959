import { Hono } from 'hono';
import type { Platform } from '../../platform/platform.ts';
import { readTyped } from '../../platform/web/form.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebEnv } from '../../platform/web/web.ts';
import { admitFamily } from '../circle/gate.ts';
import { discardDraft, keepDraft, lookAtPlan, planParty, startParty } from './actions.ts';
import { admitHost } from './gate.ts';
import { AlreadySentPage, PlanPage } from './views.tsx';

export function partyRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.post('/circles/:circle/parties', async (c) => {
    const pass = await admitFamily(platform, c);
    const started = await startParty(platform, pass);
    return c.redirect(started.ok ? `/parties/${started.value}/plan` : '/', 303);
  });

  app.get('/parties/:party/plan', async (c) => {
    const pass = await admitHost(platform, c);
    const sheet = await lookAtPlan(platform, pass);
    if (sheet.sent) return c.redirect(`/parties/${pass.party}`, 303);
    return sendPage(c, <PlanPage visit={c.var.visit} party={pass.party} sheet={sheet} errors={{}} />);
  });

  app.post('/parties/:party/plan', async (c) => {
    const pass = await admitHost(platform, c);
    const planned = await planParty(platform, pass, await readTyped(c));
    if (planned.ok) return c.redirect(`/parties/${pass.party}/guests`, 303);
    const { refusal } = planned;
    if (refusal.kind === 'already_sent')
      return sendPage(
        c,
        <AlreadySentPage visit={c.var.visit} party={pass.party} text="party.already_sent" />,
        409,
      );
    return sendPage(
      c,
      <PlanPage visit={c.var.visit} party={pass.party} sheet={refusal.sheet} errors={refusal.errors} />,
      422,
    );
  });

  app.post('/parties/:party/draft', async (c) => {
    const pass = await admitHost(platform, c);
    const kept = await keepDraft(platform, pass, await readTyped(c));
    if (c.req.header('accept') === 'text/plain') return c.body(null, kept.ok ? 204 : 409);
    if (!kept.ok)
      return sendPage(
        c,
        <AlreadySentPage visit={c.var.visit} party={pass.party} text="party.already_sent" />,
        409,
      );
    return c.redirect('/', 303);
  });

  app.post('/parties/:party/discarding', async (c) => {
    const pass = await admitHost(platform, c);
    const discarded = await discardDraft(platform, pass);
    if (!discarded.ok)
      return sendPage(
        c,
        <AlreadySentPage visit={c.var.visit} party={pass.party} text="party.already_sent" />,
        409,
      );
    return c.redirect('/', 303);
  });

  return app;
}
