import { Hono } from 'hono';
import { isId } from '../../kernel/id.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped, textOf, textsOf } from '../../platform/web/form.ts';
import { networkOf } from '../../platform/web/network.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import type { Filled } from '../../ui/fields.tsx';
import { idFrom } from '../account/gate.ts';
import { admitKeeper } from '../circle/gate.ts';
import { admitGuest, keepGuest } from '../invitation/gate.ts';
import type { GuestPass } from '../invitation/rules.ts';
import { admitHost } from '../party/gate.ts';
import type { HostPass } from '../party/rules.ts';
import {
  chooseWays,
  handOver,
  leaveAddress,
  lookAtDelivery,
  lookAtPile,
  lookAtSlips,
  lookAtWays,
  openSlip,
  passOn,
} from './actions.ts';
import { addressForm, codeForm, handingForm } from './form.ts';
import { CodePage, DeliveryPage, HostSlipsPage, PilePage, WaysPage } from './views.tsx';

export function deliveryRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { clock, baseUrl } = platform;

  app.get('/slip', (c) => sendPage(c, <CodePage visit={c.var.visit} />));

  app.post('/slip', async (c) => {
    const { visit } = c.var;
    const typed = await readTyped(c);
    const form = parse(codeForm, typed);
    const wrong = (code: MessageKey) =>
      sendPage(c, <CodePage visit={visit} filled={{ typed, errors: { code } }} />, 422);
    if (!form.ok) return wrong(form.errors['code'] ?? 'delivery.code_wrong');
    const opened = await openSlip(platform, form.value.code, networkOf(c, platform.trustedProxies));
    if (opened.ok) {
      keepGuest(platform, c, opened.value);
      return c.redirect(`/invitations/${opened.value.envelope}`, 303);
    }
    if (opened.refusal === 'wrong') return wrong('delivery.code_wrong');
    return sendPage(c, <CodePage visit={visit} refusal="delivery.code_locked" />, 429);
  });

  app.get('/parties/:party/slips', async (c) => {
    const pass = await admitHost(platform, c);
    const only = c.req.query('envelope') ?? '';
    const shown = await lookAtSlips(platform, pass, isId(only) ? only : null);
    if (!shown) return c.redirect(`/parties/${pass.party}`, 303);
    const props = { visit: c.var.visit, now: clock(), base: baseUrl, party: pass.party, ...shown };
    return sendPage(c, <HostSlipsPage {...props} />);
  });

  const deliveryPage = async (
    c: WebContext,
    pass: HostPass,
    envelope: string,
    refusal?: MessageKey,
    status: 200 | 409 | 422 = refusal ? 409 : 200,
  ): Promise<Response> => {
    const sheet = (await lookAtDelivery(platform, pass, envelope)) ?? notFound();
    const props = { visit: c.var.visit, sheet, ...(refusal ? { refusal } : {}) };
    return sendPage(c, <DeliveryPage {...props} />, status);
  };

  app.get('/parties/:party/deliveries/:envelope', async (c) =>
    deliveryPage(c, await admitHost(platform, c), idFrom(c, 'envelope') ?? notFound()),
  );

  app.post('/parties/:party/deliveries', async (c) => {
    const pass = await admitHost(platform, c);
    const form = parse(handingForm, await readTyped(c));
    const { envelope, how, given } = form.ok ? form.value : notFound();
    if (how === null && !given) return deliveryPage(c, pass, envelope, 'delivery.choose_way', 422);
    const handed = await handOver(platform, pass, { envelope, how, given });
    const at = `/parties/${pass.party}`;
    if (!handed.ok) {
      if (handed.refusal === 'unknown') return notFound();
      return deliveryPage(c, pass, envelope, `delivery.refused_${handed.refusal}`);
    }
    if (given) return c.redirect(at, 303);
    if (how === 'slip') return c.redirect(`${at}/slips?envelope=${envelope}`, 303);
    return c.redirect(how === 'hand' ? `${at}/deliveries/${envelope}` : at, 303);
  });

  app.get('/circles/:circle/slips', async (c) => {
    const pass = await admitKeeper(platform, c);
    const slips = await lookAtPile(platform, pass);
    const props = { visit: c.var.visit, now: clock(), base: baseUrl, circle: pass.circle, slips };
    return sendPage(c, <PilePage {...props} />);
  });

  app.post('/circles/:circle/slips', async (c) => {
    const pass = await admitKeeper(platform, c);
    await passOn(platform, pass, textsOf(await readTyped(c), 'envelope'));
    return c.redirect(`/circles/${pass.circle}/slips`, 303);
  });

  type Trouble = { filled?: Filled; refusal?: MessageKey; saved?: boolean };

  const waysPage = async (
    c: WebContext,
    pass: GuestPass,
    status: 200 | 409 | 422,
    trouble: Trouble = {},
  ): Promise<Response> => {
    const sheet = (await lookAtWays(platform, pass)) ?? notFound();
    const props = { visit: c.var.visit, envelope: pass.envelope, sheet, ...trouble };
    return sendPage(c, <WaysPage {...props} />, status);
  };

  app.get('/invitations/:envelope/ways', async (c) =>
    waysPage(c, await admitGuest(platform, c), 200, { saved: c.req.query('saved') === 'yes' }),
  );

  app.post('/invitations/:envelope/ways', async (c) => {
    const pass = await admitGuest(platform, c);
    const typed = await readTyped(c);
    const takes = {
      slip: textOf(typed, 'takesSlip') === 'yes',
      message: textOf(typed, 'takesMessage') === 'yes',
    };
    if (!(await chooseWays(platform, pass, takes))) return notFound();
    return c.redirect(`/invitations/${pass.envelope}/ways?saved=yes`, 303);
  });

  app.post('/invitations/:envelope/address', async (c) => {
    const pass = await admitGuest(platform, c);
    const typed = await readTyped(c);
    const form = parse(addressForm, typed);
    if (!form.ok) return waysPage(c, pass, 422, { filled: { typed, errors: form.errors } });
    const left = await leaveAddress(platform, pass, form.value.address);
    if (left.ok) return c.redirect(`/invitations/${pass.envelope}/ways`, 303);
    if (left.refusal === 'unknown') return notFound();
    return waysPage(c, pass, 409, { refusal: 'delivery.address_known' });
  });

  return app;
}
