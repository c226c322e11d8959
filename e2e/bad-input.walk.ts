import { deflateSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import {
  atLength,
  codeFor,
  countMails,
  expect,
  familyLink,
  fillPlan,
  guestLine,
  inDays,
  linkIn,
  mailTo,
  openEnvelope,
  openMadeUpParty,
  planParty,
  startPlan,
  test,
  tiles,
  tryAs,
  twoWays,
  url,
  walk,
  withScript,
} from './people.ts';

const next = 'Next: who is invited';

walk(
  twoWays,
  () => {
    test('a day that is over and an hour that does not exist are refused, and of the hour that comes twice the host says which', async ({
      page,
      asHost,
    }) => {
      await asHost(page);
      await startPlan(page);
      const { forward, back } = clockChanges();
      await fillPlan(page, { date: inDays(-1) });
      await page.getByRole('button', { name: next }).click();
      await expect(page.getByRole('alert')).toContainText(
        'This day or hour is already over. Please choose a later one.',
      );
      await expect(page.getByLabel('Day', { exact: true })).toHaveAttribute('aria-invalid', 'true');
      await expect(page.getByLabel('Day', { exact: true })).toHaveValue(inDays(-1));

      await fillPlan(page, { date: forward, starts: '01:30', ends: '03:30' });
      await page.getByRole('button', { name: next }).click();
      await expect(page.getByRole('alert')).toContainText(
        'This hour does not exist on that day: the clocks go forward.',
      );
      await expect(page.getByLabel('Begins')).toHaveValue('01:30');
      await expect(page.getByLabel('What is it?')).toHaveValue('Film night');

      await fillPlan(page, { date: back, starts: '01:30', ends: '03:30' });
      await page.getByRole('button', { name: next }).click();
      await expect(page.getByRole('alert')).toContainText(
        'This hour comes twice on that day: the clocks go back.',
      );
      await page.getByLabel('The second one, after the clocks go back').check();
      await page.getByRole('button', { name: next }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who is on the string?');
    });

    test('an empty form says all that is missing at once, and what was typed stays, now and later', async ({
      page,
    }) => {
      await tryAs(page, 'host');
      await startPlan(page);
      const greeting = 'Bring <your> pillow & "teddy". مرحبا 🎈';
      await page.getByLabel('A greeting').fill(greeting);
      await page.getByLabel('Outdoors').check();
      await page.getByRole('button', { name: next }).click();
      await expect(page.getByRole('alert')).toContainText('4 things need another look');
      await expect(page.getByRole('alert').getByRole('link')).toHaveText([
        /what it is/,
        /around where/,
        /the address/,
        /a day and an hour/,
      ]);
      await expect(page.getByLabel('A greeting')).toHaveValue(greeting);
      await page.getByLabel('What is it?').fill('Half a plan');
      await page.getByRole('button', { name: 'Keep it for later' }).click();
      await page.locator('main .rows li', { hasText: 'draft' }).getByRole('link').click();
      await expect(page.getByLabel('What is it?')).toHaveValue('Half a plan');
      await expect(page.getByLabel('A greeting')).toHaveValue(greeting);
      await expect(page.getByLabel('Outdoors')).toBeChecked();
    });

    test('a plan that is sent again after the back button is still one party', async ({ page }) => {
      await tryAs(page, 'host');
      const film = await planParty(page);
      await page.goBack();
      await expect(page.getByLabel('What is it?')).toHaveValue(film);
      await fillPlan(page, { title: 'Film night with popcorn' });
      await page.getByRole('button', { name: next }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who is on the string?');
      await page.goto('/');
      await expect(page.locator('main .rows li', { hasText: 'draft' })).toHaveText(/Film night with popcorn/);
    });

    test('invitations sent from two tabs go out once, and a page left open changes nothing any more', async ({
      page,
      asHost,
    }) => {
      const at = await asHost(page);
      const film = await planParty(page);
      const party = page.url().replace(/\/guests$/, '');
      const [plan, guests, look] = [
        await page.context().newPage(),
        await page.context().newPage(),
        await page.context().newPage(),
      ];
      await page.getByRole('button', { name: 'Next: look at it' }).click();
      await Promise.all([
        plan.goto(`${party}/plan`),
        guests.goto(`${party}/guests`),
        look.goto(`${party}/look`),
      ]);
      const send = 'Send the invitations';
      await Promise.all([
        page.getByRole('button', { name: send }).click(),
        look.getByRole('button', { name: send }).click(),
      ]);
      for (const tab of [page, look])
        await expect(tab.getByRole('heading', { name: 'The invitations go out in a minute' })).toBeVisible();

      await plan.getByLabel('What is it?').fill('Something else');
      await plan.getByRole('button', { name: next }).click();
      await expect(
        plan.getByText('the invitations have been sent in the meantime. Nothing was changed.'),
      ).toBeVisible();
      await guests.getByRole('button', { name: 'Next: look at it' }).click();
      await expect(
        guests.getByText('the invitations have been sent in the meantime. Nothing was changed.'),
      ).toBeVisible();
      await guests.getByRole('link', { name: 'To the party' }).click();
      await expect(guests.getByRole('heading', { level: 1 })).toHaveText(film);

      const late = await page.context().newPage();
      await late.route('**/live', (route) => route.abort());
      await late.goto(party);
      await Promise.all([
        page.getByRole('button', { name: 'Send them now' }).click(),
        look.getByRole('button', { name: 'Send them now' }).click(),
      ]);
      await expect(guestLine(page, 'Luka')).toContainText(/mail/);
      await guests.reload();
      await expect(tiles(guests)).toHaveText(['0', '0', '22', '3']);
      await mailTo(at('ivan'), `Luka: ${film}`);
      await mailTo(at('leila'), `Sami: ${film}`);
      expect(await countMails(at('ivan'), `Luka: ${film}`)).toBe(1);
      // Too late to have it back, from a page that has not heard of it.
      await late.getByRole('button', { name: 'Take it back' }).click();
      await expect(late.getByRole('alert')).toContainText(
        'already on their way, so they could not be taken back.',
      );
    });

    test('an answer pressed twice is one answer, and after the back button the last one counts', async ({
      page,
      someone,
    }) => {
      const at = await tryAs(page, 'host');
      await openMadeUpParty(page);
      const guest = await someone();
      await openEnvelope(guest, familyLink(await mailTo(at('ravi'), /invites Uma/)));
      const tab = await guest.context().newPage();
      await tab.goto(guest.url());
      await Promise.all(
        [guest, tab].map((one) => one.getByRole('button', { name: 'Yes, Uma is coming' }).dblclick()),
      );
      for (const one of [guest, tab])
        await expect(one.getByRole('heading', { name: 'Lovely, Uma is coming' })).toBeVisible();
      await mailTo(at('ravi'), /^Your answer/, /Yes, Uma is coming/);
      expect(await countMails(at('ravi'), /^Your answer/)).toBe(1);

      await guest.goBack();
      await answerAgain(guest, 'Not this time');
      await expect(guest.getByRole('heading', { name: 'Not this time for Uma' })).toBeVisible();
      // The other tab still shows the yes; what it says about it comes too late and ends in a sentence.
      await tab.getByLabel('Grown-ups').fill('2');
      await tab.getByRole('button', { name: 'Save' }).click();
      await expect(tab.getByRole('alert')).toContainText(
        'This answer does not fit what stands here now. Please look again.',
      );
      await expect(tab.getByRole('heading', { name: 'Not this time for Uma' })).toBeVisible();
      await page.reload();
      await expect(tiles(page)).toHaveText(['9', '5', '8', '3']);
    });

    test('a code is good in the browser that asked for it, once, and a wrong one is told kindly', async ({
      page,
      someone,
    }) => {
      const at = await tryAs(page, 'guest');
      const asking = await someone();
      await asking.goto('/sign-in');
      await asking.getByLabel('E-mail address').fill('not an address');
      await asking
        .locator('form')
        .first()
        .evaluate((form) => form.setAttribute('novalidate', ''));
      await asking.getByRole('button', { name: 'Send me a code' }).click();
      // Below it the passkey’s own line waits, empty.
      await expect(asking.getByRole('alert').first()).toContainText(
        'This does not look like an e-mail address.',
      );
      await asking.getByLabel('E-mail address').fill(at('ravi'));
      await asking.getByRole('button', { name: 'Send me a code' }).click();
      const code = await codeFor(at('ravi'));

      const thief = await someone();
      await thief.goto('/code');
      await type(thief, code);
      await expect(thief.getByRole('alert')).toContainText(
        'This code is no longer good here. Please ask for a new one.',
      );
      await type(asking, 'AAAA AAAA');
      await expect(asking.getByRole('alert')).toContainText('This is not the code.');
      await type(asking, ` ${code.toLowerCase().replace(/[\s-]/g, '')} `);
      await expect(asking.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
      await asking.goto('/code');
      await type(asking, code);
      await expect(asking.getByRole('alert')).toContainText('This code is no longer good here.');
    });
  },
  atLength,
);

// What these show is the server's doing, whatever the screen and the browser.
walk(['on a phone'], () => {
  test('a wrong number of guests who come along is refused, and the food note is still there', async ({
    page,
    someone,
  }) => {
    const at = await tryAs(page, 'host');
    const guest = await someone();
    await openEnvelope(guest, familyLink(await mailTo(at('ravi'), /invites Uma/)));
    await guest.getByRole('button', { name: 'Yes, Uma is coming' }).click();
    const many = guest.getByLabel('Grown-ups');
    await many.evaluate((field) => field.removeAttribute('max'));
    await many.fill('21');
    await guest.getByLabel(/cannot eat/).fill('nuts');
    await guest.getByRole('button', { name: 'Save' }).click();
    await expect(guest.getByRole('alert')).toContainText('Please type a number from 0 to 20.');
    await expect(guest.getByLabel(/cannot eat/)).toHaveValue('nuts');
  });

  test('a link that is dead, foreign or made up leads to one and the same page', async ({
    page,
    someone,
  }) => {
    const at = await tryAs(page, 'host');
    await openMadeUpParty(page);
    const party = page.url();
    const dead = familyLink(await mailTo(at('ravi'), /invites Uma/));
    const leave = linkIn(await mailTo(at('ravi'), /invites Uma/), /\/leave\//);
    const family = await someone();
    await openEnvelope(family, dead);
    const invitation = family.url();
    await family.goto(leave);
    await family.getByRole('button', { name: 'Take us off the list' }).click();
    await expect(family.getByRole('heading', { name: 'You are off the list' })).toBeVisible();

    const stranger = await someone();
    await tryAs(stranger, 'guest');
    const unknown = '00000000-0000-4000-8000-000000000000';
    const nothing = await seen(stranger, `${url}/i/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`);
    expect(nothing.status).toBe(404);
    expect(nothing.body).toContain('There is nothing here');
    const others = [
      dead,
      `${dead}?a=yes`,
      invitation,
      party,
      `${party}/guests`,
      `${party}/guests.csv`,
      `${party}/live`,
      `${url}/invitations/${unknown}`,
      `${url}/parties/${unknown}`,
      `${url}/circles/${unknown}`,
      leave,
    ];
    for (const address of others) expect(await seen(stranger, address), address).toEqual(nothing);
    // The family that had opened it finds nothing any more either.
    expect(await seen(family, invitation)).toEqual({ ...nothing, headers: expect.any(Object) });
  });

  test('a forwarded link opens, and never tells whom it was sent to', async ({ page, someone }) => {
    const at = await tryAs(page, 'host');
    const link = familyLink(await mailTo(at('leila'), /invites Sami/));
    const family = await someone();
    await openEnvelope(family, link);
    await family.getByRole('button', { name: 'Yes, Sami is coming' }).click();
    const friend = await someone();
    const envelope = await friend.goto(link);
    expect(await envelope?.text()).not.toMatch(/Sami|Ellie|turning|Maple|leila|omar/i);
    await openEnvelope(friend, link);
    expect(await friend.content()).not.toMatch(/leila|omar|families\.example/i);
    // The page's own address is worth nothing without the envelope.
    const other = await someone();
    expect((await other.goto(friend.url()))?.status()).toBe(404);
  });

  test('robots that look at a link, however often, have opened and answered nothing', async ({
    page,
    someone,
  }) => {
    const at = await tryAs(page, 'host');
    await openMadeUpParty(page);
    const mail = await mailTo(at('ravi'), /invites Uma/);
    const links = mail.text?.match(/https?:\/\/\S+/g) ?? [];
    expect(links.length).toBeGreaterThanOrEqual(4);
    const looks = [...links, ...links].flatMap((link) =>
      ['GET', 'HEAD'].map((method) => fetch(link, { method, headers: { 'user-agent': 'WhatsApp/2.23' } })),
    );
    for (const answer of await Promise.all(looks)) {
      expect(answer.status).toBe(200);
      expect(await answer.text()).not.toMatch(/Uma|Ellie|turning five/);
    }
    // A scanner with a real browser, that runs what scripts there are.
    const scanner = await someone();
    for (const link of links) await scanner.goto(link, { waitUntil: 'networkidle' });
    await page.reload();
    await expect(guestLine(page, 'Uma')).toContainText('mail sent');
    await expect(tiles(page)).toHaveText(['9', '4', '9', '3']);
    expect(await countMails(at('ravi'), /^Your answer/)).toBe(0);
  });

  test('a roster that is a picture is refused with a sentence, and nothing is stored', async ({ page }) => {
    await tryAs(page, 'keeper');
    await page.getByRole('link', { name: 'Keep the list' }).click();
    const circle = page.url();
    await page.getByRole('link', { name: 'Import a class list' }).click();
    await page
      .getByLabel('The file')
      .setInputFiles({ name: 'class.png', mimeType: 'image/png', buffer: picture() });
    await page.getByRole('button', { name: 'Look at it first' }).click();
    await expect(page.getByRole('alert')).toHaveText(
      'This is not a list: perhaps a picture or a PDF. Please export the class list as CSV.',
    );
    await page
      .getByLabel('The file')
      .setInputFiles({ name: 'class.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) });
    await page.getByRole('button', { name: 'Look at it first' }).click();
    await expect(page.getByRole('alert')).toHaveText('This file is empty. Please choose another one.');
    await page.goto(circle);
    await expect(page.getByText('26 children in 27 families')).toBeVisible();
  });

  test('five wrong codes wear it out', async ({ page }) => {
    await page.goto('/sign-in');
    const address = `wrong.${Date.now()}.${Math.random().toString(36).slice(2)}@example.org`;
    await page.getByLabel('E-mail address').fill(address);
    await page.getByRole('button', { name: 'Send me a code' }).click();
    const code = await codeFor(address);
    for (let tries = 1; tries < 5; tries += 1) await type(page, `AAAA AAA${tries}`);
    await expect(page.getByRole('alert')).toContainText('This is not the code.');
    await type(page, 'AAAA AAA5');
    await expect(page.getByRole('alert')).toContainText('That was one try too many for this code.');
    await type(page, code);
    await expect(page.getByRole('alert')).toContainText('That was one try too many for this code.');
  });
});

// Without JavaScript a button keeps it, see above.
walk(withScript, () => {
  test('what is typed is kept while it is typed', async ({ page }) => {
    await tryAs(page, 'host');
    await startPlan(page);
    await page.getByLabel('What is it?').fill('A plan that was never sent');
    await expect(page.getByText('Kept. You can go on later.')).toBeVisible();
    await page.goto('/');
    await page.locator('main .rows li', { hasText: 'draft' }).getByRole('link').click();
    await expect(page.getByLabel('What is it?')).toHaveValue('A plan that was never sent');
  });
});

/** After the back button the page shows the buttons as they were, or the answer as it is. */
async function answerAgain(guest: Page, answer: string): Promise<void> {
  const summary = guest.getByText('Change the answer');
  if (await summary.isVisible()) await summary.click();
  await guest.getByRole('button', { name: /^(Not this time|We cannot come after all)$/ }).click();
  await expect(guest.getByText(answer)).toBeVisible();
}

type Seen = { status: number; headers: Record<string, string>; body: string };

/** What an address shows, but for the address itself and the moment. */
async function seen(page: Page, address: string): Promise<Seen> {
  const answer = await page.goto(address);
  const { pathname } = new URL(address);
  const { date: _date, 'content-length': _length, ...headers } = answer?.headers() ?? {};
  const body = ((await answer?.text()) ?? '').replaceAll(pathname, '');
  return { status: answer?.status() ?? 0, headers, body };
}

async function type(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code').fill(code);
  const [answer] = await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === 'POST'),
    page.getByRole('button', { name: 'Sign in' }).click(),
  ]);
  await answer.finished();
}

/** The days on which London's clocks go forward and back next. */
function clockChanges(): { forward: string; back: string } {
  const first = Temporal.Now.zonedDateTimeISO('Europe/London').getTimeZoneTransition('next');
  const second = first?.getTimeZoneTransition('next');
  if (!first || !second) throw new Error('London’s clocks change twice a year');
  const [forward, back] =
    first.offsetNanoseconds > second.offsetNanoseconds ? [first, second] : [second, first];
  return { forward: forward.toPlainDate().toString(), back: back.toPlainDate().toString() };
}

function picture(): Buffer {
  const chunk = (name: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(name), data, Buffer.alloc(4)]);
  };
  const head = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 0]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(72))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
