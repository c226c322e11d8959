import { Hono } from 'hono';
import { isId, newId } from '../../kernel/id.ts';
import type { Platform } from '../../platform/platform.ts';
import { readTyped, textOf, type FieldErrors, type Typed } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { admitFresh } from '../account/gate.ts';
import { admitFamily } from '../circle/gate.ts';
import { changeWall, lookAtWall, openWall, removeWall, stopWall, wallToken } from '../wall/actions.ts';
import { admitWall } from '../wall/gate.ts';
import type { Card, WallPass } from '../wall/rules.ts';
import { countUnread, listAllCards, lookAtBook, lookAtNewWall } from './actions.ts';
import { parseWall } from './form.ts';
import { BookPage, firstTyped, NewWallPage, typedOf, WallDeskPage } from './views.tsx';

export function tendingRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const { clock, baseUrl, ring } = platform;

  app.get('/circles/:circle/walls/new', async (c) => {
    const pass = await admitFamily(platform, c);
    const sheet = await lookAtNewWall(platform, pass);
    const typed = firstTyped(sheet, clock());
    return sendPage(
      c,
      <NewWallPage visit={c.var.visit} {...sheet} wall={newId()} typed={typed} errors={{}} />,
    );
  });

  app.post('/circles/:circle/walls', async (c) => {
    const pass = await admitFamily(platform, c);
    const typed = await readTyped(c);
    const sheet = await lookAtNewWall(platform, pass);
    const named = textOf(typed, 'wall');
    const wall = isId(named) ? named : newId();
    const form = parseWall(typed, { ...sheet, now: clock() });
    const page = { visit: c.var.visit, ...sheet, wall, typed };
    if (!form.ok) return sendPage(c, <NewWallPage {...page} errors={form.errors} />, 422);
    const opened = await openWall(platform, pass, wall, form.value);
    if (!opened.ok) return sendPage(c, <NewWallPage {...page} errors={{}} refusal="tending.too_many" />, 409);
    return c.redirect(`/walls/${wall}`, 303);
  });

  const desk = async (c: WebContext, pass: WallPass, filled?: { typed: Typed; errors: FieldErrors }) => {
    const wall = (await lookAtWall(platform, pass)) ?? notFound();
    const { parties } = await lookAtNewWall(platform, pass, wall.party);
    const link = `${baseUrl}/w/${wallToken(ring.current, wall.id, wall.version)}`;
    const waiting = await countUnread(platform, pass);
    const page = { visit: c.var.visit, wall, parties, link, waiting, now: clock() };
    const { typed, errors } = filled ?? { typed: typedOf(wall), errors: {} };
    return sendPage(c, <WallDeskPage {...page} typed={typed} errors={errors} />, filled ? 422 : 200);
  };

  app.get('/walls/:wall', async (c) => desk(c, await admitWall(platform, c)));

  app.post('/walls/:wall/changes', async (c) => {
    const pass = await admitWall(platform, c);
    const typed = await readTyped(c);
    const { zone, party } = (await lookAtWall(platform, pass)) ?? notFound();
    const { parties } = await lookAtNewWall(platform, pass, party);
    const form = parseWall(typed, { zone, parties, now: clock() });
    if (!form.ok) return desk(c, pass, { typed, errors: form.errors });
    await changeWall(platform, pass, form.value);
    return c.redirect(`/walls/${pass.wall}`, 303);
  });

  app.post('/walls/:wall/stopping', async (c) => {
    const pass = await admitWall(platform, c);
    await stopWall(platform, pass, textOf(await readTyped(c), 'stop') === 'yes');
    return c.redirect(`/walls/${pass.wall}`, 303);
  });

  app.post('/walls/:wall/removal', async (c) => {
    const pass = await admitWall(platform, c);
    await admitFresh(platform, c);
    await removeWall(platform, pass);
    return c.redirect('/', 303);
  });

  app.get('/walls/:wall/book', async (c) => {
    const pass = await admitWall(platform, c);
    const named = c.req.query('part') ?? '1';
    const book = /^\d{1,6}$/.test(named) ? await lookAtBook(platform, pass, Number(named)) : null;
    return sendPage(c, <BookPage visit={c.var.visit} {...(book ?? notFound())} />);
  });

  app.get('/walls/:wall/cards.json', async (c) => {
    const pass = await admitWall(platform, c);
    return c.body(asStream(inJson(listAllCards(platform, pass))), 200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': 'attachment; filename="cards.json"',
    });
  });

  return app;
}

// One card a line, so that it can be read by people too.
async function* inJson(parts: AsyncIterable<readonly Card[]>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let before = '[\n';
  for await (const cards of parts) {
    const lines = cards.map(({ id: _id, ...card }) => JSON.stringify(card));
    if (lines.length === 0) continue;
    yield Buffer.from(before + lines.join(',\n'));
    before = ',\n';
  }
  yield Buffer.from(before === '[\n' ? '[]\n' : '\n]\n');
}

// Nothing is read before it is asked for, and nothing more when whoever asked has gone.
function asStream(chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
