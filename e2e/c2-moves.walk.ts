import type { Locator, Page } from '@playwright/test';
import type { Email } from 'postal-mime';
import {
  atLength,
  calendarIn,
  countMails,
  expect,
  familyLink,
  guestLine,
  hostList,
  inDays,
  inviteOnly,
  mailTo,
  openEnvelope,
  otherTwoWays,
  planParty,
  sendInvitations,
  test,
  tiles,
  walk,
  wholeMail,
} from './people.ts';

walk(otherTwoWays, () => {
  test('a correction tells nobody; a move is looked at first, reaches every family, and the host sees who has not seen it', async ({
    page,
    asHost,
    someone,
    renew,
  }) => {
    const at = await asHost(page);
    const film = await planParty(page);
    await inviteOnly(page, 'Luka', 'Elif', 'Uma', 'Goran');
    await sendInvitations(page);
    const first = await mailTo(at('ivan'), `Luka: ${film}`);
    const luka = await someone();
    await openEnvelope(luka, familyLink(first));
    await luka.getByRole('button', { name: 'Yes, Luka is coming' }).click();
    await expect(luka.getByText('7 Hidden Lane')).toBeVisible();
    const elif = await someone();
    await openEnvelope(elif, familyLink(await mailTo(at('deniz'), `Elif: ${film}`)));
    await elif.getByRole('button', { name: 'Not this time', exact: true }).click();
    await expect(elif.getByRole('heading', { name: 'Not this time for Elif' })).toBeVisible();

    await changePlan(page, { greeting: 'Bring a cushion.' });
    await expect(page.getByText('This is a small correction. Nobody gets a mail.')).toBeVisible();
    await expect(changed(page, 'A greeting')).toContainText('Bring a cushion.');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(tiles(page)).toHaveText(['1', '1', '1', '1']);
    await luka.reload();
    await expect(luka.getByText('Bring a cushion.')).toBeVisible();
    await expect(luka.getByRole('heading', { name: 'Lovely, Luka is coming' })).toBeVisible();

    // To a Saturday: free, as far as anybody can know.
    const saturday = nextSaturday();
    await changePlan(page, { date: saturday });
    await expect(page.getByRole('heading', { name: 'This is news for your guests' })).toBeVisible();
    await expect(changed(page, 'When')).toContainText(`${Number(saturday.slice(8))} `);
    await expect(page.getByText('4 families are told: 3 by mail, one on paper.')).toBeVisible();
    await expect(page.getByText('One family has no e-mail: please tell it yourself.')).toBeVisible();
    await expect(
      page.getByText('Whoever has said yes is asked once more. Until then it does not count.'),
    ).toBeVisible();
    await expect(page.locator('.suit')).toHaveText(/guests/);
    // Nothing is saved by looking.
    await luka.reload();
    await expect(luka.getByRole('heading', { name: 'It has moved' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Save and tell everybody' }).click();

    // Every family is told, the no and the silent one too.
    await expect(page.getByRole('heading', { name: '3 families have not seen the news yet' })).toBeVisible();
    await expect(page.getByText('0 of 4 families have seen it.')).toBeVisible();
    await expect(page.locator('.tile')).toContainText([
      'coming',
      'yes to the old plan',
      'not this time',
      'no answer yet',
      'not reached',
    ]);
    await expect(tiles(page)).toHaveText(['0', '1', '1', '1', '1']);
    await expect(hostList(page, 'yes to the old plan')).toContainText('Luka');
    const moved = await mailTo(at('ivan'), `Moved: ${film}`, /You said yes to the old plan for Luka/);
    expect(moved.text).toMatch(/Before: .*7:30 pm/);
    expect(sequence(moved)).toBeGreaterThan(sequence(first));
    expect(uid(moved)).toBe(uid(first));
    for (const adult of ['deniz', 'ravi']) {
      const told = await mailTo(at(adult), `Moved: ${film}`);
      expect(sequence(told)).toBeGreaterThan(sequence(first));
      expect(wholeMail(told)).not.toContain('Hidden Lane');
    }
    // The invitation, the answer, the move: the correction was no mail.
    expect(await countMails(at('ivan'), film)).toBe(3);

    // The family that has said yes confirms it with one press.
    await luka.reload();
    await expect(luka.getByRole('heading').first()).toHaveText('It has moved');
    await expect(luka.getByRole('heading', { name: 'You said yes to the old plan for Luka' })).toBeVisible();
    await luka.getByRole('button', { name: 'Yes, Luka is still coming' }).click();
    await expect(luka.getByRole('heading', { name: 'Lovely, Luka is coming' })).toBeVisible();
    await expect(luka.getByRole('heading', { name: 'It has moved' })).toHaveCount(0);
    await renew(page);
    await expect(tiles(page)).toHaveText(['1', '1', '1', '1']);
    await expect(page.getByText('1 of 4 families have seen it.')).toBeVisible();
    // Whoever said no reads it first as well, and is asked nothing.
    await elif.reload();
    await expect(elif.getByRole('heading').first()).toHaveText('It has moved');
    await expect(elif.getByText('You need not do anything.')).toBeVisible();
    await expect(elif.getByRole('button', { name: 'We have seen it' })).toHaveCount(0);
    await expect(page.getByText('One family who said “not this time”')).toBeVisible();
    // The silent one opens its first mail, and reads the news all the same.
    const uma = await someone();
    await openEnvelope(uma, familyLink(await mailTo(at('ravi'), `Uma: ${film}`)));
    await expect(uma.getByRole('heading').first()).toHaveText('It has moved');
    await expect(uma.getByRole('button', { name: 'Yes, Uma is coming' })).toBeVisible();
    // The press that opened the envelope is its receipt.
    await expect(uma.getByRole('button', { name: 'We have seen it' })).toHaveCount(0);
    await renew(page);
    await expect(page.getByRole('heading', { name: 'One family has not seen the news yet' })).toBeVisible();
    // The family without an address is told by the host.
    await unseen(page, 'Goran').getByRole('button', { name: 'I told them' }).click();
    await expect(page.getByText('Everybody has seen the news')).toBeVisible();
    await expect(guestLine(page, 'Luka')).not.toContainText('to the old plan');
  });

  test(
    'a new door is told to who said yes; a party called off is told to everybody, with receipts',
    atLength,
    async ({ page, asHost, someone, renew }) => {
      const at = await asHost(page);
      const film = await planParty(page);
      await inviteOnly(page, 'Luka', 'Elif', 'Aria');
      await sendInvitations(page);
      const first = await mailTo(at('ivan'), `Luka: ${film}`);
      const luka = await someone();
      await openEnvelope(luka, familyLink(first));
      await luka.getByRole('button', { name: 'Yes, Luka is coming' }).click();
      await expect(luka.getByText('7 Hidden Lane')).toBeVisible();
      await changePlan(page, { address: '9 Other Street' });
      await expect(page.getByText('3 families are told: 2 by mail, one on paper.')).toBeVisible();
      // An hour that is left as it was need not suit anew.
      await expect(page.locator('.suit')).toHaveCount(0);
      await page.getByRole('button', { name: 'Save and tell everybody' }).click();
      expect((await mailTo(at('ivan'), `New place: ${film}`)).text).toContain('9 Other Street');
      const silent = await mailTo(at('deniz'), `New place: ${film}`);
      expect(silent.text).toContain('The address comes with your yes.');
      expect(wholeMail(silent)).not.toMatch(/Hidden Lane|Other Street/);

      await page.getByText('Call the party off').click();
      await page.getByRole('button', { name: 'Call it off and tell everybody' }).click();
      await expect(
        page.getByRole('heading', { name: '3 families have not seen yet that it is off' }),
      ).toBeVisible();
      for (const adult of ['ivan', 'deniz']) {
        const off = await mailTo(at(adult), `Called off: ${film}`);
        expect(calendarIn(off)).toContain('STATUS:CANCELLED');
        expect(sequence(off)).toBeGreaterThan(sequence(silent));
        expect(wholeMail(off)).not.toMatch(/Hidden Lane|Other Street/);
      }
      await luka.reload();
      await expect(luka.getByRole('heading').first()).toHaveText('The party is called off');
      await expect(luka.getByText(/Hidden Lane|Other Street/)).toHaveCount(0);
      await luka.getByRole('button', { name: 'We have seen it' }).click();
      await expect(luka.getByRole('button', { name: 'We have seen it' })).toHaveCount(0);
      await renew(page);
      await expect(page.getByText('1 of 3 families have seen it.')).toBeVisible();
      await unseen(page, 'Aria').getByRole('button', { name: 'I told them' }).click();
      await expect(
        page.getByRole('heading', { name: 'One family has not seen yet that it is off' }),
      ).toBeVisible();
      await expect(page.getByText('2 of 3 families have seen it.')).toBeVisible();
    },
  );
});

/** From the host's page to the look before saving. */
async function changePlan(page: Page, plan: Record<string, string>): Promise<void> {
  await page.getByRole('link', { name: 'Change the plan' }).click();
  for (const [name, value] of Object.entries(plan)) await page.locator(`[name=${name}]`).fill(value);
  await page.getByRole('button', { name: 'See what changes' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This is what changes');
}

function changed(page: Page, what: string): Locator {
  return page.locator('.changed li').filter({ hasText: what });
}

function unseen(page: Page, child: string): Locator {
  return page.locator('.waiting li').filter({ hasText: child });
}

function sequence(mail: Email): number {
  return Number(/^SEQUENCE:(\d+)/m.exec(calendarIn(mail))?.[1]);
}

function uid(mail: Email): string {
  return /^UID:\S+/m.exec(calendarIn(mail))?.[0] ?? 'none';
}

function nextSaturday(): string {
  const day = Temporal.PlainDate.from(inDays(40));
  return day.add({ days: (13 - day.dayOfWeek) % 7 }).toString();
}
