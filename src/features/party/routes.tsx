import { Hono } from 'hono';
import { isId, newId } from '../../kernel/id.ts';
import type { Platform } from '../../platform/platform.ts';
import { readTyped, textOf, type FieldErrors, type Typed } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { admitFamily } from '../circle/gate.ts';
import {
  discardDraft,
  isBegun,
  keepDraft,
  lookAtNewPlan,
  lookAtPlan,
  planParty,
  startParty,
  type PlanSheet,
} from './actions.ts';
import { admitHost } from './gate.ts';
import { pickedTimes, type HostPass } from './rules.ts';
import { AlreadySentPage, PlanPage } from './views.tsx';

export function partyRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/circles/:circle/parties/new', async (c) => {
    const pass = await admitFamily(platform, c);
    const at = `/circles/${pass.circle}/parties`;
    // The party's id is in the address: coming back to the page is coming back to the same party.
    const party = c.req.query('party') ?? '';
    if (!isId(party)) return c.redirect(`${at}/new?party=${newId()}`, 303);
    if (await isBegun(platform, pass, party)) return c.redirect(`/parties/${party}/plan`, 303);
    const sheet = await lookAtNewPlan(platform, pass);
    if (!sheet) return c.redirect('/', 303);
    const page = {
      visit: c.var.visit,
      to: at,
      party,
      sheet,
      errors: {},
    };
    return sendPage(c, <PlanPage {...page} begun={false} />);
  });

  app.post('/circles/:circle/parties', async (c) => {
    const pass = await admitFamily(platform, c);
    const typed = await readTyped(c);
    const id = textOf(typed, 'party');
    const started = await startParty(platform, pass, isId(id) ? id : newId());
    return started.ok ? takePlan(c, started.value, typed) : notFound();
  });

  app.get('/parties/:party/plan', async (c) => {
    const pass = await admitHost(platform, c);
    const sheet = await lookAtPlan(platform, pass);
    if (sheet.sent) return c.redirect(`/parties/${pass.party}`, 303);
    const typed = { ...sheet.typed, ...pickedTimes(c.req.query()) };
    return sendPage(c, planPage(c, pass, { ...sheet, typed }, {}));
  });

  app.post('/parties/:party/plan', async (c) =>
    takePlan(c, await admitHost(platform, c), await readTyped(c)),
  );

  const planPage = (c: WebContext, { party }: HostPass, sheet: PlanSheet, errors: FieldErrors) => (
    <PlanPage
      visit={c.var.visit}
      to={`/parties/${party}/plan`}
      party={party}
      sheet={sheet}
      errors={errors}
      begun
    />
  );

  const tooLate = (c: WebContext, { party }: HostPass): Response =>
    sendPage(c, <AlreadySentPage visit={c.var.visit} party={party} text="party.already_sent" />, 409);

  // The script keeps the draft as it is typed; the buttons keep it for later, or take it as the plan.
  const takePlan = async (c: WebContext, pass: HostPass, typed: Typed): Promise<Response> => {
    const byScript = c.req.header('accept') === 'text/plain';
    if (byScript || textOf(typed, 'keep') !== '') {
      const kept = await keepDraft(platform, pass, typed);
      if (byScript) return c.body(null, kept.ok ? 204 : 409);
      const next = textOf(typed, 'keep') === 'times' ? `/parties/${pass.party}/times` : '/';
      return kept.ok ? c.redirect(next, 303) : tooLate(c, pass);
    }
    const planned = await planParty(platform, pass, typed);
    if (planned.ok) return c.redirect(`/parties/${pass.party}/guests`, 303);
    const { refusal } = planned;
    if (refusal.kind === 'already_sent') return tooLate(c, pass);
    return sendPage(c, planPage(c, pass, refusal.sheet, refusal.errors), 422);
  };

  app.post('/parties/:party/discarding', async (c) => {
    const pass = await admitHost(platform, c);
    const discarded = await discardDraft(platform, pass);
    if (!discarded.ok) return tooLate(c, pass);
    return c.redirect('/', 303);
  });

  return app;
}
