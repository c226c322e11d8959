import type { Page } from '@playwright/test';
import {
  accessible,
  everyWay,
  expect,
  expectNoSidewaysScroll,
  expectSheets,
  inviteOnly,
  laterToday,
  planParty,
  sendInvitations,
  test,
  url,
  walk,
} from './people.ts';

walk(everyWay, () => {
  test('a host opens a party to the street: who scans the sign on the day sees “come in”, and says how many they are', async ({
    page,
    asHost,
    someone,
    renew,
  }) => {
    await asHost(page);
    const film = await planParty(page, laterToday());
    await inviteOnly(page, 'Luka', 'Elif');
    await sendInvitations(page);
    const party = page.url();
    await page.getByRole('link', { name: 'Open to the street' }).click();
    await expect(page.getByText('no name and no door number')).toBeVisible();
    await page.getByLabel('Words on the sign').fill('Birthday party');
    await page.getByRole('button', { name: 'Open it and make a sign' }).click();
    await expect(page.getByText('The party is open to the street')).toBeVisible();
    const sign = page.getByRole('article', { name: 'Come in' });
    for (const words of ['Come in', 'Pasa', 'Zapraszamy', 'تفضّلوا', 'Birthday party'])
      await expect(sign).toContainText(words);
    await expect(sign).not.toContainText(/Ellie|Hidden Lane|old mill/);
    await expect(sign).not.toContainText(film);
    await expectNoSidewaysScroll(page);
    await expectSheets(page, 1);
    await accessible(page);
    const link = await linkOn(page);

    const family = await someone();
    await family.goto(link);
    await expect(family.getByRole('heading', { level: 1 })).toHaveText('Come in');
    await expect(family.getByText(/\d:\d\d/)).toBeVisible();
    expect(await family.content()).not.toMatch(/Ellie|Hidden Lane|Class 1B/);
    expect(await family.content()).not.toContain(film);
    await expectNoSidewaysScroll(family);
    await accessible(family);
    await family.getByLabel('Children').fill('4');
    await family.getByLabel('Grown-ups').fill('2');
    await family.getByRole('button', { name: 'Tell us' }).click();
    await expect(family.getByText('We know that you are coming.')).toBeVisible();
    await family.getByLabel('Children').fill('3');
    await family.getByRole('button', { name: 'Change it' }).click();
    await expect(family.getByLabel('Children')).toHaveValue('3');

    await page.goto(`${party}/arrivals`);
    await expect(page.getByText('From the street: 3 children and 2 grown-ups.')).toBeVisible();
    const more = page.getByRole('button', { name: 'One child more from the street is here' });
    const here = page.locator('[data-here]');
    await more.click();
    await expect(here).toHaveText('1');
    await more.click();
    await expect(here).toHaveText('2');
    await page.getByRole('button', { name: 'One child fewer from the street is here' }).click();
    await expect(here).toHaveText('1');
    const other = await someone();
    await other.goto(link);
    await other.getByRole('button', { name: 'Tell us' }).click();
    await expect(other.getByText('We know that you are coming.')).toBeVisible();
    await renew(page);
    await expect(page.getByText('From the street: 4 children and 3 grown-ups.')).toBeVisible();

    await page.goto(`${party}/street`);
    await page.getByRole('button', { name: 'Close it' }).click();
    await expect(page.getByRole('button', { name: 'Open it and make a sign' })).toBeVisible();
    await expect(page.getByLabel('Words on the sign')).toHaveValue('Birthday party');
    expect((await family.goto(link))?.status()).toBe(404);
    await page.getByRole('button', { name: 'Open it and make a sign' }).click();
    const next = await linkOn(page);
    expect(next).not.toBe(link);
    expect((await family.goto(link))?.status()).toBe(404);
    expect((await family.goto(next))?.status()).toBe(200);
  });

  test('before the day the sign leads nowhere', async ({ page, asHost, someone }) => {
    await asHost(page);
    await planParty(page);
    await inviteOnly(page, 'Luka', 'Elif');
    await sendInvitations(page);
    await page.getByRole('link', { name: 'Open to the street' }).click();
    await page.getByRole('button', { name: 'Open it and make a sign' }).click();
    const passer = await someone();
    const [sign, nothing] = [await linkOn(page), `${url}/street/${'a'.repeat(22)}`];
    expect((await passer.goto(sign))?.status()).toBe(404);
    const foot = async (): Promise<string> => (await passer.locator('main').textContent()) ?? '';
    const said = await foot();
    expect((await passer.goto(nothing))?.status()).toBe(404);
    expect(await foot()).toBe(said);
  });
});

async function linkOn(page: Page): Promise<string> {
  return `http://${(await page.locator('.sign-link').textContent())?.trim() ?? ''}`;
}
