import type { Page } from '@playwright/test';
import {
  accessible,
  asSeen,
  calendarIn,
  everyWay,
  expect,
  expectNoSidewaysScroll,
  inDays,
  linkIn,
  mailTo,
  test,
  tryAs,
  walk,
  wholeMail,
} from './people.ts';

// Families nearby are asked by day: the circles of this walk lie where it is day now.
const zones = ['Europe/London', 'America/New_York', 'Pacific/Auckland', 'Asia/Tokyo', 'America/Los_Angeles'];
const byDay = (): string =>
  zones.find((zone) => {
    const { hour } = Temporal.Now.zonedDateTimeISO(zone);
    return hour >= 9 && hour < 18;
  }) ?? 'Europe/London';

/** A circle of somebody's own with these families in it; gives back its address. */
async function startCircle(page: Page, name: string, families: [string, string, string][]): Promise<string> {
  await page.goto('/circles/new');
  await page.getByLabel('What is it called?').fill(name);
  await page.getByLabel('Where is it?').fill('Oak Street');
  await page.getByLabel('Time zone').selectOption(byDay());
  await page.locator('main form button.filled').click();
  const at = new URL(page.url()).pathname.split('?')[0] ?? '';
  for (const [child, adult, address] of families) {
    await page.goto(`${at}/families/new`);
    await page.locator('[name=children]').fill(child);
    await page.locator('[name=adult-name-1]').fill(adult);
    await page.locator('[name=adult-address-1]').fill(address);
    await page.getByRole('button', { name: 'Save' }).click();
  }
  return at;
}

/** Its keeper says where it is, roughly. */
async function sayWhere(page: Page, at: string, place: string): Promise<void> {
  await page.goto(`${at}/neighbours`);
  await page.getByLabel('A link from a map, or two numbers').fill(place);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('We know it, to about a kilometre')).toBeVisible();
}

async function wishToBeAsked(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: 'Asked by families nearby' }).click();
  await page.getByRole('link', { name: 'Yes, ask us' }).last().click();
  await page.getByLabel('1 km north and 1 km east').check();
  await page.getByLabel('Age of the youngest').fill('4');
  await page.getByLabel('Age of the oldest').fill('6');
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Ask us' }).click();
  await expect(page.getByText('We ask you when there is room nearby')).toBeVisible();
}

async function openLastParty(page: Page, at: string): Promise<string> {
  await page.goto(`${at}/parties/new`);
  const plan = { title: 'Hidden title', date: inDays(9), starts: '15:00', ends: '17:00' };
  for (const [name, text] of Object.entries({ ...plan, area: 'By Hidden School', address: '7 Hidden Lane' }))
    await page.locator(`[name=${name}]`).fill(text);
  await page.getByRole('button', { name: 'Next: who is invited' }).click();
  await page.getByRole('button', { name: 'Next: look at it' }).click();
  await page.getByRole('button', { name: 'Send the invitations' }).click();
  await page.getByRole('button', { name: 'Send them now' }).click();
  await expect(page.getByRole('button', { name: 'Send them now' })).toHaveCount(0);
  return new URL(page.url()).pathname;
}

walk(everyWay, () => {
  test('the open door: asked nearby, offered, accepted, and who is next in line moves up', async ({
    page,
    someone,
  }) => {
    test.setTimeout(90_000);
    const host = await tryAs(page, 'host');
    const own = host('maya');
    const club = await startCircle(page, 'Hidden circle', [
      ['Zuri', 'Maya', own],
      ['Teo', 'Teo’s father', host('teo')],
    ]);
    // Each walk is somewhere else, so that none asks the families of another.
    const place = `${(Math.random() * 60).toFixed(4)}, ${(Math.random() * 170).toFixed(4)}`;
    await sayWhere(page, club, place);

    // Two families of another made-up class live next door, and would like to be asked.
    const [one, two, keeper] = [await someone(), await someone(), await someone()];
    const neighbour = await tryAs(keeper, 'keeper');
    const street = await startCircle(keeper, 'Oak Street', [
      ['Ada', 'Ada’s mother', neighbour('ivan')],
      ['Ben', 'Ben’s father', neighbour('anjali')],
    ]);
    await sayWhere(keeper, street, place);
    await one.context().addCookies(await keeper.context().cookies());
    await tryAs(one, 'guest');
    await wishToBeAsked(one);
    await wishToBeAsked(keeper);
    const [asked, alsoAsked] = [neighbour('ivan'), neighbour('anjali')];

    const party = await openLastParty(page, club);
    await page.getByRole('link', { name: 'Open the door' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('The open door');
    await expect(page.getByLabel('What is your child called?')).toHaveValue('Zuri');
    await page.getByLabel('How old').fill('5');
    await page.getByLabel('Room for how many children?').fill('1');
    await page.getByLabel('What does your child love?').fill('dinosaurs');
    await expectNoSidewaysScroll(page);
    await accessible(page);
    await page.getByRole('button', { name: 'Open the door' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your door is open');

    const call = await mailTo(asked, 'Zuri is turning 5');
    expect(asSeen(wholeMail(call))).not.toMatch(/Hidden|Maya|Teo/);
    expect(call.text).toContain('About 1 km from you');
    await one.goto(linkIn(call, /\/door\//));
    await expect(one.getByText('Loves: dinosaurs')).toBeVisible();
    await expect(one.getByText('A grown-up of each family stays')).toBeVisible();
    await offer(one, 'Ada and mother', 'a face-painting kit');
    await expect(one.getByText('They know that you would come.')).toBeVisible();
    await expect(one.locator('main')).not.toContainText('Hidden');
    await expectNoSidewaysScroll(one);
    await accessible(one);

    await page.goto(`${party}/door`);
    await expect(page.getByText('2 families were asked so far.')).toBeVisible();
    await expect(page.getByText('They bring: a face-painting kit')).toBeVisible();
    await page.getByRole('button', { name: 'Yes, come: Ada and mother' }).click();
    await expect(page.getByText('One child comes by the open door. There is room for 1.')).toBeVisible();
    await accessible(page);

    const yes = await mailTo(asked, 'You are coming to Zuri');
    expect(yes.text).toContain('7 Hidden Lane');
    expect(calendarIn(yes)).toContain('7 Hidden Lane');
    expect(wholeMail(yes)).not.toMatch(/Hidden (?:title|circle|School)/);
    await one.reload();
    await expect(one.getByText('You have a place.')).toBeVisible();
    await expect(one.locator('main')).toContainText('7 Hidden Lane');

    // The next in line has the host’s yes, and waits.
    await two.goto(linkIn(await mailTo(alsoAsked, 'Zuri is turning 5'), /\/door\//));
    await expect(two.getByText('All places are taken right now.')).toBeVisible();
    await offer(two, 'Ben', '');
    await page.reload();
    await page.getByRole('button', { name: 'Yes, come: Ben' }).click();
    await expect(page.getByRole('heading', { name: 'Next in line' })).toBeVisible();
    await two.reload();
    await expect(two.getByText('They know that you would come.')).toBeVisible();

    // One press, and who was next has the place.
    await one.getByRole('button', { name: 'We cannot come after all' }).click();
    await expect(one.getByRole('heading', { level: 1 })).toHaveText('That is fine');
    await two.reload();
    await expect(two.getByText('You have a place.')).toBeVisible();
    await expect(two.locator('main')).toContainText('7 Hidden Lane');
    expect((await mailTo(alsoAsked, 'You are coming to Zuri')).text).toContain('7 Hidden Lane');
    await page.reload();
    await expect(page.locator('main')).toContainText('Ben');
    await expect(page.locator('main')).not.toContainText('Ada');

    await page.getByRole('button', { name: 'Close the door' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('The open door');
    await expect(page.locator('main')).toContainText('Ben');
    await two.reload();
    await expect(two.locator('main')).toContainText('7 Hidden Lane');
  });
});

async function offer(page: Page, name: string, brings: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Do you bring something?').fill(brings);
  await page.getByRole('button', { name: 'We would come' }).click();
}
