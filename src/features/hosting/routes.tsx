import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped, textOf } from '../../platform/web/form.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import type { Filled } from '../../ui/fields.tsx';
import { admitFresh } from '../account/gate.ts';
import { enterAnswer } from '../answer/actions.ts';
import { cancelParty } from '../notice/actions.ts';
import { chooseOften } from '../digest/actions.ts';
import { addCoHost, dropCoHost } from '../party/actions.ts';
import { admitHost } from '../party/gate.ts';
import { isPlanned, type HostPass } from '../party/rules.ts';
import { remindFamilies } from '../reminder/actions.ts';
import { lookAtBoard, lookAtParty } from './actions.ts';
import { coHostForm, enteredForm, oftenForm } from './form.ts';
import { boardAsCsv } from './rules.ts';
import { HostPage } from './views.tsx';

export function hostingRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  type Trouble = { refusal?: MessageKey; coHost?: Filled; status?: 409 | 422 };

  const hostPage = async (
    c: WebContext,
    pass: HostPass,
    { status = 409, ...trouble }: Trouble = {},
  ): Promise<Response> => {
    const sheet = await lookAtParty(platform, pass);
    const { party } = sheet;
    if (!isPlanned(party) || (!party.sentAt && !party.cancelledAt))
      return c.redirect(`/parties/${pass.party}/plan`, 303);
    const props = { visit: c.var.visit, sheet, party, now: platform.clock(), ...trouble };
    return sendPage(c, <HostPage {...props} />, trouble.refusal || trouble.coHost ? status : 200);
  };

  app.get('/parties/:party', async (c) => {
    const pass = await admitHost(platform, c);
    // A press that came too late is answered here: the page says so, and shows what is true now.
    if (c.req.query('trouble') === 'already_posted')
      return hostPage(c, pass, { refusal: 'hosting.already_posted' });
    return hostPage(c, pass);
  });

  app.get('/parties/:party/live', async (c) => {
    const pass = await admitHost(platform, c);
    if (c.req.method === 'HEAD') return c.body(null);
    return streamSSE(c, async (stream) => {
      const { promise: closed, resolve: close } = Promise.withResolvers<void>();
      const tell = (): void => void stream.writeSSE({ event: 'changed', data: '' }).catch(close);
      const deaf = platform.news.listen(pass.party, tell);
      // A line now and then keeps proxies from closing what looks idle, and finds out who has left.
      const beat = setInterval(() => void stream.write(': here\n\n').catch(close), 20_000);
      stream.onAbort(close);
      const stays = platform.news.onClose(close);
      await stream.write('retry: 2000\n\n');
      await closed;
      clearInterval(beat);
      deaf();
      stays();
    });
  });

  app.post('/parties/:party/answers', async (c) => {
    const pass = await admitHost(platform, c);
    const form = parse(enteredForm, await readTyped(c));
    if (!form.ok) return hostPage(c, pass, { refusal: 'answer.choose_one', status: 422 });
    const { envelope, ...answering } = form.value;
    const entered = await enterAnswer(platform, pass, envelope, answering);
    if (!entered.ok) return hostPage(c, pass, { refusal: `answer.refused_${entered.refusal}` });
    return c.redirect(`/parties/${pass.party}`, 303);
  });

  app.post('/parties/:party/reminders', async (c) => {
    const pass = await admitHost(platform, c);
    const offered = Number(textOf(await readTyped(c), 'number'));
    const reminded = await remindFamilies(platform, pass, offered);
    if (!reminded.ok) return hostPage(c, pass, { refusal: `reminder.refused_${reminded.refusal}` });
    return c.redirect(`/parties/${pass.party}`, 303);
  });

  app.post('/parties/:party/digests', async (c) => {
    const pass = await admitHost(platform, c);
    const form = parse(oftenForm, await readTyped(c));
    if (!form.ok) return hostPage(c, pass, { refusal: 'party.choose_one', status: 422 });
    await chooseOften(platform, pass, form.value.often);
    return c.redirect(`/parties/${pass.party}#digest`, 303);
  });

  app.post('/parties/:party/cancellations', async (c) => {
    const pass = await admitHost(platform, c);
    const cancelled = await cancelParty(platform, pass);
    if (!cancelled.ok) return hostPage(c, pass, { refusal: 'hosting.not_ahead' });
    return c.redirect(`/parties/${pass.party}`, 303);
  });

  app.post('/parties/:party/co-hosts', async (c) => {
    const pass = await admitHost(platform, c);
    const typed = await readTyped(c);
    const form = parse(coHostForm, typed);
    if (!form.ok) return hostPage(c, pass, { coHost: { typed, errors: form.errors }, status: 422 });
    const added = await addCoHost(platform, pass, form.value.address);
    if (!added.ok)
      return hostPage(c, pass, { coHost: { typed, errors: { address: 'hosting.co_host_many' } } });
    return c.redirect(`/parties/${pass.party}#co-hosts`, 303);
  });

  app.post('/parties/:party/co-hosts/removal', async (c) => {
    const pass = await admitHost(platform, c);
    const form = parse(coHostForm, await readTyped(c));
    if (form.ok) await dropCoHost(platform, pass, form.value.address);
    return c.redirect(`/parties/${pass.party}#co-hosts`, 303);
  });

  app.get('/parties/:party/guests.csv', async (c) => {
    const pass = await admitHost(platform, c);
    await admitFresh(platform, c);
    const { say } = c.var.visit;
    const board = await lookAtBoard(platform, pass);
    const heads = [
      say('field.child'),
      say('hosting.csv_answer'),
      say('answer.grown_ups'),
      say('answer.siblings'),
      say('answer.staying'),
      say('hosting.food'),
    ];
    const standings = {
      yes: say('hosting.coming'),
      no: say('hosting.not_this_time'),
      later: say('hosting.later'),
      none: say('hosting.no_answer'),
      not_reached: say('hosting.not_reached'),
      old_yes: say('notice.yes_before'),
      old_no: say('notice.no_before'),
    };
    const stayings = { stay: say('hosting.stays'), drop_off: say('hosting.drops_off') };
    return c.body(boardAsCsv(board, { heads, standings, stayings }), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="guests.csv"',
    });
  });

  return app;
}
