import {
  atLength,
  countMails,
  everyWay,
  expect,
  familyLink,
  guestLine,
  hostList,
  mailTo,
  openEnvelope,
  planParty,
  sendInvitations,
  test,
  tiles,
  twoWays,
  walk,
} from './people.ts';

walk(everyWay, () => {
  test('a host invites the whole class, and yes, no and later arrive on the page as they are given', async ({
    page,
    asHost,
    someone,
    renew,
    javaScriptEnabled,
  }) => {
    const at = await asHost(page);
    const film = await planParty(page);
    await sendInvitations(page);
    await expect(tiles(page)).toHaveText(['0', '0', '22', '3']);
    await expect(page.locator('.flag.pale')).toHaveCount(25);
    let loaded = 0;
    page.on('domcontentloaded', () => (loaded += 1));

    const yes = await someone();
    await openEnvelope(yes, familyLink(await mailTo(at('ivan'), `Luka: ${film}`)));
    await renew(page);
    await expect(guestLine(page, 'Luka')).toContainText('opened');
    await yes.getByRole('button', { name: 'Yes, Luka is coming' }).click();
    await renew(page);
    await expect(tiles(page)).toHaveText(['1', '0', '21', '3']);
    await expect(hostList(page, 'coming')).toContainText('Luka');
    await expect(page.locator('.flag.full')).toHaveCount(1);
    await expect(page.getByText('Set the table for one child.')).toBeVisible();

    const no = await someone();
    await openEnvelope(no, familyLink(await mailTo(at('deniz'), `Elif: ${film}`)));
    await no.getByRole('button', { name: 'Not this time', exact: true }).click();
    await renew(page);
    await expect(tiles(page)).toHaveText(['1', '1', '20', '3']);
    // A no simply has no flag.
    await expect(page.locator('.flag')).toHaveCount(24);

    const later = await someone();
    await openEnvelope(later, familyLink(await mailTo(at('jana'), `Hana: ${film}`)));
    await later.getByRole('button', { name: 'We will answer later' }).click();
    await renew(page);
    await expect(guestLine(page, 'Hana')).toContainText('answers later');
    await expect(tiles(page)).toHaveText(['1', '1', '20', '3']);
    await expect(
      page.getByText(
        'One child is coming, one cannot this time, 20 have not answered yet, 3 are not reached.',
      ),
    ).toBeAttached();
    // With JavaScript the page heard of it all and was never loaded again.
    expect(loaded).toBe(javaScriptEnabled ? 0 : 4);
  });
});

walk(twoWays, () => {
  test(
    'within the minute everything can be taken back, and nobody has seen anything',
    atLength,
    async ({ page, asHost }) => {
      const at = await asHost(page);
      const film = await planParty(page);
      await page.getByRole('button', { name: 'Next: look at it' }).click();
      await expect(page.getByText('25 children: 23 envelopes by mail, 3 on paper.')).toBeVisible();
      await page.getByRole('button', { name: 'Send the invitations' }).click();
      await expect(page.getByRole('heading', { name: 'The invitations go out in a minute' })).toBeVisible();
      await page.getByRole('button', { name: 'Take it back' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('This is what they will see');
      // The mails of the class itself have all gone by now; of this party there is none.
      await mailTo(at('leila'), /invites Sami/);
      expect(await countMails(at('leila'), film)).toBe(0);

      await page.getByRole('button', { name: 'Send the invitations' }).click();
      await page.getByRole('button', { name: 'Send them now' }).click();
      await mailTo(at('leila'), `Sami: ${film}`);
      expect(await countMails(at('leila'), film)).toBe(1);
    },
  );
});
