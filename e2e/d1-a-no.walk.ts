import {
  countMails,
  expect,
  familyLink,
  guestLine,
  hostList,
  inviteOnly,
  mailPage,
  mailTo,
  openEnvelope,
  openMadeUpParty,
  planParty,
  sendInvitations,
  test,
  tiles,
  twoWays,
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

walk(twoWays, () => {
  test('nothing follows a no: no reminder is for it, and it is asked nothing again', async ({
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
    await mailTo(at('ivan'), `Your answer: ${film}`, /not this time/);

    // There is a way to remind the other family, a day after the invitation; the no has none.
    await renew(page);
    const remind = page.getByText(/^You can remind those who have not answered from .+ on\.$/);
    await expect(hostList(page, 'no answer yet').getByText('Elif', { exact: true })).toBeVisible();
    await expect(remind).toBeVisible();
    await expect(hostList(page, 'not this time')).toContainText('Luka');
    await expect(hostList(page, 'not this time').getByText(/remind/i)).toHaveCount(0);
    const other = await someone();
    await openEnvelope(other, familyLink(await mailTo(at('deniz'), `Elif: ${film}`)));
    await other.getByRole('button', { name: 'Not this time', exact: true }).click();
    await expect(other.getByRole('heading', { name: 'Not this time for Elif' })).toBeVisible();
    await renew(page);
    await expect(tiles(page)).toHaveText(['0', '2', '0', '0']);
    await expect(remind).toHaveCount(0);
    await expect(guestLine(page, 'Luka')).not.toContainText('later');

    // Coming back, the family finds its no and no question; it has had one invitation and one confirmation.
    await guest.reload();
    await expect(guest.getByRole('heading', { name: 'Not this time for Luka' })).toBeVisible();
    await expect(guest.getByRole('link', { name: 'Talk it over together' })).toHaveCount(0);
    await expect(guest.getByRole('button', { name: 'Yes, Luka is coming' })).toBeHidden();
    expect(await countMails(at('ivan'), film)).toBe(2);
  });
});
