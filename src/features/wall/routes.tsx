import { Hono } from 'hono';
import { deriveToken, newId } from '../../kernel/id.ts';
import type { Clock } from '../../kernel/time.ts';
import { TooManyWaiting } from '../../platform/database/together.ts';
import { acceptedLanguage } from '../../platform/language/languages.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import { openJudge } from '../../platform/moderation/ahead.ts';
import { judgements } from '../../platform/moderation/reasons.ts';
import type { Platform } from '../../platform/platform.ts';
import { openBroadcast } from '../../platform/web/broadcast.ts';
import { parse, readTyped, textOf, type FieldErrors, type Typed } from '../../platform/web/form.ts';
import { rawHeader } from '../../platform/web/front.ts';
import { guardsOf } from '../../platform/web/protect.ts';
import {
  challenge,
  isProven,
  isRipe,
  patience,
  proofId,
  ticketId,
  waitTicket,
} from '../../platform/web/proof.ts';
import { notFound, overloaded } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import { asResponse, keepSharedPages, leave } from '../../platform/web/shared-pages.ts';
import type { Visit, WebContext, WebEnv } from '../../platform/web/web.ts';
import { lookAtCards, lookAtWall, openTaking, type Where } from './actions.ts';
import { cardForm } from './form.ts';
import { admitLooker, recognise, type Looked } from './gate.ts';
import { candlesOut, type OnWall, type Wall } from './rules.ts';
import { BusyPage, ThanksPage, WallPage } from './views.tsx';

export function wallRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { front, news, log, clock, baseUrl, key, ring } = platform;
  const pages = keepSharedPages(news, log, guardsOf(baseUrl.startsWith('https:')));
  const taking = openTaking(platform);

  // While the world looks, a page leaves before the app is asked. Who has chosen a language by hand takes the longer way.
  front.add((request) => {
    const { method, url = '' } = request;
    if (!url.startsWith('/w/') || (method !== 'GET' && method !== 'HEAD')) return undefined;
    if (rawHeader(request, 'cookie')?.includes('language=')) return undefined;
    const page = pages.find(pageKey(url, rawHeader(request, 'accept-language')));
    return page && ((response) => leave(page, request, response));
  });

  // One reading a second serves all who look and all who press.
  const pulse = openBroadcast<OnWall, Wall>({
    news,
    key: ({ wall }) => wall,
    read: (on) => lookAtWall(platform, on),
    line: (wall) => {
      const { cards, hearts, breaths } = wall;
      return JSON.stringify({ cards, hearts, breaths, out: candlesOut(wall) });
    },
    most: 2000,
  });

  const look = (c: WebContext): Promise<Looked> => admitLooker(platform, c, (on) => pulse.current(on));

  const write = async ({ token, on }: Looked, where: Where, visit: Visit, more: Trouble = {}) => {
    const shown = (await lookAtCards(platform, on, where)) ?? null;
    return shown && <WallPage visit={visit} token={token} {...shown} now={clock()} {...more} />;
  };

  app.get('/w/:token', async (c) => {
    const looked = await look(c);
    // Whoever looks may write.
    void openJudge();
    const { visit } = c.var;
    const where = whereOf(c.req.url);
    if (looked.wall.party !== null || visit.languageChosen)
      return sendPage(c, (await write(looked, where, visit)) ?? notFound());
    const page = await pages.get(pageKey(c.req.url, c.req.header('accept-language')), async () => {
      // What was for everybody may have become a wall for the invited, or be gone.
      const wall = await lookAtWall(platform, looked.on);
      const markup = wall?.party === null ? await write(looked, where, visit) : null;
      return markup && { topic: looked.on.wall, markup };
    });
    return asResponse(c, page ?? notFound());
  });

  app.get('/w/:token/thanks', async (c) => {
    const { token, wall } = await look(c);
    const done = c.req.query('for') === 'card' ? 'card' : 'heart';
    return sendPage(c, <ThanksPage visit={c.var.visit} token={token} wall={wall} done={done} />);
  });

  type Trouble = { refusal?: MessageKey; typed?: Typed; errors?: FieldErrors };

  const refused = async (
    c: WebContext,
    looked: Looked,
    trouble: Trouble,
    status: 409 | 422,
  ): Promise<Response> => sendPage(c, (await write(looked, {}, c.var.visit, trouble)) ?? notFound(), status);

  for (const [path, kind] of [
    ['hearts', 'heart'],
    ['breaths', 'breath'],
  ] as const)
    app.post(`/w/:token/${path}`, async (c) => {
      const looked = await look(c);
      const { token, on } = looked;
      const pressed = await taking.press({ ...on, kind, ...recognise(platform, c) }).catch(inStorm);
      if (!pressed.ok) return refused(c, looked, { refusal: `wall.${pressed.refusal}` }, 409);
      return c.redirect(kind === 'heart' ? `/w/${token}/thanks?for=heart` : `/w/${token}#moment`, 303);
    });

  app.post('/w/:token/cards', async (c) => {
    const looked = await look(c);
    const { token, on, wall } = looked;
    const typed = await readTyped(c);
    const form = parse(cardForm, typed);
    if (!form.ok) return refused(c, looked, { typed, errors: form.errors }, 422);
    const { words, name } = form.value;
    const { judgeText } = await openJudge();
    const { verdict, reasons, language, canonical } = judgeText(words, { name, languages: wall.languages });
    const [reason] = reasons;
    if (verdict === 'refused' && reason)
      return refused(c, looked, { typed, errors: { words: judgements[reason].says } }, 422);
    const proven = await provenId(typed);
    if (!proven && rush.isBusy(on.wall)) return busy(c, looked, typed);
    rush.count(on.wall);
    const { device: writer } = recognise(platform, c);
    const textHash = Buffer.from(deriveToken(key, 'card', canonical), 'base64url');
    const doubts = verdict === 'fine' ? [] : reasons;
    const card = { ...on, id: proven ?? newId(), ...form.value, language, writer, textHash, doubts };
    const written = await taking.write(card).catch(inStorm);
    if (written.ok) return c.redirect(`/w/${token}/thanks?for=card`, 303);
    if (written.refusal === 'used') return busy(c, looked, typed);
    return refused(c, looked, { typed, refusal: `wall.${written.refusal}` }, 409);
  });

  // Many write at once: each card costs its writer a little work, or where there is no JavaScript a little time.
  const rush = openRush(clock);

  const busy = async (c: WebContext, { token, wall }: Looked, typed: Typed): Promise<Response> => {
    const props = { visit: c.var.visit, token, wall, typed };
    const [puzzle, ticket] = [await challenge(ring.current, clock()), waitTicket(ring.current, clock())];
    const seconds = patience.total('seconds');
    const page = <BusyPage {...props} challenge={puzzle} ticket={ticket} seconds={seconds} />;
    const answer = sendPage(c, page, 429);
    answer.headers.set('Retry-After', String(seconds));
    return answer;
  };

  // A proof, or a ticket that has waited, is good for one card: its id is the card's.
  const provenId = async (typed: Typed): Promise<string | null> => {
    const [proof, ticket] = [textOf(typed, 'proof'), textOf(typed, 'ticket')];
    if (proof !== '' && (await isProven(ring.accepted, proof, clock()))) return proofId(proof);
    return isRipe(ring.accepted, ticket, clock()) ? ticketId(ticket) : null;
  };

  app.get('/w/:token/live', async (c) => {
    const { on } = await look(c);
    return c.req.method === 'HEAD' ? c.body(null) : pulse.stream(c, on);
  });

  return app;
}

// Where on a wall an address leads. What else stands behind a question mark was put there by others, and means nothing here.
function whereOf(url: string): Where {
  const query = new URLSearchParams(url.split('?')[1]);
  const number = (name: string): number | undefined => {
    const text = query.get(name) ?? '';
    return /^\d{1,7}$/.test(text) ? Number(text) : undefined;
  };
  const [page, from, before] = [number('page'), query.get('from'), number('before')];
  if (from !== null) return { from, ...(before === undefined ? {} : { before }) };
  return page === undefined ? {} : { page };
}

// The same page has one key, however its address was decorated on its way through the world.
function pageKey(url: string, tongues: string | undefined): string {
  const [path = '', query] = url.split('?');
  const place = query === undefined ? '' : Object.entries(whereOf(url)).join();
  return `${path.slice(path.indexOf('/w/'))} ${place} ${acceptedLanguage(tongues) ?? 'en'}`;
}

// Nothing was done; whoever came may try again in a moment, and is told when.
function inStorm(error: unknown): never {
  if (error instanceof TooManyWaiting) return overloaded(2);
  throw error;
}

// So many cards of a wall in a minute, and it is busy.
const calm = 30;

/** Counts the cards of each wall in this minute and the last one; other processes count their own. */
function openRush(clock: Clock): { isBusy(wall: string): boolean; count(wall: string): void } {
  let minute = 0;
  let [now, before] = [new Map<string, number>(), new Map<string, number>()];
  const turn = (): void => {
    const current = Math.floor(clock().epochMilliseconds / 60_000);
    if (current === minute) return;
    [before, now] = [current === minute + 1 ? now : new Map(), new Map()];
    minute = current;
  };
  return {
    isBusy(wall) {
      turn();
      return Math.max(now.get(wall) ?? 0, before.get(wall) ?? 0) >= calm;
    },
    count(wall) {
      turn();
      now.set(wall, (now.get(wall) ?? 0) + 1);
    },
  };
}
