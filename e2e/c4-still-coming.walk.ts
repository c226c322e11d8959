import {
  accessible,
  askOnceMore,
  atLength,
  everyWay,
  expect,
  expectNoSidewaysScroll,
  familyLink,
  guestLine,
  hostList,
  inviteOnly,
  mailTo,
  openEnvelope,
  planParty,
  sendInvitations,
  test,
  tiles,
  walk,
} from './people.ts';

walk(everyWay, () => {
  test('every yes is asked once more: one press either way, and the host sees it at once', async ({
    page,
    asHost,
    someone,
    renew,
  }) => {
    const at = await asHost(page);
    const film = await planParty(page);
    await inviteOnly(page, 'Luka', 'Elif');
    await sendInvitations(page);
    const [luka, elif] = [await someone(), await someone()];
    const link = familyLink(await mailTo(at('ivan'), `Luka: ${film}`));
    for (const [guest, to] of [
      [luka, link],
      [elif, familyLink(await mailTo(at('deniz'), `Elif: ${film}`))],
    ] as const) {
      await openEnvelope(guest, to);
      await guest.getByRole('button', { name: /^Yes, / }).click();
      await expect(guest.getByRole('heading', { name: /is coming$/ })).toBeVisible();
      await expect(guest.getByText('Are you still coming?')).toHaveCount(0);
    }
    await askOnceMore(luka, elif);
    await page.reload();
    const coming = hostList(page, 'coming');
    await expect(coming).toContainText('We asked those who said yes');
    await expect(coming).not.toContainText('has said yes again');

    // The mail's link changes nothing: it leads to the question, with what was chosen ready to press.
    await luka.goto(`${link}?a=yes&to=coming`);
    await luka.getByRole('button', { name: 'Open the envelope' }).click();
    const card = luka.locator('#coming');
    await expect(card.getByRole('heading')).toHaveText('Are you still coming?');
    await expect(card).toContainText('If you cannot come, that is fine too.');
    await expect(card.locator('button')).toHaveText(['Yes, we are coming', 'We cannot come after all']);
    await expect(card.locator('button.filled')).toHaveText('Yes, we are coming');
    await expectNoSidewaysScroll(luka);
    for (const shown of [luka, page]) await accessible(shown);
    await renew(page);
    await expect(coming).not.toContainText('has said yes again');

    // By the keyboard alone.
    await card.getByRole('button', { name: 'Yes, we are coming' }).focus();
    await luka.keyboard.press('Enter');
    await expect(card).toContainText('Thank you. Ellie knows that you are coming.');
    await renew(page);
    await expect(coming).toContainText('One of 2 has said yes again.');
    await expect(guestLine(page, 'Luka')).toContainText('has said yes again');
    await expect(guestLine(page, 'Elif')).not.toContainText('yes again');
    for (const shown of [luka, page]) await accessible(shown);

    await elif.reload();
    const question = elif.locator('#coming');
    // Without a choice made in the mail the two weigh the same.
    for (const button of await question.locator('button').all())
      await expect(button).toHaveClass('button outlined');
    await question.getByRole('button', { name: 'We cannot come after all' }).click();
    await expect(elif.getByRole('heading', { name: 'Not this time for Elif' })).toBeVisible();
    await expect(question).toHaveCount(0);
    await renew(page);
    await expect(tiles(page)).toHaveText(['1', '1', '0', '0']);
    await expect(coming).toContainText('One of 1 has said yes again.');

    // Who has said yes again can still not come, in one press.
    await luka.reload();
    await card.getByRole('button', { name: 'We cannot come after all' }).click();
    await expect(luka.getByRole('heading', { name: 'Not this time for Luka' })).toBeVisible();
    await renew(page);
    await expect(tiles(page)).toHaveText(['0', '2', '0', '0']);
  });

  test(
    '“we cannot come after all” is one tap until the last minute, and the host hears of it at once',
    atLength,
    async ({ page, asHost, someone, renew }) => {
      const at = await asHost(page);
      // Three hours from now: whatever the host chose, and whatever the hour, this cannot wait.
      const starts = Temporal.Now.zonedDateTimeISO('Europe/London').add({ hours: 3 });
      const hour = (time: Temporal.ZonedDateTime): string => time.toPlainTime().toString().slice(0, 5);
      const film = await planParty(page, {
        date: starts.toPlainDate().toString(),
        starts: hour(starts),
        ends: hour(starts.add({ hours: 2 })),
      });
      await inviteOnly(page, 'Luka', 'Elif');
      await sendInvitations(page);
      await page.getByText('Mail about answers: once a day').click();
      await page.getByLabel('Not by mail. I look at this page').check();
      await page.locator('#digest').getByRole('button', { name: 'Save' }).click();
      await expect(page.getByText('Mail about answers: none')).toBeVisible();

      const guest = await someone();
      await openEnvelope(guest, familyLink(await mailTo(at('ivan'), `Luka: ${film}`)));
      await guest.getByRole('button', { name: 'Yes, Luka is coming' }).click();
      await renew(page);
      await expect(tiles(page)).toHaveText(['1', '0', '1', '0']);
      await guest.getByRole('button', { name: 'We cannot come after all' }).first().click();
      await expect(guest.getByRole('heading', { name: 'Not this time for Luka' })).toBeVisible();
      await renew(page);
      await expect(tiles(page)).toHaveText(['0', '1', '1', '0']);
      const told = await mailTo(at('maya'), `Luka: not this time (${film})`);
      expect(told.text).toContain('whatever else you chose');
      expect(told.text).not.toContain('Elif');
    },
  );
});
