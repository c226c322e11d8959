import type { Page } from '@playwright/test';
import pg from 'pg';
import {
  accessible,
  everyWay,
  expect,
  expectNoSidewaysScroll,
  familyLink,
  inDays,
  inviteOnly,
  linkIn,
  mailTo,
  openEnvelope,
  planParty,
  sendInvitations,
  test,
  walk,
} from './people.ts';

walk(everyWay, () => {
  test('the host sees how many will come, says how many would be nice, and is told in time of a quiet party', async ({
    page,
    asHost,
    someone,
    renew,
  }) => {
    const at = await asHost(page);
    const film = await planParty(page, { date: inDays(2) });
    await inviteOnly(page, 'Luka', 'Elif', 'Noor', 'Hana', 'Wren', 'Rosa');
    await sendInvitations(page);
    const part = page.locator('.forecast');
    // Nobody has answered, and it is the day after tomorrow.
    await expect(part).toContainText('quiet party');
    for (const [name, child] of [
      ['ivan', 'Luka'],
      ['deniz', 'Elif'],
      ['karim', 'Noor'],
    ] as const) {
      const guest = await someone();
      await openEnvelope(guest, familyLink(await mailTo(at(name), `${child}: ${film}`)));
      await guest.getByRole('button', { name: /^Yes, / }).click();
      await expect(guest.getByRole('heading', { name: `${child} is coming` })).toBeVisible();
    }
    await renew(page);
    await expect(part.getByText(/Probably \d to \d children/)).toBeVisible();
    await expect(part.locator('.bars')).toBeVisible();
    await expect(part.locator('.bars')).toHaveAttribute('aria-hidden', 'true');
    // No bar and no word is about a child.
    for (const child of ['Luka', 'Elif', 'Noor', 'Hana']) await expect(part).not.toContainText(child);
    await accessible(page);

    await part.getByRole('link').click();
    await expect(page).toHaveURL(/\/forecast$/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Probably \d to \d children$/);
    await expect(page.getByText('3 children are coming, of 6 who are asked.')).toBeVisible();
    await expect(page.getByText(/fewer than 3 children\./).first()).toBeVisible();
    await expectNoSidewaysScroll(page);
    await accessible(page);

    // By the keyboard alone.
    await page.getByLabel('How many children would be nice?').fill('0');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Please write a number from 1 to 99.')).toBeVisible();
    await page.getByLabel('How many children would be nice?').fill('6');
    await page.keyboard.press('Enter');
    await expect(page.getByText(/fewer than 6 children/).first()).toBeVisible();
    await expect(page.getByRole('heading', { name: 'It will probably be a quiet party' })).toBeVisible();
    const ways = page.locator('.ways h3');
    await expect(ways).toHaveText([
      'Ask those who have not answered',
      'Open the door to children nearby',
      'Open a wall for cards and hearts',
    ]);
    await expectNoSidewaysScroll(page);
    await accessible(page);

    await tellNow(page);
    const told = await mailTo(at('maya'), `It will probably be a quiet party: ${film}`);
    const text = told.text ?? '';
    const order = ['Ask those who have not answered', 'Open the door to children nearby', 'Look closer'];
    const places = order.map((way) => text.indexOf(way));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places[0]).toBeGreaterThan(0);
    expect(text).toContain('3 children are coming, of 6 who are asked.');
    for (const child of ['Luka', 'Elif', 'Noor', 'Hana']) expect(text).not.toContain(child);
    await page.goto(linkIn(told, /\/forecast#ask$/));
    await expect(page.locator('#ask')).toContainText('You can remind those who have not answered from');
  });
});

/** A walk cannot wait for an hour of peace in the waking hours: the mail that follows them is asked for now. */
async function tellNow(page: Page): Promise<void> {
  const party = /[0-9a-f-]{36}/.exec(new URL(page.url()).pathname)?.[0] ?? '';
  const client = new pg.Client({ host: process.env['BUNTING_SOCKET'], user: 'bunting', database: 'bunting' });
  await client.connect();
  await client.query(
    `select graphile_worker.add_job('forecast.mail', json_build_object('circle', circle_id, 'party', id, 'level', '60'))
     from party where id = $1`,
    [party],
  );
  await client.end();
}
