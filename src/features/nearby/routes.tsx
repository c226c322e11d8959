import { Hono } from 'hono';
import { isId } from '../../kernel/id.ts';
import type { Platform } from '../../platform/platform.ts';
import { readTyped, textOf } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { requireAccount } from '../account/gate.ts';
import { admitFamily, admitKeeper } from '../circle/gate.ts';
import type { FamilyPass, KeeperPass } from '../circle/rules.ts';
import { blank, type Filled } from '../../ui/fields.tsx';
import {
  agreeToNeighbour,
  askNeighbour,
  endNeighbour,
  lookAtNearby,
  lookAtNeighbours,
  lookAtWish,
  placeCircle,
  stopBeingAsked,
  wishToBeAsked,
} from './actions.ts';
import { parseWish, typedWish } from './form.ts';
import { readPlace } from './rules.ts';
import { NearbyPage, NeighboursPage, WishPage } from './views.tsx';

const refusals = { unknown: 'nearby.link_unknown', school_off: 'nearby.school_off' } as const;

export function nearbyRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/nearby', async (c) => {
    const pass = await requireAccount(platform, c);
    const entries = await lookAtNearby(platform, pass);
    return sendPage(c, <NearbyPage visit={c.var.visit} entries={entries} />);
  });

  const wishPage = async (c: WebContext, pass: FamilyPass, filled?: Filled): Promise<Response> => {
    const sheet = await lookAtWish(platform, pass);
    const shown = filled ?? { typed: typedWish(sheet.wish), errors: {} };
    return sendPage(c, <WishPage visit={c.var.visit} sheet={sheet} filled={shown} />, filled ? 422 : 200);
  };

  app.get('/circles/:circle/nearby', async (c) => wishPage(c, await admitFamily(platform, c)));

  app.post('/circles/:circle/nearby', async (c) => {
    const pass = await admitFamily(platform, c);
    const typed = await readTyped(c);
    const form = parseWish(typed);
    if (!form.ok) return wishPage(c, pass, { typed, errors: form.errors });
    await wishToBeAsked(platform, pass, form.value);
    return c.redirect('/nearby', 303);
  });

  app.post('/circles/:circle/nearby/stop', async (c) => {
    await stopBeingAsked(platform, await admitFamily(platform, c));
    return c.redirect('/nearby', 303);
  });

  type Trouble = { filled: Filled; status: 409 | 422 };

  const neighboursPage = async (c: WebContext, pass: KeeperPass, trouble?: Trouble): Promise<Response> => {
    const sheet = await lookAtNeighbours(platform, pass);
    const props = { visit: c.var.visit, sheet, filled: trouble?.filled ?? blank };
    return sendPage(c, <NeighboursPage {...props} />, trouble?.status ?? 200);
  };

  app.get('/circles/:circle/neighbours', async (c) => neighboursPage(c, await admitKeeper(platform, c)));

  app.post('/circles/:circle/cells', async (c) => {
    const pass = await admitKeeper(platform, c);
    const typed = await readTyped(c);
    const place = textOf(typed, 'place').trim();
    const cell = place === '' ? null : readPlace(place);
    if (cell && !cell.ok)
      return neighboursPage(c, pass, {
        filled: { typed, errors: { place: 'nearby.place_wrong' } },
        status: 422,
      });
    await placeCircle(platform, pass, cell?.value ?? null);
    return c.redirect(`/circles/${pass.circle}/neighbours`, 303);
  });

  app.post('/circles/:circle/neighbours', async (c) => {
    const pass = await admitKeeper(platform, c);
    const typed = await readTyped(c);
    const asked = await askNeighbour(platform, pass, textOf(typed, 'link'));
    if (!asked.ok)
      return neighboursPage(c, pass, {
        filled: { typed, errors: { link: refusals[asked.refusal] } },
        status: 409,
      });
    return c.redirect(`/circles/${pass.circle}/neighbours`, 303);
  });

  const otherIn = async (c: WebContext): Promise<string> => {
    const other = textOf(await readTyped(c), 'other');
    return isId(other) ? other : notFound();
  };

  app.post('/circles/:circle/neighbours/agreements', async (c) => {
    const pass = await admitKeeper(platform, c);
    const agreed = await agreeToNeighbour(platform, pass, await otherIn(c));
    return agreed.ok ? c.redirect(`/circles/${pass.circle}/neighbours`, 303) : notFound();
  });

  app.post('/circles/:circle/neighbours/endings', async (c) => {
    const pass = await admitKeeper(platform, c);
    await endNeighbour(platform, pass, await otherIn(c));
    return c.redirect(`/circles/${pass.circle}/neighbours`, 303);
  });

  return app;
}
