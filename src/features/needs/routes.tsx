import type { Child as Content } from 'hono/jsx';
import { Hono } from 'hono';
import { isId } from '../../kernel/id.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped, textOf, type Typed } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import { inTheirs, type WebContext, type WebEnv } from '../../platform/web/web.ts';
import { blank, type Filled } from '../../ui/fields.tsx';
import type { Glance } from '../answer/actions.ts';
import { admitGuest } from '../invitation/gate.ts';
import type { GuestPass } from '../invitation/rules.ts';
import { admitHost } from '../party/gate.ts';
import type { HostPass } from '../party/rules.ts';
import {
  addNeed,
  addSuggested,
  changeNeed,
  dropIdea,
  giveBack,
  leadsToList,
  listIdea,
  lookAtGuestList,
  lookAtIdeas,
  lookAtList,
  offerExtra,
  pickIdea,
  removeNeed,
  takeExtraBack,
  takeOn,
  thankFor,
  type HostList,
} from './actions.ts';
import {
  changeForm,
  extraForm,
  listIdeaForm,
  needForm,
  onExtraForm,
  onIdeaForm,
  onNeedForm,
  ownIdeaForm,
  picturedForm,
  readyForm,
} from './form.ts';
import type { Ready } from './rules.ts';
import { GuestListPage, HostListPage, IdeasPage, ListCard, nameOf } from './views.tsx';

/** The card for a guest’s page, which stands above this room. */
export async function listCard(
  platform: Platform,
  pass: GuestPass,
  { say, view }: Pick<Glance, 'say' | 'view'>,
): Promise<Content> {
  const leads = await leadsToList(platform, pass, view);
  return leads ? <ListCard say={say} envelope={pass.envelope} /> : null;
}

type Trouble = { refusal?: MessageKey; filled?: Filled; changing?: string; status?: 409 | 422 };

export function needsRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.route('/', hostRoutes(platform));
  app.route('/', guestRoutes(platform));
  app.route('/', ideaRoutes(platform));
  return app;
}

const usual: Filled = { typed: { kind: 'lend', wanted: '1' }, errors: {} };

function hostRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  const page = async (c: WebContext, pass: HostPass, trouble: Trouble = {}): Promise<Response> => {
    const { refusal, filled, changing = c.req.query('thing') ?? '', status = 409 } = trouble;
    const sheet = await lookAtList(platform, pass);
    const known = filled ?? asTyped(c, sheet, changing);
    const props = { visit: c.var.visit, sheet, filled: known, changing, refusal };
    return sendPage(c, <HostListPage {...props} />, refusal || filled ? status : 200);
  };

  const back = (c: WebContext, { party }: HostPass, to = ''): Response =>
    c.redirect(`/parties/${party}/needs${to}`, 303);

  app.get('/parties/:party/needs', async (c) => page(c, await admitHost(platform, c)));

  app.post('/parties/:party/needs', async (c) => {
    const pass = await admitHost(platform, c);
    const typed = await readTyped(c);
    if (textOf(typed, 'ready') !== '') {
      const form = parse(readyForm, typed);
      if (!form.ok) return page(c, pass, { refusal: 'needs.look_again', status: 422 });
      const added = await addSuggested(platform, pass, form.value.ready);
      return added.ok ? back(c, pass) : page(c, pass, { refusal: `needs.refused_${added.refusal}` });
    }
    const form = parse(needForm, typed);
    if (!form.ok) return page(c, pass, { filled: { typed, errors: form.errors }, status: 422 });
    const added = await addNeed(platform, pass, form.value);
    if (added.ok) return back(c, pass);
    return page(c, pass, {
      refusal: `needs.refused_${added.refusal}`,
      filled: { typed, errors: {} },
    });
  });

  app.post('/parties/:party/needs/changes', async (c) => {
    const pass = await admitHost(platform, c);
    const typed = await readTyped(c);
    const changing = textOf(typed, 'need');
    const form = parse(changeForm, typed);
    if (!form.ok) {
      const errors = isId(changing) ? { filled: { typed, errors: form.errors } } : {};
      return page(c, pass, { ...errors, changing, refusal: 'needs.look_again', status: 422 });
    }
    const { need, ...change } = form.value;
    const named = (ready: Ready): string => nameOf(c.var.visit.say, { ready, words: '' });
    const changed = await changeNeed(platform, pass, need, { ...change, named });
    if (changed.ok) return back(c, pass, `#need-${need}`);
    return page(c, pass, {
      refusal: `needs.refused_${changed.refusal}`,
      filled: { typed, errors: {} },
      changing: need,
    });
  });

  app.post('/parties/:party/needs/removals', async (c) => {
    const pass = await admitHost(platform, c);
    const form = parse(onNeedForm, await readTyped(c));
    if (!form.ok) return page(c, pass, { refusal: 'needs.look_again', status: 422 });
    const removed = await removeNeed(platform, pass, form.value.need);
    return removed.ok ? back(c, pass) : page(c, pass, { refusal: `needs.refused_${removed.refusal}` });
  });

  app.post('/parties/:party/needs/thanks', async (c) => {
    const pass = await admitHost(platform, c);
    const form = parse(onExtraForm, await readTyped(c));
    if (!form.ok) return page(c, pass, { refusal: 'needs.look_again', status: 422 });
    const thanked = await thankFor(platform, pass, form.value.extra);
    return thanked.ok ? back(c, pass) : page(c, pass, { refusal: `needs.refused_${thanked.refusal}` });
  });

  app.post('/parties/:party/needs/ideas', async (c) => {
    const pass = await admitHost(platform, c);
    const form = parse(listIdeaForm, await readTyped(c));
    if (!form.ok) return page(c, pass, { refusal: form.errors['wanted'] ?? 'needs.look_again', status: 422 });
    const { idea, wanted } = form.value;
    const listed = await listIdea(platform, pass, idea, wanted);
    return listed.ok
      ? back(c, pass, '#ideas')
      : page(c, pass, { refusal: `needs.refused_${listed.refusal}` });
  });

  return app;
}

// The form of a thing as it stands, or a blank one.
function asTyped(c: WebContext, { needs }: HostList, changing: string): Filled {
  const need = needs.find(({ id }) => id === changing);
  if (!need) return usual;
  const typed: Typed = {
    words: nameOf(c.var.visit.say, need),
    kind: need.kind,
    wanted: String(need.wanted),
  };
  return { typed, errors: {} };
}

function guestRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  const page = async (
    c: WebContext,
    pass: GuestPass,
    { refusal, filled, status = 409 }: Trouble = {},
  ): Promise<Response> => {
    const sheet = (await lookAtGuestList(platform, pass)) ?? notFound();
    const visit = inTheirs(c.var.visit, sheet.view);
    const props = { visit, envelope: pass.envelope, sheet, filled: filled ?? blank, refusal };
    return sendPage(c, <GuestListPage {...props} />, refusal || filled ? status : 200);
  };

  type Done = Awaited<ReturnType<typeof takeOn>>;

  const answered = (c: WebContext, pass: GuestPass, done: Done): Promise<Response> | Response => {
    if (done.ok) return c.redirect(`/invitations/${pass.envelope}/needs`, 303);
    // An invitation that was taken back at this moment is not there.
    return done.refusal === 'gone' ? notFound() : page(c, pass, { refusal: `needs.refused_${done.refusal}` });
  };

  app.get('/invitations/:envelope/needs', async (c) => page(c, await admitGuest(platform, c)));

  app.post('/invitations/:envelope/needs/takes', async (c) => {
    const pass = await admitGuest(platform, c);
    const form = parse(onNeedForm, await readTyped(c));
    if (!form.ok) return page(c, pass, { refusal: 'needs.look_again', status: 422 });
    return answered(c, pass, await takeOn(platform, pass, form.value.need));
  });

  app.post('/invitations/:envelope/needs/returns', async (c) => {
    const pass = await admitGuest(platform, c);
    const form = parse(onNeedForm, await readTyped(c));
    if (!form.ok) return page(c, pass, { refusal: 'needs.look_again', status: 422 });
    return answered(c, pass, await giveBack(platform, pass, form.value.need));
  });

  app.post('/invitations/:envelope/needs/extras', async (c) => {
    const pass = await admitGuest(platform, c);
    const typed = await readTyped(c);
    const form = parse(extraForm, typed);
    if (!form.ok) return page(c, pass, { filled: { typed, errors: form.errors }, status: 422 });
    return answered(c, pass, await offerExtra(platform, pass, form.value.words));
  });

  app.post('/invitations/:envelope/needs/extras/returns', async (c) => {
    const pass = await admitGuest(platform, c);
    const form = parse(onExtraForm, await readTyped(c));
    if (!form.ok) return page(c, pass, { refusal: 'needs.look_again', status: 422 });
    return answered(c, pass, await takeExtraBack(platform, pass, form.value.extra));
  });

  return app;
}

function ideaRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  const page = async (
    c: WebContext,
    pass: HostPass,
    { refusal, filled, status = 409 }: Trouble = {},
  ): Promise<Response> => {
    const sheet = await lookAtIdeas(platform, pass);
    const props = { visit: c.var.visit, sheet, filled: filled ?? blank, refusal };
    return sendPage(c, <IdeasPage {...props} />, refusal || filled ? status : 200);
  };

  app.get('/parties/:party/ideas', async (c) => page(c, await admitHost(platform, c)));

  app.post('/parties/:party/ideas', async (c) => {
    const pass = await admitHost(platform, c);
    const typed = await readTyped(c);
    const pressed = parse(picturedForm, typed);
    const own = parse(ownIdeaForm, typed);
    if (!pressed.ok && textOf(typed, 'ready') !== '')
      return page(c, pass, { refusal: 'needs.look_again', status: 422 });
    if (!pressed.ok && !own.ok) return page(c, pass, { filled: { typed, errors: own.errors }, status: 422 });
    const words = own.ok ? own.value.words : '';
    const wish = pressed.ok ? { ready: pressed.value.ready, words: '' } : { ready: null, words };
    const picked = await pickIdea(platform, pass, wish);
    // The address names what has just been hung up: that flag swings.
    if (picked.ok) return c.redirect(`/parties/${pass.party}/ideas#idea-${picked.value}`, 303);
    return page(c, pass, { refusal: `needs.refused_${picked.refusal}` });
  });

  app.post('/parties/:party/ideas/removals', async (c) => {
    const pass = await admitHost(platform, c);
    const form = parse(onIdeaForm, await readTyped(c));
    if (!form.ok) return page(c, pass, { refusal: 'needs.look_again', status: 422 });
    const dropped = await dropIdea(platform, pass, form.value.idea);
    if (!dropped.ok) return page(c, pass, { refusal: `needs.refused_${dropped.refusal}` });
    return c.redirect(`/parties/${pass.party}/ideas`, 303);
  });

  return app;
}
