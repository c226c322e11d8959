import {
  atLength,
  expect,
  familyLink,
  guestLine,
  hostList,
  inDays,
  inviteOnly,
  inWords,
  mailTo,
  openEnvelope,
  otherTwoWays,
  planParty,
  sendInvitations,
  test,
  tiles,
  walk,
} from './people.ts';

const lastDay = inDays(6);

walk(otherTwoWays, () => {
  test('“later” takes a day to think of it again, and none is after the host’s last day', async ({
    page,
    asHost,
    someone,
    renew,
  }) => {
    const at = await asHost(page);
    const film = await planParty(page, { answerBy: lastDay });
    await inviteOnly(page, 'Luka', 'Elif');
    await sendInvitations(page);
    const guest = await someone();
    await openEnvelope(guest, familyLink(await mailTo(at('ivan'), `Luka: ${film}`)));
    await expect(guest.getByText(inWords(lastDay))).toBeVisible();
    await guest.getByRole('button', { name: 'We will answer later' }).click();

    const chosen = (day: string) =>
      guest.getByText(`Take your time. The day to think of it again is ${inWords(day)}.`);
    await expect(guest.getByRole('heading', { name: 'You will answer for Luka later' })).toBeVisible();
    await expect(chosen(inDays(3))).toBeVisible();
    await expect(guest.getByText('We remind you once, on that day.')).toBeVisible();
    await mailTo(at('ivan'), `Your answer: ${film}`, /Luka: you will answer later/);
    // One tap takes another day; the one that is chosen is not offered.
    await expect(guest.getByRole('button', { name: 'In three days' })).toHaveCount(0);
    await guest.getByRole('button', { name: 'Tomorrow' }).click();
    await expect(chosen(inDays(1))).toBeVisible();
    await guest.getByRole('button', { name: 'On the last day' }).click();
    await expect(chosen(lastDay)).toBeVisible();
    const field = guest.getByLabel('Another day');
    await expect(field).toHaveAttribute('min', inDays(1));
    await expect(field).toHaveAttribute('max', lastDay);
    await field.fill(inDays(5));
    await guest.getByRole('button', { name: 'Save' }).click();
    await expect(chosen(inDays(5))).toBeVisible();

    // The host sees that an answer is to come, and that nobody can be reminded on the day of the invitation.
    await renew(page);
    await expect(tiles(page)).toHaveText(['0', '0', '2', '0']);
    await expect(guestLine(page, 'Luka')).toContainText('answers later');
    const open = hostList(page, 'no answer yet');
    await expect(open.getByText(`Your last day for answers: ${inWords(lastDay)}`)).toBeVisible();
    await expect(open.getByText(/^You can remind those who have not answered from .+ on\.$/)).toBeVisible();
    await expect(open.getByRole('button', { name: /remind/i })).toHaveCount(0);
  });

  test(
    'a page to talk it over with the child says what it is, and takes each of the three answers',
    atLength,
    async ({ page, asHost, someone, renew }) => {
      const at = await asHost(page);
      const film = await planParty(page, { date: inDays(12), greeting: 'We watch it in the dark.' });
      await inviteOnly(page, 'Luka', 'Elif');
      await sendInvitations(page);
      const guest = await someone();
      await openEnvelope(guest, familyLink(await mailTo(at('ivan'), `Luka: ${film}`)));
      await guest.getByRole('link', { name: 'Talk it over together' }).click();
      await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Ellie has a party');
      for (const said of [
        'For Luka, to read together',
        film,
        'We watch it in the dark.',
        '12 more sleeps',
        '2 grown-ups are there',
        'Your grown-up can stay with you, or fetch you at the end',
        'It is inside',
        'You may say yes.',
        'You may say no.',
        'Both are fine.',
      ])
        await expect(guest.getByText(said, { exact: true })).toBeVisible();
      await expect(guest.locator('body')).not.toContainText('Hidden Lane');
      // Three answers of the same weight.
      const answers = guest.locator('main button[name=says]');
      await expect(answers).toHaveText(['Yes, Luka is coming', 'Not this time', 'We will answer later']);
      for (const one of await answers.all()) await expect(one).toHaveClass('button outlined');

      await guest.getByRole('button', { name: 'We will answer later' }).click();
      await expect(guest.getByRole('heading', { name: 'You will answer for Luka later' })).toBeVisible();
      await guest.getByRole('link', { name: 'Talk it over together' }).click();
      await guest.getByRole('button', { name: 'Yes, Luka is coming' }).click();
      await expect(guest.getByRole('heading', { name: 'Lovely, Luka is coming' })).toBeVisible();
      await expect(guest.getByRole('link', { name: 'Talk it over together' })).toHaveCount(0);

      // A link that leads there, as in a reminder; a child’s no is as easy.
      const other = await someone();
      await other.goto(`${familyLink(await mailTo(at('deniz'), `Elif: ${film}`))}?to=together`);
      await other.getByRole('button', { name: 'Open the envelope' }).click();
      await expect(other.getByRole('heading', { level: 1 })).toHaveText('Ellie has a party');
      await other.getByRole('button', { name: 'Not this time' }).click();
      await expect(other.getByRole('heading', { name: 'Not this time for Elif' })).toBeVisible();
      await renew(page);
      await expect(tiles(page)).toHaveText(['1', '1', '0', '0']);
    },
  );
});
