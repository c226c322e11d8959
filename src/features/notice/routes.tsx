import { Hono } from 'hono';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped, textOf, type FieldErrors, type Typed } from '../../platform/web/form.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { admitHost } from '../party/gate.ts';
import { howItSuits } from '../times/actions.ts';
import { pickedTimes, type HostPass, type PlannedParty } from '../party/rules.ts';
import { changeParty, lookAtChanges, tellFamily, weighChange, type ChangeRefusal } from './actions.ts';
import { toldForm } from './form.ts';
import type { Weighed } from './rules.ts';
import { ChangePage, NoLongerPage, WeighedPage } from './views.tsx';

export function noticeRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  const form = (c: WebContext, party: PlannedParty, typed: Typed, errors: FieldErrors = {}): Response => {
    const malformed = Object.keys(errors).length > 0;
    const props = { visit: c.var.visit, party, typed, errors };
    return sendPage(c, <ChangePage {...props} />, malformed ? 422 : 200);
  };

  const look = async (
    c: WebContext,
    pass: HostPass,
    weighed: Weighed,
    typed: Typed,
    outdated = false,
  ): Promise<Response> => {
    const suits = await howItSuits(platform, pass, weighed.plan);
    const props = { visit: c.var.visit, weighed, typed, now: platform.clock(), outdated, suits };
    return sendPage(c, <WeighedPage {...props} />, outdated ? 409 : 200);
  };

  const refused = async (
    c: WebContext,
    pass: HostPass,
    refusal: ChangeRefusal,
    typed: Typed,
  ): Promise<Response> => {
    if (refusal.kind === 'malformed') return form(c, refusal.party, typed, refusal.errors);
    if (refusal.kind === 'outdated') return look(c, pass, refusal.weighed, typed, true);
    return sendPage(c, <NoLongerPage visit={c.var.visit} party={pass.party} />, 409);
  };

  app.get('/parties/:party/changes', async (c) => {
    const pass = await admitHost(platform, c);
    const standing = await lookAtChanges(platform, pass);
    if (!standing) return c.redirect(`/parties/${pass.party}`, 303);
    return form(c, standing.party, { ...standing.typed, ...pickedTimes(c.req.query()) });
  });

  // First the look, then the saving of just what was looked at; what was typed rides along and is stored nowhere before.
  app.post('/parties/:party/changes', async (c) => {
    const pass = await admitHost(platform, c);
    const typed = await readTyped(c);
    if (textOf(typed, 'save') === '') {
      const weighed = await weighChange(platform, pass, typed);
      if (!weighed.ok) return refused(c, pass, weighed.refusal, typed);
      if (textOf(typed, 'back') !== '') return form(c, weighed.value.party, typed);
      return look(c, pass, weighed.value, typed);
    }
    const changed = await changeParty(platform, pass, typed);
    if (!changed.ok) return refused(c, pass, changed.refusal, typed);
    return c.redirect(`/parties/${pass.party}`, 303);
  });

  app.post('/parties/:party/receipts', async (c) => {
    const pass = await admitHost(platform, c);
    const told = parse(toldForm, await readTyped(c));
    const wrong = { visit: c.var.visit, party: pass.party };
    if (!told.ok) return sendPage(c, <NoLongerPage {...wrong} text="notice.not_asked" />, 422);
    const { envelope, revision } = told.value;
    const marked = await tellFamily(platform, pass, envelope, revision);
    if (!marked.ok) return sendPage(c, <NoLongerPage {...wrong} text="notice.not_asked" />, 409);
    return c.redirect(`/parties/${pass.party}`, 303);
  });

  return app;
}
