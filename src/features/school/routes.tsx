import { Hono } from 'hono';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { parse, readTyped, type FieldErrors, type Typed } from '../../platform/web/form.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { blank } from '../../ui/fields.tsx';
import { admitFresh, idFrom } from '../account/gate.ts';
import { admitFamily, admitKeeper } from '../circle/gate.ts';
import type { KeeperPass } from '../circle/rules.ts';
import {
  addMember,
  askSchool,
  lookAtCircleSchool,
  lookAtRoster,
  lookAtSchool,
  partCircle,
  readLooks,
  removeMember,
  renewCode,
  setSchoolRule,
  switchNeighbours,
  takeCircle,
} from './actions.ts';
import { codeForm, memberForm, neighboursForm, schoolRuleForm } from './form.ts';
import { admitStaff, admitStaffToRoster } from './gate.ts';
import type { StaffPass } from './rules.ts';
import { CircleSchoolPage, LooksPage, SchoolPage, SchoolRosterPage } from './views.tsx';

type Trouble = { part?: 'staff' | 'rule'; typed?: Typed; errors?: FieldErrors; refusal?: MessageKey };

export function schoolRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  const schoolPage = async (
    c: WebContext,
    pass: StaffPass,
    { part, typed = {}, errors = {}, refusal }: Trouble = {},
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const sheet = (await lookAtSchool(platform, pass)) ?? notFound();
    const { rule } = sheet.school;
    const chosen = { preset: rule?.preset ?? 'each', smallPercent: String(rule?.smallPercent ?? 50) };
    const filled = { typed, errors };
    const props = {
      sheet,
      own: pass.member,
      ofStaff: part === 'staff' ? filled : blank,
      ofRule: part === 'rule' ? filled : { typed: chosen, errors: {} },
      saved: status === 200 && c.req.query('news') === 'saved',
      refusal,
    };
    return sendPage(c, <SchoolPage visit={c.var.visit} {...props} />, status);
  };
  const saved = (c: WebContext, { school }: StaffPass): Response =>
    c.redirect(`/schools/${school}?news=saved`, 303);

  app.get('/schools/:school', async (c) => schoolPage(c, await admitStaff(platform, c)));

  app.post('/schools/:school/staff', async (c) => {
    const pass = await admitStaff(platform, c);
    await admitFresh(platform, c);
    const typed = await readTyped(c);
    const form = parse(memberForm, typed);
    if (!form.ok) return schoolPage(c, pass, { part: 'staff', typed, errors: form.errors }, 422);
    const added = await addMember(platform, pass, form.value, c.var.visit.say.language);
    if (added.ok) return saved(c, pass);
    const refusal = `school.refused_${added.refusal}` as const;
    return schoolPage(c, pass, { part: 'staff', typed, refusal }, 409);
  });

  app.post('/schools/:school/staff/:member/removal', async (c) => {
    const pass = await admitStaff(platform, c);
    await admitFresh(platform, c);
    const member = idFrom(c, 'member') ?? notFound();
    const removed = await removeMember(platform, pass, member);
    if (!removed.ok) return schoolPage(c, pass, { refusal: `school.refused_${removed.refusal}` }, 409);
    return member === pass.member ? c.redirect('/', 303) : saved(c, pass);
  });

  app.post('/schools/:school/codes', async (c) => {
    const pass = await admitStaff(platform, c);
    await renewCode(platform, pass);
    return saved(c, pass);
  });

  app.post('/schools/:school/rules', async (c) => {
    const pass = await admitStaff(platform, c);
    const typed = await readTyped(c);
    const form = parse(schoolRuleForm, typed);
    if (!form.ok) return schoolPage(c, pass, { part: 'rule', typed, errors: form.errors }, 422);
    const { preset, smallPercent } = form.value;
    await setSchoolRule(platform, pass, preset === 'each' ? null : { preset, smallPercent });
    return saved(c, pass);
  });

  app.post('/schools/:school/neighbours', async (c) => {
    const pass = await admitStaff(platform, c);
    const form = parse(neighboursForm, await readTyped(c));
    if (!form.ok) return schoolPage(c, pass, { refusal: 'rule.choose_one' }, 422);
    await switchNeighbours(platform, pass, form.value.neighbours);
    return saved(c, pass);
  });

  app.post('/schools/:school/circles/:circle/welcome', async (c) => {
    const pass = await admitStaff(platform, c);
    const taken = await takeCircle(platform, pass, idFrom(c, 'circle') ?? notFound());
    if (taken.ok) return saved(c, pass);
    if (taken.refusal === 'gone') return notFound();
    return schoolPage(c, pass, { refusal: `school.refused_${taken.refusal}` }, 409);
  });

  app.post('/schools/:school/circles/:circle/ending', async (c) => {
    const pass = await admitStaff(platform, c);
    await partCircle(platform, pass.school, idFrom(c, 'circle') ?? notFound());
    return saved(c, pass);
  });

  app.get('/schools/:school/circles/:circle', async (c) => {
    const pass = await admitStaffToRoster(platform, c);
    const sheet = await lookAtRoster(platform, pass);
    return sendPage(c, <SchoolRosterPage visit={c.var.visit} school={pass.school} sheet={sheet} />);
  });

  const circleSchoolPage = async (
    c: WebContext,
    pass: KeeperPass,
    { typed = {}, errors = {}, refusal }: Trouble = {},
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const sheet = await lookAtCircleSchool(platform, pass);
    const props = { sheet, filled: { typed, errors }, refusal };
    return sendPage(c, <CircleSchoolPage visit={c.var.visit} {...props} />, status);
  };

  app.get('/circles/:circle/school', async (c) => circleSchoolPage(c, await admitKeeper(platform, c)));

  app.post('/circles/:circle/school', async (c) => {
    const pass = await admitKeeper(platform, c);
    const typed = await readTyped(c);
    const form = parse(codeForm, typed);
    if (!form.ok) return circleSchoolPage(c, pass, { typed, errors: form.errors }, 422);
    const asked = await askSchool(platform, pass, form.value.code);
    if (asked.ok) return c.redirect(`/circles/${pass.circle}/school`, 303);
    if (asked.refusal === 'has_school')
      return circleSchoolPage(c, pass, { refusal: 'school.refused_has_school' }, 409);
    return circleSchoolPage(c, pass, { typed, errors: { code: 'school.refused_code_unknown' } }, 409);
  });

  app.post('/circles/:circle/school/ending', async (c) => {
    const pass = await admitKeeper(platform, c);
    await partCircle(platform, null, pass.circle);
    return c.redirect(`/circles/${pass.circle}/school`, 303);
  });

  app.get('/circles/:circle/looks', async (c) => {
    const pass = await admitFamily(platform, c);
    return sendPage(c, <LooksPage visit={c.var.visit} sheet={await readLooks(platform, pass)} />);
  });

  return app;
}
