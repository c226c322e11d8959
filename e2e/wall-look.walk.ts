import type { Page } from '@playwright/test';
import { accessible, atLength, expect, test, twoWays, url, walk } from './people.ts';

walk(
  twoWays,
  () => {
    test('a family opens a wall; who has its address writes a card, leaves a heart and blows; and it becomes a book', async ({
      page,
      someone,
      asHost,
      renew,
    }) => {
      await asHost(page);
      await page.goto('/');
      const circle = (await page.locator('a[href^="/circles/"]').first().getAttribute('href'))?.split('/')[2];
      await page.goto(`/circles/${circle}/walls/new`);
      await accessible(page);
      await page.getByLabel('What is the day about?').fill('Ellie turns five and loves bubbles');
      // All look in at once, and one breath puts the one candle out.
      const now = Temporal.Now.zonedDateTimeISO('Europe/London');
      await page.locator('[name=lookOn]').fill(now.toPlainDate().toString());
      await page.locator('[name=lookAt]').fill(now.toPlainTime().toString({ smallestUnit: 'minute' }));
      await page.locator('[name=candles]').fill('1');
      await page.locator('[name=breath]').fill('1');
      await page.getByText('Show cards that are clearly fine at once').click();
      await page.getByRole('button', { name: 'Open the wall' }).click();
      await expect(page.getByText('Your wall is open')).toBeVisible();
      await accessible(page);
      const desk = page.url();
      const wall = new URL((await page.locator('#message').inputValue()).trim()).pathname;

      const looker = await someone();
      await looker.goto(`${url}${wall}`);
      await expect(looker.getByText('No card hangs here yet')).toBeVisible();
      await expect(looker.getByRole('heading', { name: 'The candles are burning' })).toBeVisible();
      await accessible(looker);

      const writer = await someone();
      await writer.goto(`${url}${wall}`);
      await writeCard(writer, { words: 'Happy birthday from a small island', country: 'Malta' });
      await expect(writer.getByRole('heading', { level: 1 })).toHaveText('Your card is on its way');
      await accessible(writer);
      await writer.getByRole('link', { name: 'Back to the wall' }).click();
      await writer.getByRole('button', { name: 'Leave a heart' }).click();
      await expect(writer.getByRole('heading', { level: 1 })).toHaveText('Your heart is on the wall');

      // The counters and the candle are true by themselves, and without JavaScript when the page is loaded again.
      await expect(async () => {
        await renew(looker);
        await expect(looker.locator('[data-live=hearts]')).toHaveText('1', { timeout: 2_000 });
      }).toPass();
      await looker.reload();
      const card = looker.locator('.wall-card');
      await expect(card).toContainText('Happy birthday from a small island');
      await expect(card).toContainText('Malta');
      await expect(card.getByRole('img', { name: 'A whale' })).toBeVisible();
      // Malta is a dot: it has no outline at this scale.
      await expect(looker.locator('.world .warm-4 circle')).toHaveCount(1);
      await expect(looker.getByText('The cards came from: Malta.')).toBeVisible();
      await accessible(looker);

      await looker.getByRole('button', { name: 'Blow' }).click();
      await expect(async () => {
        await renew(looker);
        await expect(looker.getByRole('heading', { name: 'All the candles are out' })).toBeVisible({
          timeout: 2_000,
        });
      }).toPass();
      await expect(looker.locator('.candle.out')).toHaveCount(1);

      await page.goto(desk);
      await page.getByRole('link', { name: 'Make a book' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ellie’s book of cards');
      await expect(page.locator('.book .wall-card')).toHaveCount(1);
      await expect(page.getByText('Report')).toHaveCount(0);
      await accessible(page);
    });
  },
  atLength,
);

async function writeCard(page: Page, { words, country }: { words: string; country: string }): Promise<void> {
  await page.getByText('Write a card').click();
  await page.getByLabel('Your card').fill(words);
  await page.locator('label:has([name=stamp][value=whale])').click();
  await page.getByLabel('Your country').selectOption({ label: country });
  await page.getByRole('button', { name: 'Send my card' }).click();
}
