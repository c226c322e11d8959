import type { Child as Content } from 'hono/jsx';
import { Hono } from 'hono';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped } from '../../platform/web/form.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { takeBackYes, type Glance } from '../answer/actions.ts';
import { admitGuest } from '../invitation/gate.ts';
import type { GuestPass } from '../invitation/rules.ts';
import { confirmComing, lookAtQuestion } from './actions.ts';
import { comingForm } from './form.ts';
import { ComingCard, NotCountedPage } from './views.tsx';

/** The card for a guest's page, which stands above this room. */
export async function comingCard(
  platform: Platform,
  pass: GuestPass,
  { say, view, chosen }: Glance,
): Promise<Content> {
  const question = await lookAtQuestion(platform, pass, view);
  const props = { say, envelope: pass.envelope, party: view.party, chosen };
  return question && <ComingCard {...props} question={question} />;
}

export function comingRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  const refused = (c: WebContext, pass: GuestPass, refusal: MessageKey, status: 409 | 422): Response => {
    const props = { visit: c.var.visit, envelope: pass.envelope, refusal };
    return sendPage(c, <NotCountedPage {...props} />, status);
  };

  app.post('/invitations/:envelope/coming', async (c) => {
    const pass = await admitGuest(platform, c);
    const form = parse(comingForm, await readTyped(c));
    if (!form.ok) return refused(c, pass, 'answer.choose_one', 422);
    const { says, revision } = form.value;
    const pressed = await (says === 'yes' ? confirmComing : takeBackYes)(platform, pass, revision);
    // A yes beside an old plan says nothing of the new one.
    if (!pressed.ok && pressed.refusal === 'outdated')
      return refused(c, pass, 'coming.refused_outdated', 409);
    if (!pressed.ok) return refused(c, pass, `answer.refused_${pressed.refusal}`, 409);
    return c.redirect(`/invitations/${pass.envelope}${says === 'yes' ? '#coming' : ''}`, 303);
  });

  return app;
}
