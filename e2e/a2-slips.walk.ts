import type { Locator, Page } from '@playwright/test';
import {
  alsoAs,
  asSeen,
  atLength,
  expect,
  expectSheets,
  familyLink,
  guestLine,
  hostList,
  inviteOnly,
  mailTo,
  openCircle,
  openEnvelope,
  planParty,
  sendInvitations,
  test,
  tiles,
  tryAs,
  twoWays,
  walk,
} from './people.ts';

walk(twoWays, () => {
  test('a family without an address gets a slip, opens it by its code, and leaves an address for next time', async ({
    page,
    someone,
    renew,
  }) => {
    const at = await tryAs(page, 'host');
    const film = await planParty(page);
    await inviteOnly(page, 'Luka', 'Goran', 'Aria');
    await page.getByRole('button', { name: 'Next: look at it' }).click();
    await expect(page.getByText('2 families have no e-mail.')).toBeVisible();
    await page.getByRole('button', { name: 'Send the invitations' }).click();
    await page.getByRole('button', { name: 'Send them now' }).click();
    await expect(tiles(page)).toHaveText(['0', '0', '1', '2']);

    await page.getByRole('link', { name: 'Print 2 slips' }).click();
    await expect(slip(page, 'Luka')).toHaveCount(0);
    // Folded, nothing shows but the name; inside are the party, a picture to scan and a code, and no door number.
    await expect(slip(page, 'Goran').locator('.slip-outside')).toHaveText('Goran');
    await expect(slip(page, 'Goran')).toContainText(film);
    await expect(
      slip(page, 'Goran').getByRole('img', { name: 'The invitation as a picture to scan' }),
    ).toBeVisible();
    await expect(slip(page, 'Goran')).toContainText(`${new URL(page.url()).host}/slip`);
    expect(await page.content()).not.toMatch(/Hidden Lane|families\.example/);
    await expectSheets(page, 2);
    const code = (await slip(page, 'Goran').locator('.slip-code').textContent()) ?? '';
    expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);

    const goran = await someone();
    await goran.goto('/');
    await goran.getByRole('link', { name: 'I have a paper with a code' }).click();
    await typeCode(goran, '00000-00000');
    await expect(goran.getByRole('alert')).toContainText('No invitation opens with this code.');
    await expect(goran.getByLabel('Code')).toHaveValue('00000-00000');
    await typeCode(goran, ` ${code.replace('-', '').toLowerCase()} `);
    await expect(goran).toHaveURL(/\/invitations\/[0-9a-f-]{36}$/);
    await expect(goran.getByRole('heading', { level: 1 })).toHaveText(film);
    await goran.getByRole('button', { name: 'Yes, Goran is coming' }).click();
    await expect(goran.getByText('7 Hidden Lane')).toBeVisible();
    await goran.getByLabel('E-mail address').fill(at('mira'));
    await goran.getByRole('button', { name: 'Leave the address' }).click();
    await expect(goran.getByText('Your address is waiting.')).toBeVisible();
    await page.getByRole('link', { name: 'Go back' }).click();
    await expect(tiles(page)).toHaveText(['1', '0', '1', '1']);

    // The keeper looks whether it is theirs; then the next invitation comes by mail.
    const keeper = await someone();
    await alsoAs(keeper, 'keeper', page);
    await openCircle(keeper);
    const offer = keeper.locator('section.heed').filter({ hasText: 'A family left an e-mail address' });
    await expect(offer).toContainText('Goran');
    await expect(offer).toContainText(at('mira'));
    await offer.getByRole('button', { name: 'It is theirs' }).click();
    await expect(keeper.getByText('The family can be reached by mail now')).toBeVisible();
    const next = await planParty(page);
    await inviteOnly(page, 'Goran', 'Aria', 'Luka');
    await sendInvitations(page);
    await renew(page);
    await expect(tiles(page)).toHaveText(['0', '0', '2', '1']);
    await openEnvelope(goran, familyLink(await mailTo(at('mira'), `Ellie invites Goran: ${next}`)));
    await expect(goran.getByRole('heading', { level: 1 })).toHaveText(next);
  });

  test(
    'a host gives an invitation over as a message, and asks the keeper to pass another one on',
    atLength,
    async ({ page, someone, renew }) => {
      await tryAs(page, 'host');
      const film = await planParty(page);
      await inviteOnly(page, 'Luka', 'Ben', 'Aria');
      await sendInvitations(page);
      await expect(tiles(page)).toHaveText(['0', '0', '1', '2']);

      await guestLine(page, 'Ben').locator('summary').click();
      await guestLine(page, 'Ben').getByRole('button', { name: 'Send a message' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('The invitation for Ben');
      const message = asSeen(await page.getByLabel('Message').inputValue());
      expect(message).toContain(`Hello, family of Ben. Ellie would love Ben to come: ${film}.`);
      expect(message).not.toContain('Hidden Lane');
      const link = /https?:\/\/\S+\/i\/[\w-]{22,}/.exec(message)?.[0] ?? '';
      for (const way of ['WhatsApp', 'SMS'])
        await expect(page.getByRole('link', { name: way })).toHaveAttribute(
          'href',
          new RegExp(encodeURIComponent(link)),
        );
      await page.getByRole('button', { name: 'I have given it' }).click();
      await expect(tiles(page)).toHaveText(['0', '0', '2', '1']);
      await expect(guestLine(page, 'Ben')).toContainText('given over');
      const ben = await someone();
      await openEnvelope(ben, link);
      await ben.getByRole('button', { name: 'Not this time', exact: true }).click();
      await expect(ben.getByRole('heading', { name: 'Not this time for Ben' })).toBeVisible();
      await renew(page);
      await expect(hostList(page, 'not this time')).toContainText('Ben');

      await guestLine(page, 'Aria').locator('summary').click();
      await guestLine(page, 'Aria').getByRole('button', { name: 'Ask the keeper' }).click();
      await expect(guestLine(page, 'Aria')).toContainText('the keeper passes it on');
      // What comes within a quarter of an hour is one pile and one mail: the first page shows it at once.
      const keeper = await someone();
      await alsoAs(keeper, 'keeper', page);
      await keeper.goto('/');
      await keeper.getByRole('link', { name: 'Pass on one slip' }).click();
      // On the screen there is the name alone; all the rest is on the paper.
      await expect(slip(keeper, 'Aria').locator('.slip-outside')).toHaveText('Aria');
      await expect(keeper.getByText(film)).toBeHidden();
      await expectSheets(keeper, 1);
      await keeper.getByRole('button', { name: 'I have passed them on' }).click();
      await expect(keeper.getByText('There is no slip to print just now.')).toBeVisible();
      await renew(page);
      await expect(tiles(page)).toHaveText(['0', '1', '2', '0']);
      await expect(guestLine(page, 'Aria')).toContainText('given over');
    },
  );
});

function slip(page: Page, child: string): Locator {
  return page.getByRole('article', { name: child, exact: true });
}

async function typeCode(family: Page, code: string): Promise<void> {
  await family.getByLabel('Code').fill(code);
  await family.getByRole('button', { name: 'Open the envelope' }).click();
}
