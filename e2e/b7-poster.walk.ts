import type { Page } from '@playwright/test';
import {
  accessible,
  expect,
  expectNoSidewaysScroll,
  expectSheets,
  familyLink,
  inviteOnly,
  laterToday,
  mailTo,
  openEnvelope,
  planParty,
  sendInvitations,
  test,
  twoWays,
  walk,
} from './people.ts';

walk(twoWays, () => {
  test('badges for those who are expected, and a poster with the names of those who came and of nobody else', async ({
    page,
    asHost,
    someone,
  }) => {
    const at = await asHost(page);
    const film = await planParty(page, laterToday());
    await inviteOnly(page, 'Luka', 'Elif', 'Sami');
    await sendInvitations(page);
    const party = page.url();
    await page.goto(`${party}/badges`);
    await expect(page.getByText('Nobody has said yes so far.')).toBeVisible();
    for (const [child, adult] of [
      ['Luka', 'ivan'],
      ['Elif', 'deniz'],
    ] as const) {
      const guest = await someone();
      await openEnvelope(guest, familyLink(await mailTo(at(adult), `${child}: ${film}`)));
      await guest.getByRole('button', { name: /^Yes, / }).click();
      await expect(guest.getByRole('heading', { name: /is coming$/ })).toBeVisible();
    }

    await page.goto(party);
    await page.getByRole('link', { name: 'Badges' }).click();
    await expect(page.getByText('2 badges, and two empty ones')).toBeVisible();
    await expect(page.locator('.badge-name')).toHaveText(['Elif', 'Luka', '', '']);
    await expectNoSidewaysScroll(page);
    await accessible(page);
    await expectSheets(page, 1);
    await expectOnlyPaper(page, '.badges');

    await page.goto(`${party}/poster`);
    await expect(page.getByText('Nobody is ticked on the list at the door yet.')).toBeVisible();
    await page.goto(`${party}/arrivals`);
    await page.getByRole('button', { name: 'Luka' }).click();
    await expect(page.getByRole('button', { name: 'Luka' })).toHaveAttribute('aria-pressed', 'true');
    await page.getByLabel('Child').fill('Zoë');
    await page.getByRole('button', { name: 'Put on the list' }).click();
    await expect(page.getByRole('button', { name: 'Zoë' })).toBeVisible();
    await expect(page.locator('[data-here]')).toHaveText('2');
    await page.getByRole('link', { name: 'Thank-you poster' }).click();
    // A phone shows a tick at once, and brings it a moment later.
    await expect(async () => {
      await page.reload();
      await expect(page.getByRole('heading', { name: 'Thank you for coming' })).toBeVisible({ timeout: 500 });
    }).toPass();
    // A name on the poster is a place to sign; who stayed away is nowhere on it.
    await expect(page.locator('.signatures li')).toHaveText(['Luka', 'Zoë']);
    await expect(page.locator('main')).not.toContainText(/Elif|Sami/);
    await accessible(page);
    await expectSheets(page, 1);
    await expectOnlyPaper(page, '.poster');
  });
});

/** Nothing is printed but the paper. */
async function expectOnlyPaper(page: Page, paper: string): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator(paper)).toBeVisible();
  for (const other of ['h1', '.foot', '.bar', 'main > p']) {
    const shown = page.locator(other).filter({ visible: true });
    await expect(shown, other).toHaveCount(0);
  }
  await page.emulateMedia({ media: null });
}
