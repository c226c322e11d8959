import {
  countMails,
  expect,
  familyLink,
  hostList,
  mailPage,
  mailTo,
  openEnvelope,
  openMadeUpParty,
  test,
  tiles,
  tryAs,
  wholeMail,
  walk,
  everyWay,
  otherTwoWays,
} from './people.ts';

walk(everyWay, () => {
  test('a no is one tap on the page, needs no reason, and only the host sees it', async ({
    page,
    someone,
    renew,
  }) => {
    const at = await tryAs(page, 'host');
    await openMadeUpParty(page);
    await expect(tiles(page)).toHaveText(['9', '4', '9', '3']);
    const guest = await someone();
    await openEnvelope(guest, familyLink(await mailTo(at('ravi'), /invites Uma/)));
    await guest.getByRole('button', { name: 'Not this time', exact: true }).click();

    await expect(guest.getByRole('heading', { name: 'Not this time for Uma' })).toBeVisible();
    await expect(
      guest.getByText('You need not say why. Only the host sees it, and nobody will ask you again.'),
    ).toBeVisible();
    await expect(guest.locator('textarea, input:not([type=hidden]), select')).toHaveCount(0);
    await renew(page);
    await expect(hostList(page, 'not this time')).toContainText('Uma');
    await expect(tiles(page)).toHaveText(['9', '5', '8', '3']);

    const other = await someone();
    await openEnvelope(other, familyLink(await mailTo(at('hala'), /invites Lina/)));
    await expect(other.locator('body')).not.toContainText('Uma');
  });
});

walk(otherTwoWays, () => {
  test('a no in the mail is one tap on the envelope, and is confirmed once without a question', async ({
    page,
    someone,
    renew,
  }) => {
    const at = await tryAs(page, 'host');
    await openMadeUpParty(page);
    const guest = await someone();
    await guest.goto(await mailPage(at('hala'), /invites Lina/));
    await guest.frameLocator('iframe.mail').getByRole('link', { name: 'Not this time' }).click();
    await guest.getByRole('button', { name: 'Open, and say not this time' }).click();

    await expect(guest.getByRole('heading', { name: 'Not this time for Lina' })).toBeVisible();
    await expect(guest.locator('textarea, input:not([type=hidden]), select')).toHaveCount(0);
    const confirmation = await mailTo(at('hala'), /^Your answer/, /Lina.*not this time\. That is fine\./);
    expect(wholeMail(confirmation)).not.toMatch(/why|reason|Maple Street \d|12 Maple/i);
    await renew(page);
    await expect(hostList(page, 'not this time')).toContainText('Lina');
    expect(await countMails(at('hala'), /Your answer|invites/)).toBe(2);
  });
});
