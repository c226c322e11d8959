import type { Page } from '@playwright/test';
import {
  accessible,
  atLength,
  everyWay,
  expect,
  expectNoSidewaysScroll,
  inviteOnly,
  openMadeUpParty,
  planParty,
  sendInvitations,
  test,
  tryAs,
  walk,
} from './people.ts';

walk(everyWay, () => {
  test('the child picks what it would like, and the host makes a thing on the list of it', async ({
    page,
    asHost,
  }) => {
    await asHost(page);
    await planParty(page);
    await inviteOnly(page, 'Luka', 'Elif');
    await sendInvitations(page);
    await page.getByRole('link', { name: 'Ideas of the child' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('What would you like, Ellie?');
    await expect(page.getByText('Press a picture. Then it hangs here.')).toBeVisible();

    // Four families of pictures, each big enough for a small finger.
    const pictures = page.locator('.tiles-to-press button');
    await expect(pictures).toHaveCount(16);
    for (const one of await pictures.all()) {
      const box = await one.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(72);
    }
    const hung = page.locator('.hung li');
    await page.getByRole('button', { name: 'Piñata' }).click();
    await expect(hung).toHaveText([/Piñata/]);
    await page.getByRole('button', { name: 'Cake', exact: true }).click();
    await page.getByLabel('Say it, and a grown-up types it').fill('A dragon made of boxes');
    await page.getByRole('button', { name: 'Hang it up' }).click();
    await expect(hung).toHaveText([/Piñata/, /Cake/, /A dragon made of boxes/]);
    await expect(page.locator('.tiles-to-press [aria-pressed=true]')).toHaveCount(2);
    await expectNoSidewaysScroll(page);
    // Pressed again it comes down.
    await page.locator('.tiles-to-press').getByRole('button', { name: 'Piñata' }).click();
    await expect(hung).toHaveText([/Cake/, /A dragon made of boxes/]);
    await page.getByRole('link', { name: 'That is all' }).click();

    const cake = page.locator('#ideas .need').filter({ hasText: 'Cake' });
    await cake.getByLabel('How many?').fill('2');
    await cake.getByRole('button', { name: 'Put it on the list' }).click();
    await expect(page.locator('#ideas')).not.toContainText('Cake');
    await expect(page.locator('#ideas')).toContainText('A dragon made of boxes');
    await expect(page.locator('main > .things')).toContainText('Cake2 still open');
  });
});

test.describe('what is picked swings for a moment', () => {
  for (const [reducedMotion, name] of [
    ['no-preference', 'hang'],
    ['reduce', 'none'],
  ] as const)
    test(`with the wish for movement: ${reducedMotion}`, async ({ page }) => {
      await page.emulateMedia({ reducedMotion });
      await openIdeas(page);
      await page.getByRole('button', { name: 'Cake', exact: true }).click();
      const flag = page.locator('.hung li:target button');
      await expect(flag).toHaveCSS('animation-name', name);
      if (name === 'hang') await expect(flag).toHaveCSS('animation-duration', '0.8s');
    });
});

for (const use of [{ locale: 'en-GB' }, { locale: 'ar' }])
  test.describe(`in ${use.locale}`, atLength, () => {
    test.use({ ...use, viewport: { width: 320, height: 720 } });

    test('everybody can use the list and the ideas, in the light and in the dark', async ({
      page,
      someone,
    }) => {
      await openIdeas(page);
      await byDayAndNight(page);
      for (const ready of ['cake', 'rainbow'])
        await page.locator(`.tiles-to-press form:has([value=${ready}]) button`).click();
      await page.locator('#own button').click();
      await byDayAndNight(page);
      const party = new URL(page.url()).pathname.replace('/ideas', '');
      await page.goto(`${party}/needs`);
      for (const ready of ['tables', 'hands']) await page.locator(`button[value=${ready}]`).click();
      await page.locator('#own button').click();
      await byDayAndNight(page);
      await page.locator('.need > a').first().click();
      await page.locator('summary').click();
      await byDayAndNight(page);
      await page.goto(party);
      await byDayAndNight(page);
      const guest = await someone();
      await guest.context().addCookies(await page.context().cookies());
      await tryAs(guest, 'guest');
      await guest.locator('a[href^="/invitations/"]').first().click();
      await byDayAndNight(guest);
      await guest.locator('#needs a').click();
      await guest.locator('form[action$="/takes"] button').first().click();
      await guest.locator('#own button').click();
      await byDayAndNight(guest);
    });
  });

async function openIdeas(page: Page): Promise<void> {
  await tryAs(page, 'host');
  await openMadeUpParty(page);
  await page.locator('#needs a[href$="/ideas"]').click();
}

async function byDayAndNight(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await accessible(page);
  }
}
