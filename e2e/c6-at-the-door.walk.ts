import type { Locator, Page } from '@playwright/test';
import {
  accessible,
  alsoAs,
  atLength,
  everyWay,
  expect,
  expectNoSidewaysScroll,
  familyLink,
  fillPlan,
  laterToday,
  mailTo,
  openEnvelope,
  test,
  tryAs,
  walk,
  withScript,
} from './people.ts';

walk(everyWay, () => {
  test('at the door a host ticks who came, takes a tick back, and whoever just turns up is welcome', async ({
    page,
    someone,
  }) => {
    await partyOfToday(page, await someone());
    await page.getByRole('link', { name: 'At the door' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('At the door');
    await expect(page.getByText('Press a name when the child is here.')).toBeVisible();
    await expect(here(page)).toHaveText('0');
    await expect(line(page, 'Elif')).toContainText('Deniz');
    await expect(line(page, 'Luka')).toContainText('with 2 grown-ups · with one brother or sister');
    await expect(line(page, 'Luka')).toContainText('No nuts please');
    await expect(line(page, 'Sami')).toHaveCount(0);
    await expectNoSidewaysScroll(page);

    await tick(page, 'Luka').click();
    await expectHere(page, 'Luka');
    await expect(here(page)).toHaveText('1');
    await page.reload();
    await expectHere(page, 'Luka');
    await tick(page, 'Luka').click();
    await expectAway(page, 'Luka');
    await expect(here(page)).toHaveText('0');

    await page.getByLabel('Child').fill('Zed from next door');
    await page.getByRole('button', { name: 'Put on the list' }).click();
    await expectHere(page, 'Zed from next door');
    await expect(here(page)).toHaveText('1');
    await accessible(page);
    await tick(page, 'Zed from next door').click();
    await expect(line(page, 'Zed from next door')).toHaveCount(0);
    await page.reload();
    await expect(line(page, 'Zed from next door')).toHaveCount(0);
    await expect(here(page)).toHaveText('0');
  });
});

walk(withScript, () => {
  test('two phones without a network tick on, are loaded again, and lose nothing when it is back', async ({
    someone,
    network,
  }) => {
    test.slow();
    const [own, others] = [await network(), await network()];
    const page = await someone(own);
    await partyOfToday(page, await someone());
    await page.getByRole('link', { name: 'At the door' }).click();
    const address = page.url();
    const other = await someone(others);
    await alsoAs(other, 'host', page);
    await other.goto(address);
    for (const phone of [page, other]) await untilKept(phone);

    // What one ticks the other sees at once.
    await tick(page, 'Luka').click();
    await expectHere(other, 'Luka');

    await own.cutOff(page);
    await tick(page, 'Elif').click();
    await expect(page.getByText('There is no network just now.')).toBeVisible();
    await page.getByLabel('Child').fill('Zed');
    await page.getByRole('button', { name: 'Put on the list' }).click();
    await expectHere(page, 'Zed');
    await expect(here(page)).toHaveText('3');
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('At the door');
    for (const name of ['Luka', 'Elif', 'Zed']) await expectHere(page, name);
    await expect(here(page)).toHaveText('3');
    await expect(page.getByText('There is no network just now.')).toBeVisible();
    await expect(here(other)).toHaveText('1');
    await expect(other.getByText('There is no network just now.')).toBeHidden();

    // Meanwhile the other one is cut off too: both tick Elif, and this one undoes Luka, which it has seen.
    await others.cutOff(other);
    await tick(other, 'Elif').click();
    await tick(other, 'Luka').click();
    await other.getByLabel('Child').fill('Yara');
    await other.getByRole('button', { name: 'Put on the list' }).click();
    await expectAway(other, 'Luka');
    await expect(here(other)).toHaveText('2');

    // An undoing takes back only what it saw: the tick of the other phone stands.
    await tick(page, 'Elif').click();
    await expectAway(page, 'Elif');
    await others.letBack(other);
    await own.letBack(page);
    for (const phone of [page, other]) {
      for (const name of ['Elif', 'Zed', 'Yara']) await expectHere(phone, name);
      await expectAway(phone, 'Luka');
      await expect(here(phone)).toHaveText('3');
      await expect(phone.getByText('There is no network just now.')).toBeHidden();
      expect(await phone.evaluate(() => Object.keys(localStorage))).toEqual([]);
    }
  });

  test(
    'a phone that was signed out meanwhile keeps its ticks and says so, and after signing out nothing is left',
    atLength,
    async ({ page, someone }) => {
      await partyOfToday(page, await someone());
      await page.getByRole('link', { name: 'At the door' }).click();
      await untilKept(page);
      // No other page is ever kept.
      const kept = await page.evaluate(async () => {
        const names = await caches.keys();
        const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
        return all.flat().map(({ url }) => new URL(url).pathname);
      });
      const own = new URL(page.url()).pathname;
      for (const path of kept) expect(path === own || path.startsWith('/assets/'), path).toBe(true);
      expect(kept).toContain(own);

      const cookies = await page.context().cookies();
      await page.context().clearCookies({ name: '__Host-session' });
      await tick(page, 'Luka').click();
      await expect(page.getByText('You are signed out on this phone.')).toBeVisible();
      await expectHere(page, 'Luka');
      await expect.poll(() => page.evaluate(() => caches.keys())).toEqual([]);
      await page.context().addCookies(cookies);
      await page.reload();
      await expectHere(page, 'Luka');
      await expect.poll(() => page.evaluate(() => localStorage.length)).toBe(0);
      await untilKept(page);

      await page.goto('/account');
      await page.getByRole('button', { name: 'Sign out' }).first().click();
      await expect(page).toHaveURL(/\/$/);
      await expect.poll(() => page.evaluate(() => caches.keys())).toEqual([]);
      await page.context().setOffline(true);
      await expect(page.goto(own)).rejects.toThrow();
    },
  );

  test(
    'when the day is over the phone has forgotten the list by itself, with a network and without',
    atLength,
    async ({ page, someone }) => {
      await partyOfToday(page, await someone());
      await page.getByRole('link', { name: 'At the door' }).click();
      const own = new URL(page.url()).pathname;
      await untilKept(page);
      const left = (): Promise<unknown> =>
        page.evaluate(async () => [
          ...(await caches.keys()),
          ...Object.keys(localStorage),
          ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
        ]);

      // The worker has no other clock than the day's: what it keeps is made a day older.
      await page.evaluate(async (path) => {
        const [name = ''] = await caches.keys();
        const kept = await (await caches.open(name)).match(path, { ignoreVary: true });
        if (kept) await (await caches.open(`arrivals ${path} ${Date.now() - 1000}`)).put(path, kept);
        await caches.delete(name);
      }, own);
      await page.context().setOffline(true);
      await expect(page.goto(own)).rejects.toThrow();
      await page.context().setOffline(false);

      await page.clock.install();
      await page.goto(own);
      await untilKept(page);
      await page.context().setOffline(true);
      await tick(page, 'Luka').click();
      await expect(page.getByText('There is no network just now.')).toBeVisible();
      await page.context().setOffline(false);
      await page.clock.fastForward('36:00:00');
      await expect(page).not.toHaveURL(/arrivals/);
      await expect.poll(left).toEqual([]);
    },
  );
});

for (const locale of ['en-GB', 'ar'])
  test.describe(`on the narrowest screen, in ${locale}`, atLength, () => {
    test.use({ viewport: { width: 320, height: 720 }, locale });

    test('the door, its papers and the street can be used by everybody, with the longest words that may be typed', async ({
      page,
      someone,
    }) => {
      test.slow();
      const word = (length: number): string => 'Donaudampfschiff'.repeat(20).slice(0, length);
      await partyOfToday(page, await someone(), { title: word(80), food: word(200) });
      const party = page.url();
      const everywhere = async (shown: Page): Promise<void> => {
        await expectNoSidewaysScroll(shown);
        await accessible(shown);
        await shown.emulateMedia({ colorScheme: 'dark' });
        await shown.setViewportSize({ width: 1280, height: 900 });
        await expectNoSidewaysScroll(shown);
        await accessible(shown);
        await shown.emulateMedia({ colorScheme: 'light' });
        await shown.setViewportSize({ width: 320, height: 720 });
      };
      await everywhere(page);
      await page.goto(`${party}/street`);
      await page.locator('[name=title]').fill(word(80));
      await everywhere(page);
      await page.locator('form[action$="/openings"] button').click();
      await everywhere(page);
      const family = await someone();
      await family.setViewportSize({ width: 320, height: 720 });
      await family.goto(`http://${(await page.locator('.sign-link').textContent())?.trim() ?? ''}`);
      await everywhere(family);
      await family.locator('main form button').click();
      await everywhere(family);

      await page.goto(`${party}/arrivals`);
      await page.locator('[name=name]').fill(word(120));
      await page.locator('form[action$="/names"] button').click();
      await page.locator('.door button').first().click();
      await expect(here(page)).toHaveText('2');
      await everywhere(page);
      for (const paper of ['badges', 'poster']) {
        await page.goto(`${party}/${paper}`);
        await everywhere(page);
      }
    });
  });

type Wishes = { title?: string; food?: string };

/** A party later today, to which Luka and Elif come; the host's page of it is shown. */
async function partyOfToday(page: Page, guest: Page, { title, food }: Wishes = {}): Promise<void> {
  const at = await tryAs(page, 'host');
  await page.goto('/');
  await page.locator('a[href$="/parties/new"]').first().click();
  const film = title ?? `Film night ${crypto.randomUUID().slice(0, 6)}`;
  await fillPlan(page, {
    title: film,
    ...laterToday(),
  });
  await page.locator('#plan .buttons button.filled').click();
  await page.locator('[data-tick=none]').click();
  await expect(page.locator('.flag.full')).toHaveCount(0);
  for (const name of ['Luka', 'Elif', 'Sami'])
    await page.getByRole('checkbox', { name, exact: true }).check();
  await page.locator('[data-next]').click();
  await page.locator('form[action$="/sendings"] button').click();
  await page.locator('form[action$="/now"] button').click();
  await expect(page.locator('form[action$="/now"]')).toHaveCount(0);
  for (const adult of ['ivan', 'deniz']) {
    await openEnvelope(guest, familyLink(await mailTo(at(adult), film)));
    await guest.locator('button[value=yes]').first().click();
    await expect(guest.locator('form[action$="/details"]')).toBeVisible();
    if (adult === 'ivan') await tellMore(guest, food ?? 'No nuts please');
  }
  await page.reload();
}

async function tellMore(guest: Page, food: string): Promise<void> {
  const details = guest.locator('form[action$="/details"]');
  await details.locator('[name=grownUps]').fill('2');
  await details.locator('[name=siblings]').fill('1');
  await details.locator('[name^=food]').fill(food);
  await details.locator('button').last().click();
}

function line(page: Page, name: string): Locator {
  return page.locator('.door > li').filter({ has: page.getByText(name, { exact: true }) });
}

function tick(page: Page, name: string): Locator {
  return line(page, name).getByRole('button');
}

function here(page: Page): Locator {
  return page.locator('[data-here]');
}

async function expectHere(page: Page, name: string): Promise<void> {
  await expect(tick(page, name)).toHaveAttribute('aria-pressed', 'true');
}

async function expectAway(page: Page, name: string): Promise<void> {
  await expect(tick(page, name)).toHaveAttribute('aria-pressed', 'false');
}

/** The list lies on the phone, with the worker that shows it. */
async function untilKept(phone: Page): Promise<void> {
  await expect
    .poll(() =>
      phone.evaluate(async () => {
        const worker = await navigator.serviceWorker.getRegistration();
        const copy = await caches.match(location.pathname, { ignoreVary: true });
        return worker?.active?.state === 'activated' && copy !== undefined;
      }),
    )
    .toBe(true);
}
