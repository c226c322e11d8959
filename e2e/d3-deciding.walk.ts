import type { Page } from '@playwright/test';
import {
  atLength,
  calendarIn,
  expect,
  familyLink,
  guestLine,
  inDays,
  inviteOnly,
  inWords,
  mailTo,
  openEnvelope,
  otherTwoWays,
  planParty,
  sendInvitations,
  signIn,
  test,
  tiles,
  unfold,
  walk,
  wholeMail,
} from './people.ts';

const helps = [
  'Two grown-ups are there all the time',
  'Please drop off and come back at the end.',
  'It is indoors',
  'The children stay overnight.',
  'No presents, please',
  'A book for the shelter',
  'Near the old mill',
];

walk(otherTwoWays, () => {
  test('what helps to decide stands on the invitation, and the door number comes with the yes', async ({
    page,
    asHost,
    someone,
  }) => {
    const at = await asHost(page);
    const film = await planSleepover(page);
    await sendInvitations(page);
    const invitation = await mailTo(at('ivan'), `Luka: ${film}`);
    const guest = await someone();
    await openEnvelope(guest, familyLink(invitation));
    await expect(guest.getByText('The whole class is invited')).toBeVisible();
    expect(invitation.text).toContain('The whole class is invited');
    for (const fact of helps) {
      await expect(guest.getByText(fact, { exact: true })).toBeVisible();
      expect(invitation.text).toContain(fact);
    }
    // Before the yes the street is in none of it.
    expect(await guest.content()).not.toContain('Hidden Lane');
    expect(wholeMail(invitation)).not.toContain('Hidden Lane');
    expect(calendarIn(invitation)).toContain('LOCATION:Near the old mill');
    expect(await calendarFile(guest)).toContain('LOCATION:Near the old mill');

    await guest.getByRole('button', { name: 'Yes, Luka is coming' }).click();
    await expect(guest.getByText('7 Hidden Lane')).toBeVisible();
    const confirmation = await mailTo(at('ivan'), `Your answer: ${film}`, /Yes, Luka is coming/);
    expect(confirmation.text).toContain('7 Hidden Lane');
    expect(calendarIn(confirmation)).toContain('LOCATION:7 Hidden Lane');
    expect(await calendarFile(guest)).toContain('LOCATION:7 Hidden Lane');
  });

  test('a family takes its time, says what it needs, and changes its mind; each change is confirmed', async ({
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
    // Only named children are invited: nobody is told that it is everybody.
    await expect(guest.getByText('The whole class is invited')).toHaveCount(0);

    await guest.getByRole('button', { name: 'We will answer later' }).click();
    await mailTo(at('ivan'), `Your answer: ${film}`, /Luka: you will answer later/);
    await guest.getByLabel('Another day').fill(inDays(9));
    await guest.getByRole('button', { name: 'Save' }).click();
    await expect(guest.getByLabel('Another day')).toHaveValue(inDays(9));
    await expect(guest.getByText(`The day to think of it again is ${inWords(inDays(9))}.`)).toBeVisible();

    await change(guest, 'Yes, Luka is coming');
    await guest.getByLabel('Grown-ups').fill('1');
    await guest.getByLabel('Brothers and sisters').fill('2');
    await guest.getByLabel('We stay').check();
    await guest.getByLabel(/What .Luka. cannot eat/).fill('=no nuts, please');
    await guest.getByRole('button', { name: 'Save' }).click();
    await renew(page);
    await expect(
      page.getByText('Set the table for one child, 2 brothers and sisters, one grown-up.'),
    ).toBeVisible();
    await expect(page.locator('.card').filter({ hasText: 'What they cannot eat' })).toContainText(
      '=no nuts, please',
    );
    const table = await download(page, 'The list as a table (CSV)');
    expect(table).toContain(`Luka,coming,1,2,a grown-up stays,"'=no nuts, please"`);

    await change(guest, 'We cannot come after all');
    await expect(guest.getByRole('heading', { name: 'Not this time for Luka' })).toBeVisible();
    await expect(guest.getByText('7 Hidden Lane')).toHaveCount(0);
    const last = await mailTo(at('ivan'), `Your answer: ${film}`, /Luka: not this time/);
    expect(wholeMail(last)).not.toContain('Hidden Lane');
    await renew(page);
    await expect(tiles(page)).toHaveText(['0', '1', '1', '0']);
    await expect(page.getByText('no nuts')).toHaveCount(0);
  });

  test(
    'an answer given by phone is put in by the host, and the family sees that it was',
    atLength,
    async ({ page, asHost, someone, renew }) => {
      const at = await asHost(page);
      const film = await planParty(page);
      await inviteOnly(page, 'Luka', 'Goran');
      await sendInvitations(page);
      await expect(tiles(page)).toHaveText(['0', '0', '1', '1']);
      for (const child of ['Luka', 'Goran']) {
        await guestLine(page, child).locator('summary').click();
        await guestLine(page, child).getByRole('button', { name: 'Coming' }).click();
        await expect(guestLine(page, child)).toContainText('put in by you');
      }
      await expect(tiles(page)).toHaveText(['2', '0', '0', '0']);

      await mailTo(at('ivan'), `Your answer: ${film}`, /put in by the host/);
      const guest = await someone();
      await openEnvelope(guest, familyLink(await mailTo(at('ivan'), `Luka: ${film}`)));
      await expect(guest.getByText('This answer was put in by the host. You can change it.')).toBeVisible();
      await change(guest, 'We cannot come after all');
      await renew(page);
      await expect(tiles(page)).toHaveText(['1', '1', '0', '0']);
      await expect(guestLine(page, 'Luka')).not.toContainText('put in by you');
    },
  );

  test(
    'another host signs in with her address and keeps the door too; a party called off is told to everybody',
    atLength,
    async ({ page, asHost, someone, renew }) => {
      const at = await asHost(page);
      const film = await planParty(page);
      await inviteOnly(page, 'Luka', 'Elif', 'Goran');
      await sendInvitations(page);
      const address = at(`aunt-${film.slice(-6)}`);
      await page.getByText('Other hosts').click();
      await page.getByLabel('E-mail address').fill(address);
      await page.getByRole('button', { name: 'Add a host' }).click();
      await expect(page.getByText('One other host')).toBeVisible();
      const told = await mailTo(address, /You are a host of Ellie’s party/);

      const aunt = await someone();
      await aunt.goto(told.text?.match(/https?:\/\/\S+/)?.[0] ?? '');
      await signIn(aunt, address);
      await expect(aunt.getByRole('heading', { level: 1 })).toHaveText(film);
      await expect(tiles(aunt)).toHaveText(['0', '0', '2', '1']);

      const guest = await someone();
      await openEnvelope(guest, familyLink(await mailTo(at('ivan'), `Luka: ${film}`)));
      await guest.getByRole('button', { name: 'Yes, Luka is coming' }).click();
      await mailTo(at('ivan'), `Your answer: ${film}`);
      const silent = await mailTo(at('deniz'), `Elif: ${film}`);
      await aunt.reload();
      await aunt.getByText('Call the party off').click();
      await aunt.getByRole('button', { name: 'Call it off and tell everybody' }).click();
      await expect(aunt.getByRole('heading', { name: 'The party is called off.' })).toBeVisible();

      for (const adult of ['ivan', 'deniz']) {
        const notice = await mailTo(at(adult), `Called off: ${film}`);
        expect(calendarIn(notice)).toContain('STATUS:CANCELLED');
        expect(wholeMail(notice)).not.toContain('Hidden Lane');
      }
      await guest.reload();
      await expect(guest.getByRole('heading', { name: 'The party is called off' })).toBeVisible();
      await expect(guest.getByRole('button', { name: /Yes|Not this time/ })).toHaveCount(0);
      await expect(guest.getByText('7 Hidden Lane')).toHaveCount(0);
      const late = await someone();
      await openEnvelope(late, familyLink(silent));
      await expect(late.getByRole('heading', { name: 'The party is called off' })).toBeVisible();
      await renew(page);
      await expect(page.getByRole('heading', { name: 'The party is called off.' })).toBeVisible();
    },
  );
});

async function planSleepover(page: Page): Promise<string> {
  const film = await planParty(page, {
    presentsNote: 'A book for the shelter',
    greeting: 'Bring your pillow.',
  });
  await page.getByRole('link', { name: 'Go back' }).click();
  await page.getByLabel('Please drop off').check();
  await page.getByLabel('The children stay overnight').check();
  await page.getByRole('button', { name: 'Next: who is invited' }).click();
  return film;
}

async function change(guest: Page, answer: string): Promise<void> {
  await guest.getByText('Change the answer').click();
  await guest.getByRole('button', { name: answer }).click();
  await expect(guest.getByText('Change the answer')).toBeVisible();
}

async function download(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

async function calendarFile(guest: Page): Promise<string> {
  return unfold(await download(guest, 'add to calendar'));
}
