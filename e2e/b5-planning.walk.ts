import type { Locator, Page } from '@playwright/test';
import pg from 'pg';
import {
  atLength,
  countMails,
  everyWay,
  expect,
  expectNoSidewaysScroll,
  familyLink,
  inviteOnly,
  mailTo,
  openEnvelope,
  planParty,
  sendInvitations,
  test,
  walk,
} from './people.ts';

walk(everyWay, () => {
  test('families lend tables and bring snacks from one list, and nobody sees who else does', async ({
    page,
    asHost,
    someone,
    renew,
  }) => {
    const at = await asHost(page);
    const film = await planParty(page);
    await inviteOnly(page, 'Luka', 'Elif', 'Hana');
    await sendInvitations(page);
    const card = page.locator('#needs');
    await card.getByRole('link', { name: 'Look at the list' }).click();

    // What most parties need is one press away; the rest is typed.
    await page.getByRole('button', { name: 'String lights' }).click();
    await expect(line(page, 'String lights')).toContainText('one still open');
    await page.getByLabel('What is it?').fill('Six cushions');
    await page.getByText('To lend', { exact: true }).click();
    await page.getByLabel('How many families or pieces?').fill('2');
    await page.getByRole('button', { name: 'Put it on the list' }).last().click();
    await expect(line(page, 'Six cushions')).toContainText('2 still open');
    await expectNoSidewaysScroll(page);
    await page.getByRole('link', { name: film }).click();
    await expect(card).toContainText('String lights');

    // The guest page says that there is a list; nothing of it was in a mail.
    const luka = await someone();
    await openEnvelope(luka, familyLink(await mailTo(at('ivan'), `Luka: ${film}`)));
    expect(await countMails(at('ivan'), film)).toBe(1);
    await expect(luka.locator('#needs')).not.toContainText('lights');
    await luka.locator('#needs').getByRole('link', { name: 'Look at the list' }).click();
    await expect(luka.getByText(/^Take on what you like, or nothing\./)).toBeVisible();
    await line(luka, 'String lights').getByRole('button').click();
    await expect(line(luka, 'String lights')).toContainText('Thank you. It is yours.');
    await expectNoSidewaysScroll(luka);

    // The host’s page is true at once, and says by thing who brings it.
    await renew(page);
    await expect(card).not.toContainText('String lights');
    await expect(card).toContainText('Six cushions');

    // To another family the lights are not there at all, and it presses what was open when it looked.
    const elif = await someone();
    await openEnvelope(elif, familyLink(await mailTo(at('deniz'), `Elif: ${film}`)));
    await elif.goto(`${elif.url()}/needs`);
    await expect(elif.locator('main')).not.toContainText(/lights|Luka|Ivan/);
    await line(elif, 'Six cushions').getByRole('button').click();
    const hana = await someone();
    await openEnvelope(hana, familyLink(await mailTo(at('jana'), `Hana: ${film}`)));
    await hana.goto(`${hana.url()}/needs`);
    await expect(line(hana, 'Six cushions')).toContainText('one wanted');
    await line(luka, 'Six cushions').getByRole('button').click();
    await line(hana, 'Six cushions').getByRole('button').click();
    await expect(hana.getByRole('alert')).toContainText(
      'That is taken care of by now. Thank you all the same.',
    );
    await expect(hana.locator('main')).not.toContainText(/cushions|Luka|Elif/);

    await page.goto(`${new URL(page.url()).pathname}/needs`);
    await expect(line(page, 'Six cushions')).toContainText('Taken on by the families of Elif and Luka');
    await expect(page.locator('main')).not.toContainText('Hana');

    // Undone at any time, and by itself with a no.
    await line(luka, 'String lights').getByRole('button').click();
    await expect(line(luka, 'String lights')).toContainText('one wanted');
    await elif.getByRole('link', { name: film }).click();
    await elif.getByRole('button', { name: 'Not this time', exact: true }).click();
    await expect(elif.locator('#needs')).toHaveCount(0);
    await page.reload();
    await expect(line(page, 'Six cushions')).toContainText('one still open');
    await expect(line(page, 'String lights')).toContainText('one still open');
  });

  test(
    'a family offers something of its own; a thank-you makes it a thing that it brings',
    atLength,
    async ({ page, asHost, someone }) => {
      const at = await asHost(page);
      const film = await planParty(page);
      // The class is the same for all walks: a thing of this walk has a name of its own.
      const ukulele = `A ukulele for ${film}`;
      await inviteOnly(page, 'Luka', 'Elif');
      await sendInvitations(page);
      const list = `${new URL(page.url()).pathname}/needs`;
      await page.goto(list);
      await page.getByRole('button', { name: 'Tables' }).click();
      const luka = await someone();
      await openEnvelope(luka, familyLink(await mailTo(at('ivan'), `Luka: ${film}`)));
      await luka.locator('#needs').getByRole('link').click();
      await luka.getByLabel('We could bring').fill(ukulele);
      await luka.getByRole('button', { name: 'Tell the host' }).click();
      await expect(line(luka, ukulele)).toContainText('You have offered this.');

      await page.goto(list);
      await expect(page.locator('#extras')).toContainText('The family of Luka');
      await page.getByRole('button', { name: 'Thank you, yes please' }).click();
      await expect(page.locator('#extras')).toHaveCount(0);
      await expect(line(page, ukulele)).toContainText('Taken on by the family of Luka');
      await byDay();
      const yes = await mailTo(at('ivan'), `Yes please: ${ukulele}`, /say thank you|says thank you/);
      await openEnvelope(luka, familyLink(yes));
      await luka.locator('#needs').getByRole('link').click();
      await expect(line(luka, ukulele)).toContainText('It is yours');

      // What is not needed any more is said to those who have it, once.
      await line(page, ukulele).getByRole('link', { name: 'Change' }).click();
      await page.getByText('We do not need it any more').click();
      await expect(page.getByText('One family has taken it on. It gets one kind mail.')).toBeVisible();
      await page.getByRole('button', { name: 'Take it off the list' }).click();
      await expect(line(page, ukulele)).toHaveCount(0);
      await byDay();
      await mailTo(at('ivan'), `No longer needed: ${ukulele}`, /Thank you for taking it on/);
      await luka.reload();
      await expect(luka.locator('main')).not.toContainText('ukulele');
    },
  );
});

/** Mails about the list wait for the morning; a walk at night cannot. */
async function byDay(): Promise<void> {
  const database = { host: process.env['BUNTING_SOCKET'], user: 'bunting', database: 'bunting' };
  const client = new pg.Client(database);
  await client.connect();
  await client.query(
    `update graphile_worker._private_jobs j set run_at = now() from graphile_worker._private_tasks t
     where t.id = j.task_id and t.identifier in ('need.gone', 'need.thanked') and j.run_at > now()`,
  );
  await client.end();
}

/** One thing of a list, by what it is called. */
function line(page: Page, called: string): Locator {
  return page.locator('.need').filter({ has: page.getByRole('heading', { name: called, exact: true }) });
}
