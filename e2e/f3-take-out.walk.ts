import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import {
  atLength,
  codeFor,
  countMails,
  expect,
  expectNoSidewaysScroll,
  linkIn,
  mailTo,
  openCircle,
  openMadeUpParty,
  signIn,
  test,
  tryAs,
  twoWays,
  walk,
} from './people.ts';

// What is erased is gone: each walk has a class of its own.
walk(twoWays, () => {
  test('a guardian takes everything along, and then erases it: two presses and a code each', async ({
    page,
    someone,
  }) => {
    const at = await tryAs(page, 'host');
    const guest = await someone();
    await guest.goto('/sign-in');
    await signIn(guest, at('ivan'));
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Welcome back');
    await guest.goto('/account');
    await guest.getByRole('link', { name: 'Take everything along' }).click();
    await accessible(guest);
    await askForCode(guest, at('ivan'));
    const download = guest.waitForEvent('download');
    await guest.getByRole('button', { name: 'Take it along' }).click();
    const files = unzipSync(await readFile(await (await download).path()));
    const text = (name: string): string => new TextDecoder().decode(files[name]);
    expect(text('README.txt')).toContain('circles.json: the circles that you are in');
    expect(text('circles.json')).toContain('Luka');
    expect(text('circles.json')).not.toContain('Ellie');

    await guest.goto('/account');
    await guest.getByRole('link', { name: 'Erase everything' }).click();
    await guest.getByLabel('Everything about me and my family').check();
    await askForCode(guest, at('ivan'));
    await accessible(guest);
    await guest.getByRole('button', { name: 'Erase it for good' }).click();
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText('It is erased');
    await accessible(guest);
    await guest.goto('/account');
    await expect(guest).toHaveURL(/\/sign-in/);
    await openMadeUpParty(page);
    await expect(page.getByText('Luka')).toHaveCount(0);
  });

  test('a family that was put on a list deletes itself from its first mail, and no list brings it back', async ({
    page,
    someone,
  }) => {
    const at = await tryAs(page, 'keeper');
    await openCircle(page);
    const address = at('never');
    await addFamily(page, address);
    const guest = await someone();
    await guest.goto(linkIn(await mailTo(address, /on the list of/), /\/erase\//));
    await expect(guest.getByText('Wim')).toHaveCount(0);
    await accessible(guest);
    await guest.getByLabel('Everything about me and my family').check();
    await guest.getByLabel('Never write to this address again').check();
    await askForCode(guest, address);
    await guest.getByRole('button', { name: 'Erase it for good' }).click();
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText('It is erased');
    await openCircle(page);
    await expect(page.getByText('Wim')).toHaveCount(0);
    const before = await countMails(address, /(?:)/);
    await addFamily(page, address);
    await addFamily(page, at('other'), 'Els');
    await mailTo(at('other'), /on the list of/);
    expect(await countMails(address, /(?:)/)).toBe(before);
  });

  test(
    'a keeper sees until when a circle is there, and erases it in two presses',
    atLength,
    async ({ page }) => {
      await tryAs(page, 'keeper');
      await openCircle(page);
      await page.getByRole('link', { name: 'Its year, and its end' }).click();
      await expect(page.getByText('Its year ends on')).toBeVisible();
      await accessible(page);
      await page.getByRole('link', { name: 'Erase this circle now' }).click();
      await accessible(page);
      await page.getByRole('button', { name: 'Erase the circle for good' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('It is erased');
    },
  );
});

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** No violation of WCAG 2.2 A or AA, and nothing wider than the screen. */
async function accessible(page: Page): Promise<void> {
  await expectNoSidewaysScroll(page);
  // Axe is a script itself.
  if (test.info().titlePath.some((title) => title.includes('without JavaScript'))) return;
  const { violations } = await new AxeBuilder({ page }).withTags(standards).setLegacyMode(true).analyze();
  expect
    .soft(
      violations.map(({ id }) => id),
      page.url(),
    )
    .toEqual([]);
}

/** Asks for a code where the page offers it, and types the newest one. */
async function askForCode(page: Page, address: string): Promise<void> {
  const before = await countMails(address, /Bunting code$/);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await expect(page.getByLabel('Code')).toBeVisible();
  await expect.poll(() => countMails(address, /Bunting code$/)).toBeGreaterThan(before);
  await page.getByLabel('Code').fill(await codeFor(address));
}

async function addFamily(page: Page, address: string, child = 'Wim'): Promise<void> {
  await page.getByRole('link', { name: 'Add a family' }).click();
  await page.locator('[name=children]').fill(child);
  await page.locator('[name=adult-name-1]').fill(`Parent of ${child}`);
  await page.locator('[name=adult-address-1]').fill(address);
  await page.locator('main form .button.filled').click();
  await expect(page.getByText('Saved')).toBeVisible();
}
