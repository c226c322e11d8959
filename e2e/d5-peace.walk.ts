import type { Page } from '@playwright/test';
import {
  atLength,
  countMails,
  expect,
  familyLink,
  guestLine,
  hostList,
  inviteOnly,
  mailTo,
  openEnvelope,
  openMadeUpParty,
  planParty,
  sendInvitations,
  signIn,
  test,
  tiles,
  tryAs,
  twoWays,
  walk,
} from './people.ts';

// What a family asks for stays with it: each walk has a class of its own.
walk(twoWays, () => {
  test('a family is left in peace by one host from its invitation; the host sees nothing of it, and it is undone as easily', async ({
    page,
    someone,
    renew,
  }) => {
    const at = await tryAs(page, 'host');
    await openMadeUpParty(page);
    const party = page.url();
    const guest = await someone();
    await openEnvelope(guest, familyLink(await mailTo(at('ivan'), /invites Luka/)));
    await renew(page);
    await expect(guestLine(page, 'Luka')).toContainText('opened');
    // What is still on its way would change what is seen by itself.
    await expect(async () => {
      await page.reload();
      await expect(hostList(page, 'no answer yet')).not.toContainText('the mail is waiting', {
        timeout: 500,
      });
    }).toPass();
    const seen = await hostList(page, 'no answer yet').innerText();
    await guest.getByRole('link', { name: 'Leave us in peace' }).click();
    await expect(guest.getByText('Nobody is told, and nobody can see it.')).toBeVisible();
    await expect(guest.locator('textarea, input:not([type=hidden]), select')).toHaveCount(0);
    const presses = guest.getByRole('button', { name: /^Leave us in peace/ });
    await expect(presses).toHaveCount(3);
    await guest.getByRole('button', { name: 'Leave us in peace (Invitations from Ellie’s family)' }).click();
    await expect(guest.getByText('Done. Nothing of this comes to you any more.')).toBeVisible();
    // Whoever else opens the link finds nothing of what was chosen.
    await expect(presses).toHaveCount(3);
    await expect(guest.getByText('You are left in peace.')).toHaveCount(0);

    await page.goto(party);
    expect(await hostList(page, 'no answer yet').innerText()).toBe(seen);
    const film = await invite(page, at);
    await expect(tiles(page)).toHaveText(['0', '0', '2', '0']);
    await expectAlike(page);
    expect(await countMails(at('ivan'), film)).toBe(0);

    // Signed in, the family sees what it chose, and takes it back with one press.
    await signInAt(guest, at('ivan'));
    await expect(guest.getByText(film)).toHaveCount(0);
    await guest.getByRole('link', { name: 'Left in peace' }).click();
    const chosen = guest.locator('.choosing').filter({ hasText: 'Invitations from Ellie’s family' });
    await expect(chosen).toContainText('You are left in peace.');
    await chosen.getByRole('button').click();
    await expect(chosen).toHaveCount(0);
    await openEnvelope(guest, familyLink(await mailTo(at('ivan'), `Luka: ${film}`)));
    await expect(guest.getByRole('button', { name: 'Yes, Luka is coming' })).toBeVisible();
  });

  test(
    'birthdays or a whole circle stay away from a family that asked for it, and nothing else does',
    atLength,
    async ({ page, someone }) => {
      const at = await tryAs(page, 'host');
      const guest = await someone();
      await signInAt(guest, at('ivan'));
      await guest.getByRole('link', { name: 'Left in peace' }).click();
      const everywhere = guest.locator('.card').filter({ hasText: 'In all your circles' });
      const circle = guest.locator('.card').filter({ hasText: 'Class 1B' });
      await choose(
        everywhere.locator('.choosing').filter({ hasText: 'Birthdays' }),
        'You are left in peace.',
      );
      const birthday = await invite(page, at);
      expect(await countMails(at('ivan'), birthday)).toBe(0);
      await choose(circle.locator('.choosing').filter({ hasText: 'Everything' }), 'You are left in peace.');
      const other = await invite(page, at, 'other');
      await expect(tiles(page)).toHaveText(['0', '0', '2', '0']);
      await expectAlike(page);
      expect(await countMails(at('ivan'), other)).toBe(0);

      // Undone, what is still ahead comes at once; the other wish goes on.
      await choose(circle.locator('.choosing').filter({ hasText: 'Everything' }), 'Leave us in peace');
      await mailTo(at('ivan'), `Luka: ${other}`);
      expect(await countMails(at('ivan'), birthday)).toBe(0);
      await choose(everywhere.locator('.choosing').filter({ hasText: 'Birthdays' }), 'Leave us in peace');
      await mailTo(at('ivan'), `Luka: ${birthday}`);
    },
  );
});

/** Luka and Elif are invited. The mail to Elif's family has come when this is done, and Luka's would have too. */
async function invite(
  page: Page,
  at: (name: string) => string,
  kind: 'birthday' | 'other' = 'birthday',
): Promise<string> {
  const title = await planParty(page);
  if (kind === 'other') {
    await page.getByRole('link', { name: 'Go back' }).click();
    await page.getByRole('radio', { name: 'Something else' }).check();
    await page.getByRole('button', { name: 'Next: who is invited' }).click();
  }
  await inviteOnly(page, 'Luka', 'Elif');
  await sendInvitations(page);
  await mailTo(at('deniz'), `Elif: ${title}`);
  return title;
}

async function choose(one: ReturnType<Page['locator']>, says: string): Promise<void> {
  await one.getByRole('button').click();
  await expect(one).toContainText(says);
}

/** The line of the one says what the line of the other says. */
async function expectAlike(page: Page): Promise<void> {
  // The mails leave one after the other: what is said of both is read on one page.
  await expect(async () => {
    await page.reload();
    const other = await guestLine(page, 'Elif').innerText();
    await expect(guestLine(page, 'Luka')).toHaveText(
      new RegExp(other.replace('Elif', 'Luka').trim().replace(/\s+/g, '\\s*')),
      { timeout: 500 },
    );
  }).toPass({ timeout: 10_000 });
}

async function signInAt(guest: Page, address: string): Promise<void> {
  await guest.goto('/sign-in');
  await signIn(guest, address);
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Welcome back');
}
