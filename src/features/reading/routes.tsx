import { Hono } from 'hono';
import { newToken } from '../../kernel/id.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { readCookie, writeCookie } from '../../platform/web/cookie.ts';
import { parse, readTyped, textsOf } from '../../platform/web/form.ts';
import { networkOf } from '../../platform/web/network.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { blank, type Filled } from '../../ui/fields.tsx';
import type { OnWall } from '../wall/rules.ts';
import {
  askReader,
  lookAtReaders,
  lookAtReading,
  lookAtReport,
  readCards,
  removeReader,
  reportCard,
  rest,
  takeNext,
  undoPress,
} from './actions.ts';
import { readerForm, readLanguages, readPress, removalForm, reportForm } from './form.ts';
import { admitLink, admitOwner, admitPublic, admitReader, keepReader } from './gate.ts';
import { isReportNumber, type ReaderPass } from './rules.ts';
import { LinkPage, ReadersPage, ReadingPage, ReportedPage, ReportPage } from './views.tsx';

const deviceLife = Temporal.Duration.from({ hours: 24 * 90 });

export function readingRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/r/:token', async (c) => {
    await admitLink(platform, c);
    return sendPage(c, <LinkPage visit={c.var.visit} />);
  });

  app.post('/r/:token', async (c) => {
    const link = await admitLink(platform, c);
    keepReader(platform, c, link);
    return c.redirect(`/walls/${link.wall}/reading`, 303);
  });

  type Trouble = { filled?: Filled; refusal?: MessageKey };

  const readersPage = async (c: WebContext, pass: ReaderPass, trouble: Trouble = {}): Promise<Response> => {
    const { filled = blank, refusal } = trouble;
    const sheet = (await lookAtReaders(platform, pass)) ?? notFound();
    const props = { visit: c.var.visit, at: `/walls/${pass.wall}`, sheet, filled, refusal };
    return sendPage(c, <ReadersPage {...props} />, refusal ? 409 : trouble.filled ? 422 : 200);
  };

  app.get('/walls/:wall/readers', async (c) => readersPage(c, await admitOwner(platform, c)));

  app.post('/walls/:wall/readers', async (c) => {
    const pass = await admitOwner(platform, c);
    const typed = await readTyped(c);
    const form = parse(readerForm, typed);
    if (!form.ok) return readersPage(c, pass, { filled: { typed, errors: form.errors } });
    const asked = await askReader(platform, pass, form.value);
    if (!asked.ok)
      return readersPage(c, pass, {
        filled: { typed, errors: {} },
        refusal: `reading.refused_${asked.refusal}`,
      });
    return c.redirect(`/walls/${pass.wall}/readers`, 303);
  });

  app.post('/walls/:wall/readers/removal', async (c) => {
    const pass = await admitOwner(platform, c);
    const form = parse(removalForm, await readTyped(c));
    if (form.ok) await removeReader(platform, pass, form.value.reader);
    return c.redirect(`/walls/${pass.wall}/readers`, 303);
  });

  app.get('/walls/:wall/reading', async (c) => {
    const pass = await admitReader(platform, c);
    const sheet = (await lookAtReading(platform, pass)) ?? notFound();
    const own = readLanguages(c.req.queries('first') ?? []);
    const props = {
      visit: c.var.visit,
      at: `/walls/${pass.wall}`,
      sheet,
      own,
      isOwner: pass.by === 'family',
    };
    return sendPage(c, <ReadingPage {...props} />);
  });

  // Taking cards lays them before one reader: it is a press, and the page shows what came of it.
  app.post('/walls/:wall/reading', async (c) => {
    const pass = await admitReader(platform, c);
    const own = readLanguages(textsOf(await readTyped(c), 'first'));
    await takeNext(platform, pass, own);
    return backToReading(c, pass, own);
  });

  app.post('/walls/:wall/reading/verdicts', async (c) => {
    const pass = await admitReader(platform, c);
    const typed = await readTyped(c);
    const own = readLanguages(textsOf(typed, 'first'));
    await readCards(platform, pass, readPress(typed), own);
    return backToReading(c, pass, own);
  });

  app.post('/walls/:wall/reading/undoing', async (c) => {
    const pass = await admitReader(platform, c);
    await undoPress(platform, pass);
    return backToReading(c, pass, readLanguages(textsOf(await readTyped(c), 'first')));
  });

  app.post('/walls/:wall/reading/rests', async (c) => {
    const pass = await admitReader(platform, c);
    await rest(platform, pass);
    return backToReading(c, pass, readLanguages(textsOf(await readTyped(c), 'first')));
  });

  const reportPage = async (
    c: WebContext,
    on: OnWall & { card: string },
    trouble: Trouble = {},
  ): Promise<Response> => {
    const { filled = blank, refusal } = trouble;
    const named = c.req.query('number') ?? '';
    const number = isReportNumber(named) ? named : undefined;
    const sheet = (await lookAtReport(platform, on, number)) ?? notFound();
    const { visit } = c.var;
    const back = `/w/${c.req.param('token')}`;
    if (sheet.report) return sendPage(c, <ReportedPage visit={visit} back={back} report={sheet.report} />);
    const props = { visit, back, at: c.req.path, sheet, filled, refusal };
    return sendPage(c, <ReportPage {...props} />, refusal ? 429 : trouble.filled ? 422 : 200);
  };

  app.get('/w/:token/cards/:card/reports', async (c) => reportPage(c, await admitPublic(platform, c)));

  app.post('/w/:token/cards/:card/reports', async (c) => {
    const on = await admitPublic(platform, c);
    const typed = await readTyped(c);
    const form = parse(reportForm, typed);
    if (!form.ok) return reportPage(c, on, { filled: { typed, errors: form.errors } });
    const kept = readCookie(c, 'reporter') ?? '';
    const device = /^[\w-]{22}$/.test(kept) ? kept : newToken();
    const network = networkOf(c, platform.trustedProxies);
    const agent = c.req.header('user-agent') ?? '';
    const reported = await reportCard(platform, on, form.value, { device, network, agent });
    if (!reported.ok) {
      if (reported.refusal === 'unknown') return notFound();
      return reportPage(c, on, { filled: { typed, errors: {} }, refusal: 'reading.refused_reports' });
    }
    writeCookie(c, 'reporter', device, deviceLife);
    return c.redirect(`${c.req.path}?number=${reported.value}`, 303);
  });

  return app;
}

function backToReading(c: WebContext, { wall }: ReaderPass, own: readonly Language[]): Response {
  const query = new URLSearchParams(own.map((language) => ['first', language]));
  return c.redirect(`/walls/${wall}/reading${own.length > 0 ? `?${query}` : ''}`, 303);
}
