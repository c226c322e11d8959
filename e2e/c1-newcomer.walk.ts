import type { Page } from '@playwright/test';
import type { Email } from 'postal-mime';
import {
  alsoAs,
  asSeen,
  atLength,
  calendarIn,
  countMails,
  expect,
  familyLink,
  guestLine,
  linkIn,
  mailTo,
  openCircle,
  openEnvelope,
  openMadeUpParty,
  planParty,
  sendInvitations,
  test,
  tiles,
  tryAs,
  twoWays,
  walk,
} from './people.ts';

const ellie = 'Ellie is turning five';

walk(twoWays, () => {
  test('a family that joins is asked at once to what is ahead, as its child and its group are, and sees no sign of coming late', async ({
    page,
    someone,
  }) => {
    const at = await tryAs(page, 'host');
    const keeper = await someone();
    await alsoAs(keeper, 'keeper', page);
    await openCircle(keeper);
    await keeper.getByRole('link', { name: 'Rule and groups' }).click();
    await keeper.getByRole('link', { name: 'Name a group' }).click();
    await keeper.getByLabel('What is the group called?').fill('Table 3');
    for (const child of ['Uma', 'Elif', 'Hana']) await keeper.getByRole('checkbox', { name: child }).check();
    await keeper.getByRole('button', { name: 'Save' }).click();
    await expect(keeper.getByText('3 children')).toBeVisible();
    const film = await planParty(page);
    await page.getByRole('button', { name: 'Table 3' }).click();
    await expect(
      page.getByText('All of Table 3 is on your list. Who joins it later is invited too.'),
    ).toBeVisible();
    await sendInvitations(page);
    await expect(tiles(page)).toHaveText(['0', '0', '3', '0']);

    const nils = await someone();
    await askToJoin(nils, keeper, at('astrid'));
    await keeper.getByRole('button', { name: 'Let them in' }).click();
    await expect(keeper.getByText('They are in the circle now')).toBeVisible();
    const whole = await mailTo(at('astrid'), `Ellie invites Nils: ${ellie}`);
    expect(sameWords(whole, 'Nils')).toEqual(sameWords(await mailTo(at('ravi'), `Uma: ${ellie}`), 'Uma'));
    expect(await countMails(at('astrid'), film)).toBe(0);

    await keeper.getByRole('link', { name: 'Rule and groups' }).click();
    await keeper.getByRole('link', { name: 'Table 3' }).click();
    await keeper.getByRole('checkbox', { name: 'Nils' }).check();
    await keeper.getByRole('button', { name: 'Save' }).click();
    const group = await mailTo(at('astrid'), `Ellie invites Nils: ${film}`);
    const uma = await mailTo(at('ravi'), `Ellie invites Uma: ${film}`);
    expect(sameWords(group, 'Nils')).toEqual(sameWords(uma, 'Uma'));
    const other = await someone();
    await openEnvelope(other, familyLink(uma));
    await openEnvelope(nils, familyLink(group));
    expect(await wordsOf(nils, 'Nils')).toBe(await wordsOf(other, 'Uma'));
    await page.reload();
    await expect(tiles(page)).toHaveText(['0', '0', '4', '0']);

    // The whole class is as it was, and one more; a second child of theirs stands in the same envelope.
    await openEnvelope(nils, familyLink(whole));
    await expect(nils.getByText('The whole class is invited')).toBeVisible();
    await openCircle(keeper);
    await keeper.locator('.family', { hasText: 'Nils' }).click();
    await keeper.getByLabel('More children').fill('Maja');
    await keeper.getByRole('button', { name: 'Save' }).click();
    const added = await mailTo(
      at('astrid'),
      `Maja: ${ellie}`,
      /The invitation that you have now also asks for Maja/,
    );
    expect(familyLink(added)).toBe(familyLink(whole));
    await nils.reload();
    for (const child of ['Nils', 'Maja'])
      await expect(nils.getByRole('button', { name: `Yes, ${child} is coming` })).toBeVisible();
    await page.goto('/');
    await openMadeUpParty(page);
    for (const child of ['Nils', 'Maja']) await expect(guestLine(page, child)).toHaveCount(1);
    // One that the host asked by name is not asked twice, and nobody joins a group by being somebody’s sister.
    expect(await countMails(at('astrid'), film)).toBe(1);
    expect(await countMails(at('ravi'), ellie)).toBe(1);
  });

  test(
    'a family that leaves keeps its yes until it says otherwise, and loses what it has not answered',
    atLength,
    async ({ page, someone, renew }) => {
      const at = await tryAs(page, 'host');
      const film = await planParty(page);
      await sendInvitations(page);
      const luka = await someone();
      const open = await mailTo(at('ivan'), `Ellie invites Luka: ${film}`);
      const kept = await mailTo(at('ivan'), `Ellie invites Luka: ${ellie}`);
      await openEnvelope(luka, familyLink(kept));
      await luka.getByRole('button', { name: 'Yes, Luka is coming' }).click();
      await expect(luka.getByText('12 Maple Street')).toBeVisible();

      await luka.goto(linkIn(open, /\/leave\//));
      await luka.getByRole('button', { name: 'Take us off the list' }).click();
      await expect(luka.getByRole('heading', { name: 'You are off the list' })).toBeVisible();
      // What it had not answered is gone, for the family and for the host.
      expect((await luka.goto(familyLink(open)))?.status()).toBe(404);
      await renew(page);
      await expect(tiles(page)).toHaveText(['0', '0', '21', '3']);
      await expect(guestLine(page, 'Luka')).toHaveCount(0);

      await page.goto('/');
      await openMadeUpParty(page);
      await expect(tiles(page).first()).toHaveText('10');
      await expect(guestLine(page, 'Luka')).toHaveCount(1);
      await openEnvelope(luka, familyLink(kept));
      await expect(luka.getByRole('heading', { name: 'Lovely, Luka is coming' })).toBeVisible();
      await expect(luka.getByText('12 Maple Street')).toBeVisible();
      await luka.getByText('Change the answer').click();
      await luka.getByRole('button', { name: 'We cannot come after all' }).click();
      await expect(luka.getByText('12 Maple Street')).toHaveCount(0);
      await renew(page);
      await expect(tiles(page).first()).toHaveText('9');
    },
  );
});

/** A family writes itself down by the keeper's link; the keeper's page shows it at the door. */
async function askToJoin(family: Page, keeper: Page, address: string): Promise<void> {
  await openCircle(keeper);
  await keeper.getByText('Show the link').click();
  await family.goto((await keeper.locator('.join a').textContent()) ?? '');
  await family.getByLabel('Children').fill('Nils');
  await family.getByLabel('Your name').fill('Astrid');
  await family.getByLabel('E-mail address').fill(address);
  await family.getByRole('button', { name: 'Ask to join' }).click();
  await expect(family.getByRole('heading', { name: 'Thank you' })).toBeVisible();
  await keeper.reload();
}

/**
 * What a mail says, but for whom it is: who came late reads the same as who was there. The number by which calendars tell
 * old from new is not shown to people (docs/decisions/0013).
 */
function sameWords(mail: Email, child: string): string[] {
  const shown = calendarIn(mail).replace(/^(?:DTSTAMP|SEQUENCE|ORGANIZER|ATTENDEE)\b.*$/gm, '');
  return [mail.subject ?? '', mail.text ?? '', shown].map((text) => unnamed(text, child));
}

async function wordsOf(guest: Page, child: string): Promise<string> {
  return unnamed(asSeen(await guest.locator('main').innerText()), child);
}

function unnamed(text: string, child: string): string {
  return text.replaceAll(child, 'the child').replace(/https?:\/\/\S+/g, 'a link');
}
