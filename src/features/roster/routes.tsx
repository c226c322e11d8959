import { Hono } from 'hono';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Roster, RosterFile } from '../../platform/roster/roster.ts';
import { readTyped } from '../../platform/web/form.ts';
import { holdBack } from '../../platform/web/limits.ts';
import { sendPage } from '../../platform/web/send.ts';
import type { WebContext, WebEnv } from '../../platform/web/web.ts';
import { admitFresh } from '../account/gate.ts';
import { admitKeeper, admitToRoster } from '../circle/gate.ts';
import type { KeeperPass } from '../circle/rules.ts';
import { importRoster, openSheet, previewImport, sealSheet } from './actions.ts';
import { chosenClass, readAgreement } from './form.ts';
import { ClassesPage, PreviewPage, UploadPage } from './views.tsx';

// A keeper is told of no party that holds a family back: it may be one that the keeper is not asked to.
const refusals = { hosting: 'circle.not_now', circle_full: 'circle.circle_full' } as const;

export function rosterRoutes(platform: Platform): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/circles/:circle/roster', async (c) => {
    const pass = await admitKeeper(platform, c);
    return sendPage(c, <UploadPage visit={c.var.visit} circle={pass.circle} />);
  });

  type Shown = { roster: Roster; chosen: string; refusal?: MessageKey; status?: 409 | 422 };

  const preview = async (
    c: WebContext,
    pass: KeeperPass,
    { roster, chosen, refusal, status = 422 }: Shown,
  ): Promise<Response> => {
    const common = {
      visit: c.var.visit,
      circle: pass.circle,
      roster,
      sheet: sealSheet(platform, pass, roster),
    };
    const one = chosenClass(roster, chosen);
    if (!one) return sendPage(c, <ClassesPage {...common} />);
    const comparison = await previewImport(platform, pass, one);
    return sendPage(
      c,
      <PreviewPage {...common} chosen={one} comparison={comparison} refusal={refusal} />,
      refusal ? status : 200,
    );
  };

  app.post('/circles/:circle/rosters', async (c) => {
    const pass = await admitToRoster(platform, c);
    await holdBack(platform, 'upload', pass.account);
    // Reading lists and unpacking them is in memory from the first one on.
    const { readRoster } = await import('../../platform/roster/read-roster.ts');
    const read = readRoster(await droppedFiles(c));
    if (!read.ok)
      return sendPage(
        c,
        <UploadPage visit={c.var.visit} circle={pass.circle} refusal={`roster.refused_${read.refusal}`} />,
        422,
      );
    return preview(c, pass, { roster: read.value, chosen: '' });
  });

  app.post('/circles/:circle/rosters/preview', async (c) => {
    const pass = await admitToRoster(platform, c);
    const { sheet, chosen } = readAgreement(await readTyped(c));
    const roster = openSheet(platform, pass, sheet);
    return roster ? preview(c, pass, { roster, chosen }) : c.redirect(`/circles/${pass.circle}/roster`, 303);
  });

  app.post('/circles/:circle/rosters/imports', async (c) => {
    const pass = await admitToRoster(platform, c);
    const { sheet, chosen, allowed, leaving } = readAgreement(await readTyped(c));
    const roster = openSheet(platform, pass, sheet);
    const one = roster && chosenClass(roster, chosen);
    if (!one) return c.redirect(`/circles/${pass.circle}/roster`, 303);
    if (!allowed) return preview(c, pass, { roster, chosen, refusal: 'roster.allowed_missing' });
    // Whom a list takes off is gone as for good as one by one.
    if (leaving.length > 0) await admitFresh(platform, c);
    await holdBack(platform, 'import', pass.account);
    const imported = await importRoster(platform, pass, one, leaving);
    if (!imported.ok)
      return preview(c, pass, { roster, chosen, refusal: refusals[imported.refusal], status: 409 });
    return c.redirect(`/circles/${pass.circle}?news=imported`, 303);
  });

  return app;
}

async function droppedFiles(c: WebContext): Promise<RosterFile[]> {
  const body: Record<string, unknown> = await c.req.parseBody({ all: true }).catch(() => ({}));
  const files = [body['file']].flat().filter((file) => file instanceof File);
  return Promise.all(
    files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
}
