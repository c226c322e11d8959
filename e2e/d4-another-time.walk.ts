import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import {
  expect,
  familyLink,
  hostList,
  inDays,
  inviteOnly,
  mailTo,
  openEnvelope,
  planParty,
  sendInvitations,
  test,
  tiles,
  twoWays,
  walk,
} from './people.ts';

walk(twoWays, () => {
  test('a no can wish for another time, and its host invites the one child in a minute', async ({
    page,
    asHost,
    someone,
    renew,
  }) => {
    const at = await asHost(page);
    const film = await planParty(page);
    await inviteOnly(page, 'Luka', 'Elif');
    await sendInvitations(page);
    const guest = await someone();
    await openEnvelope(guest, familyLink(await mailTo(at('ivan'), `Luka: ${film}`)));
    await guest.getByRole('button', { name: 'Not this time', exact: true }).click();
    await guest.getByRole('button', { name: 'Another time, just the two of us?' }).click();
    await expect(guest.getByText('The host sees: another time, just the two of you.')).toBeVisible();
    // It is a wish and nothing else: there is still no place for a reason, and it can be taken back.
    await expect(guest.locator('textarea, input:not([type=hidden]), select')).toHaveCount(0);
    const wish = hostList(page, 'not this time').getByText('Another time, just the two of you?');
    await renew(page);
    await expect(wish).toBeVisible();
    await guest.getByRole('button', { name: 'Take that back' }).click();
    await renew(page);
    await expect(wish).toHaveCount(0);
    await guest.getByRole('button', { name: 'Another time, just the two of us?' }).click();
    const other = await someone();
    await openEnvelope(other, familyLink(await mailTo(at('deniz'), `Elif: ${film}`)));
    await expect(other.locator('body')).not.toContainText(/Luka|Another time/);

    await renew(page);
    await page.getByRole('link', { name: 'Plan a playdate' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invite one child over');
    // The child that wished for it is chosen, and stands alone.
    await expect(page.getByRole('checkbox', { name: 'Luka' })).toBeChecked();
    await expect(page.locator('main input[type=checkbox]:visible')).toHaveCount(1);
    const line = await fillPlaydate(page);
    await page.getByRole('button', { name: 'Send the invitation' }).click();
    await page.getByRole('button', { name: 'Send them now' }).click();
    await expect(tiles(page)).toHaveText(['0', '0', '1', '0']);

    const invitation = await mailTo(at('ivan'), 'Come and play with Ellie', line);
    expect(invitation.text).not.toMatch(/whole class|another time|Hidden Lane/i);
    await openEnvelope(guest, familyLink(invitation));
    await expect(guest.getByText('Hello, family of Luka. Ellie would love to play with Luka.')).toBeVisible();
    await expect(guest.getByText('7 Hidden Lane')).toHaveCount(0);
    await guest.getByRole('link', { name: 'Talk it over together' }).click();
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Ellie would like to play');
    await guest.getByRole('button', { name: 'Yes, Luka is coming' }).click();
    await expect(guest.getByText('7 Hidden Lane')).toBeVisible();
    await renew(page);
    await expect(tiles(page)).toHaveText(['1', '0', '0', '0']);
  });

  test('a playdate is made on one page from the own page, for one child or two', async ({
    page,
    asHost,
    someone,
    renew,
  }) => {
    const at = await asHost(page);
    await page.goto('/');
    await page.getByRole('link', { name: 'Invite one child over' }).click();
    await expect(page.locator('main input[type=checkbox]:visible')).toHaveCount(25);
    const line = await fillPlaydate(page);
    for (const name of ['Uma', 'Hana', 'Kofi']) await page.getByRole('checkbox', { name }).check();
    await page.getByRole('button', { name: 'Send the invitation' }).click();
    await expect(
      page.locator('#guest').getByText('A playdate is for one or two. For more children, plan a party.'),
    ).toBeVisible();
    await expect(page.getByLabel('A line to them')).toHaveValue(line.source);
    await page.getByRole('checkbox', { name: 'Kofi' }).uncheck();
    await page.getByRole('button', { name: 'Send the invitation' }).click();
    await page.getByRole('button', { name: 'Send them now' }).click();
    await expect(tiles(page)).toHaveText(['0', '0', '2', '0']);

    const guest = await someone();
    await openEnvelope(guest, familyLink(await mailTo(at('ravi'), 'Come and play with Ellie', line)));
    await expect(guest.locator('body')).not.toContainText(/Hana|whole class/);
    await guest.getByRole('button', { name: 'Not this time', exact: true }).click();
    await expect(guest.getByRole('heading', { name: 'Not this time for Uma' })).toBeVisible();
    await renew(page);
    await expect(hostList(page, 'not this time')).toContainText('Uma');
    await expect(tiles(page)).toHaveText(['0', '1', '1', '0']);
  });
});

// The walks of a worker share a host: a day of its own for each playdate, and none of a party.
let nextDay = 120;

/** What a playdate asks for; gives back the line that no other playdate has. */
async function fillPlaydate(page: Page): Promise<RegExp> {
  const line = `Shall we build the train track ${randomBytes(3).toString('hex')}`;
  await page.getByLabel('Day').fill(inDays(nextDay++));
  await page.locator('[name=area]').fill('Near the old mill');
  await page.locator('[name=address]').fill('7 Hidden Lane');
  await page.getByLabel('A line to them').fill(line);
  return new RegExp(line);
}
