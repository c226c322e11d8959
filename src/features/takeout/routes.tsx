import { Hono } from 'hono';
import type { Platform } from '../../platform/platform.ts';
import { readTyped, textOf } from '../../platform/web/form.ts';
import { holdBack } from '../../platform/web/limits.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebEnv } from '../../platform/web/web.ts';
import { blank } from '../../ui/fields.tsx';
import { mailCode, proveByCode, requireAccount } from '../account/gate.ts';
import { takeOut } from './actions.ts';
import { TakeoutCodePage, TakeoutPage } from './views.tsx';

export function takeoutRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/account/takeout', async (c) => {
    await requireAccount(platform, c);
    return sendPage(c, <TakeoutPage visit={c.var.visit} />);
  });

  app.post('/account/takeouts/codes', async (c) => {
    const { address } = await requireAccount(platform, c);
    if (!(await mailCode(platform, c, address, 'take_out')))
      return sendPage(c, <TakeoutPage visit={c.var.visit} refusal="account.too_many_codes" />, 429);
    return c.redirect('/account/takeout/code', 303);
  });

  app.get('/account/takeout/code', async (c) => {
    await requireAccount(platform, c);
    return sendPage(c, <TakeoutCodePage visit={c.var.visit} filled={blank} />);
  });

  app.post('/account/takeouts', async (c) => {
    const pass = await requireAccount(platform, c);
    const typed = await readTyped(c);
    const { address } = pass;
    const proven = await proveByCode(platform, c, textOf(typed, 'code'), { address, purpose: 'take_out' });
    if (!proven.ok) {
      const filled = { typed, errors: { code: `account.${proven.refusal}` as const } };
      return sendPage(c, <TakeoutCodePage visit={c.var.visit} filled={filled} />, 409);
    }
    await holdBack(platform, 'export', pass.account);
    return c.body(await takeOut(platform, pass, c.var.visit.say), 200, {
      'Content-Type': 'application/zip',
      'Content-Disposition': 'attachment; filename="bunting.zip"',
      'Cache-Control': 'no-store',
    });
  });

  return app;
}
