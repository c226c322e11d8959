import { Hono } from 'hono';
import { isId } from '../../kernel/id.ts';
import { regionChoices } from '../../platform/calendar/holidays.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped, textOf } from '../../platform/web/form.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { blank, type Filled } from '../../ui/fields.tsx';
import { chooseRegion } from '../circle/actions.ts';
import { admitFamily, admitKeeper } from '../circle/gate.ts';
import type { FamilyPass, KeeperPass } from '../circle/rules.ts';
import { admitHost } from '../party/gate.ts';
import {
  addSchoolDay,
  askTimes,
  countElsewhere,
  dropSchoolDay,
  lookAtDays,
  lookAtTaken,
  lookAtTimes,
  markFree,
  markTaken,
  todayIn,
} from './actions.ts';
import { firstSpan, freeForm, parseSchoolDay, parseSpan, parseTaken } from './form.ts';
import { DaysPage, TakenPage, TimesPage } from './views.tsx';

export function timesRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  // Looking shows what was asked; asking is a press, for it cuts the cells and looks at them.
  app.get('/parties/:party/times', async (c) => {
    const pass = await admitHost(platform, c);
    const { visit } = c.var;
    const typed = c.req.query();
    const read = (today: Temporal.PlainDate) =>
      typed['from'] === undefined ? null : parseSpan(typed, today);
    const sheet = await lookAtTimes(platform, pass, read, visit.say.language);
    const { asked, today } = sheet;
    const span = asked?.ok ? asked.value : null;
    const filled = {
      typed: span ?? { ...firstSpan(today), ...typed },
      errors: asked?.ok === false ? asked.errors : {},
    };
    return sendPage(c, <TimesPage visit={visit} sheet={sheet} span={span} filled={filled} />);
  });

  app.post('/parties/:party/times', async (c) => {
    const pass = await admitHost(platform, c);
    const { visit } = c.var;
    const typed = await readTyped(c);
    const asked = await askTimes(platform, pass, (today) => parseSpan(typed, today));
    if (!asked.ok) {
      const sheet = await lookAtTimes(platform, pass, () => asked, visit.say.language);
      const filled = { typed, errors: asked.errors };
      return sendPage(c, <TimesPage visit={visit} sheet={sheet} span={null} filled={filled} />, 422);
    }
    return c.redirect(`/parties/${pass.party}/times?${new URLSearchParams(asked.value)}#days`, 303);
  });

  type Trouble = { filled?: Filled; refusal?: MessageKey };

  const daysPage = async (c: WebContext, pass: KeeperPass, trouble: Trouble = {}): Promise<Response> => {
    const { visit } = c.var;
    const { filled = blank, refusal } = trouble;
    const sheet = await lookAtDays(platform, pass);
    const regions = await regionChoices(visit.say.language);
    const page = (
      <DaysPage
        visit={visit}
        at={`/circles/${pass.circle}`}
        sheet={sheet}
        regions={regions}
        filled={filled}
        refusal={refusal}
      />
    );
    return sendPage(c, page, refusal ? 409 : trouble.filled ? 422 : 200);
  };

  app.get('/circles/:circle/days', async (c) => daysPage(c, await admitKeeper(platform, c)));

  app.post('/circles/:circle/regions', async (c) => {
    const pass = await admitKeeper(platform, c);
    const typed = await readTyped(c);
    const region = textOf(typed, 'region');
    const known = await regionChoices(c.var.visit.say.language);
    if (region !== '' && !known.some(([code]) => code === region))
      return daysPage(c, pass, { filled: { typed, errors: { region: 'times.region_missing' } } });
    await chooseRegion(platform, pass, region);
    return c.redirect(`/circles/${pass.circle}/days`, 303);
  });

  app.post('/circles/:circle/days', async (c) => {
    const pass = await admitKeeper(platform, c);
    const typed = await readTyped(c);
    const form = parseSchoolDay(typed, await todayIn(platform, pass));
    if (!form.ok) return daysPage(c, pass, { filled: { typed, errors: form.errors } });
    const added = await addSchoolDay(platform, pass, form.value);
    if (!added.ok) return daysPage(c, pass, { filled: { typed, errors: {} }, refusal: 'times.too_many' });
    return c.redirect(`/circles/${pass.circle}/days#school`, 303);
  });

  app.post('/circles/:circle/days/removal', async (c) => {
    const pass = await admitKeeper(platform, c);
    const id = textOf(await readTyped(c), 'day');
    if (isId(id)) await dropSchoolDay(platform, pass, id);
    return c.redirect(`/circles/${pass.circle}/days#school`, 303);
  });

  const takenPage = async (c: WebContext, pass: FamilyPass, trouble: Trouble = {}): Promise<Response> => {
    const { filled = blank, refusal } = trouble;
    const sheet = await lookAtTaken(platform, pass);
    const props = { visit: c.var.visit, at: `/circles/${pass.circle}/taken`, sheet, filled, refusal };
    return sendPage(c, <TakenPage {...props} />, refusal ? 409 : trouble.filled ? 422 : 200);
  };

  app.get('/circles/:circle/taken', async (c) => takenPage(c, await admitFamily(platform, c)));

  app.post('/circles/:circle/taken', async (c) => {
    const pass = await admitFamily(platform, c);
    const typed = await readTyped(c);
    const form = parseTaken(typed, await todayIn(platform, pass));
    if (!form.ok) return takenPage(c, pass, { filled: { typed, errors: form.errors } });
    const marked = await markTaken(platform, pass, form.value);
    if (!marked.ok) return takenPage(c, pass, { filled: { typed, errors: {} }, refusal: 'times.too_many' });
    return c.redirect(`/circles/${pass.circle}/taken`, 303);
  });

  app.post('/circles/:circle/taken/removal', async (c) => {
    const pass = await admitFamily(platform, c);
    const form = parse(freeForm, await readTyped(c));
    if (form.ok) await markFree(platform, pass, form.value);
    return c.redirect(`/circles/${pass.circle}/taken`, 303);
  });

  app.post('/circles/:circle/taken/elsewhere', async (c) => {
    const pass = await admitFamily(platform, c);
    await countElsewhere(platform, pass, textOf(await readTyped(c), 'count') === 'yes');
    return c.redirect(`/circles/${pass.circle}/taken`, 303);
  });

  return app;
}
