import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, expectNoSidewaysScroll, linkIn, mailTo, test, twoWays, url, walk } from './people.ts';

walk(twoWays, () => {
  test('a family opens a wall, a friend reads what strangers write, all blow out the candles, and the cards become a book', async ({
    page,
    browser,
    someone,
    asHost,
    renew,
  }) => {
    test.setTimeout(60_000);
    const at = await asHost(page);
    await page.goto('/');
    await page.getByRole('link', { name: 'Open a wall' }).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Open a wall');
    await page.getByLabel('What is the day about?').fill('Ellie turns five and loves whales');
    // All look in together at once, and two breaths put both candles out.
    const now = Temporal.Now.zonedDateTimeISO('Europe/London');
    await page.locator('[name=lookOn]').fill(now.toPlainDate().toString());
    await page.locator('[name=lookAt]').fill(now.toPlainTime().toString({ smallestUnit: 'minute' }));
    await page.locator('[name=candles]').fill('2');
    await page.locator('[name=breath]').fill('1');
    await page.getByRole('button', { name: 'Open the wall' }).click();
    await expect(page.getByText('Your wall is open')).toBeVisible();
    const desk = page.url();
    const wall = `${url}${new URL((await page.locator('#message').inputValue()).trim()).pathname}`;

    // A friend is asked to read, and gets a mail.
    const rosa = at(`rosa${Math.random().toString(36).slice(2, 8)}`);
    await page.getByRole('link', { name: 'Ask somebody to help read' }).click();
    await page.getByLabel('Their name').fill('Rosa');
    await page.getByLabel('Their e-mail address').fill(rosa);
    await page.getByRole('button', { name: 'Ask them' }).click();
    const reader = await someone();
    await reader.goto(linkIn(await mailTo(rosa, 'Will you read the cards'), /\/r\//));
    await reader.getByRole('button', { name: 'Open the cards' }).click();
    await expect(reader.getByRole('heading', { level: 1 })).toHaveText('All cards are read');

    // Two strangers write; one has no JavaScript whatever the others have.
    const stranger = await browser.newPage({ javaScriptEnabled: false });
    await stranger.goto(wall);
    await expect(stranger.getByText('No card hangs here yet')).toBeVisible();
    await writeCard(stranger, { words: 'Where do you live?', stamp: 'cake', country: 'Brazil' });
    await expect(stranger.getByRole('alert')).toContainText('Please do not ask where the child lives');
    await expect(stranger.getByLabel('Your card')).toHaveValue('Where do you live?');
    await stranger.getByLabel('Your card').fill('A whale swam past and says hello');
    await stranger.getByRole('button', { name: 'Send my card' }).click();
    await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('Your card is on its way');
    const other = await someone();
    await other.goto(wall);
    await writeCard(other, { words: 'I know who you are', stamp: 'cat', country: 'Malta' });
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('Your card is on its way');

    // Nothing shows before Rosa has read it.
    await other.goto(wall);
    await expect(other.locator('.wall-card')).toHaveCount(0);
    await reader.reload();
    await reader.getByRole('button', { name: 'Give me thirty' }).click();
    await expect(reader.locator('.heap')).toHaveCount(2);
    await accessible(reader);
    await reader.getByRole('button', { name: 'Show all but the marked' }).click();
    await expect(reader.getByRole('heading', { level: 1 })).toHaveText('All cards are read');

    await expect(async () => {
      await other.reload();
      await expect(other.locator('.wall-card')).toHaveCount(2, { timeout: 1_000 });
    }).toPass();
    const seen = other.locator('.wall-card', { hasText: 'A whale swam past' });
    await expect(seen).toContainText('Brazil');
    await expect(other.locator('[data-live=countries]')).toHaveText('2');
    await accessible(other);

    // Hearts: one press is one heart, also when it comes twice.
    for (const _ of [1, 2]) {
      await stranger.goto(wall);
      await stranger.getByRole('button', { name: 'Leave a heart' }).click();
      await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('Your heart is on the wall');
    }
    await expect(async () => {
      await renew(other);
      await expect(other.locator('[data-live=hearts]')).toHaveText('1', { timeout: 1_000 });
    }).toPass();

    // Somebody finds a card unkind, gets a number, and is told what became of it.
    await stranger.goto(wall);
    await stranger.locator('.wall-card', { hasText: 'I know who you are' }).getByText('Report').click();
    await stranger.getByLabel('It is unkind').check();
    await stranger.getByRole('button', { name: 'Report the card' }).click();
    await expect(stranger.locator('.reference')).toHaveText(/^R-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    await reader.reload();
    await reader.getByRole('button', { name: 'Give me thirty' }).click();
    await reader.getByLabel('Leave it out').check();
    await reader.getByLabel('Take it down for good').check();
    await reader.getByRole('button', { name: 'Show all but the marked' }).click();
    await expect(reader.getByRole('heading', { level: 1 })).toHaveText('All cards are read');
    await stranger.reload();
    await expect(stranger.getByText('The card is not on the wall any more.')).toBeVisible();

    // The candles: a breath each.
    for (const blower of [stranger, other]) {
      await blower.goto(wall);
      await blower.getByRole('button', { name: 'Blow' }).click();
    }
    await expect(async () => {
      await renew(other);
      await expect(other.getByRole('heading', { name: 'All the candles are out' })).toBeVisible({
        timeout: 1_000,
      });
    }).toPass();
    // A page that is open counts along by itself; its cards are those that hung there when it was loaded.
    await expect(async () => {
      await other.reload();
      await expect(other.locator('.wall-card')).toHaveCount(1, { timeout: 1_000 });
    }).toPass();
    await accessible(other);

    // And the book.
    await page.goto(desk);
    await expect(page.getByText('1 heart', { exact: false }).or(page.getByText('One heart'))).toBeVisible();
    await page.getByRole('link', { name: 'Make a book' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ellie’s book of cards');
    await expect(page.locator('.book .wall-card')).toHaveText([/A whale swam past and says hello/]);
    await accessible(page);
    await stranger.close();
  });
});

async function writeCard(
  page: Page,
  { words, stamp, country }: { words: string; stamp: string; country: string },
): Promise<void> {
  await page.getByText('Write a card').click();
  await page.getByLabel('Your card').fill(words);
  await page.locator(`label:has([name=stamp][value=${stamp}])`).click();
  await page.getByLabel('Your country').selectOption({ label: country });
  await page.getByRole('button', { name: 'Send my card' }).click();
}

async function accessible(page: Page): Promise<void> {
  await expectNoSidewaysScroll(page);
  // axe waits for timers, which a page without JavaScript has none of.
  if (test.info().titlePath.some((title) => title.includes('without JavaScript'))) return;
  const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const { violations } = await new AxeBuilder({ page }).withTags(standards).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}
