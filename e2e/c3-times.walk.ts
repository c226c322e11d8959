import type { Locator, Page } from '@playwright/test';
import {
  alsoAs,
  atLength,
  expect,
  fillPlan,
  inDays,
  inviteOnly,
  openCircle,
  otherTwoWays,
  planParty,
  sendInvitations,
  signIn,
  test,
  tryAs,
  twoWays,
  walk,
} from './people.ts';

walk(twoWays, () => {
  test('a host sees days warmer and cooler and not why, a day leads into the plan, and a move is looked at by the same light', async ({
    page,
    someone,
  }) => {
    // Ellie’s party asks the whole class for a Saturday afternoon; Luka’s father looks for a day of his own.
    const keeper = await someone();
    await tryAs(keeper, 'keeper');
    await openCircle(keeper);
    await keeper.getByRole('link', { name: 'Holidays' }).click();
    await keeper.getByLabel('Holidays of').selectOption('No holidays');
    await keeper.getByRole('button', { name: 'Save' }).click();
    const off = weekday(3, 12);
    await keeper.getByLabel('What is it called?').fill('Teachers’ day');
    await keeper.getByLabel('First day').fill(off);
    await keeper.getByRole('button', { name: 'Add' }).click();
    await expect(keeper.locator('#school li')).toContainText('Teachers’ day');
    await expect(keeper.locator('#school li')).toContainText(inWords(off));

    await alsoAs(page, 'guest', keeper);
    const party = await madeUpDay(page);
    await page.goto('/');
    await page.getByRole('link', { name: 'Plan a party' }).click();
    await page.locator('[name=title]').fill('Luka turns six');
    await page.getByRole('button', { name: 'Which day suits?' }).click();
    await page.getByRole('button', { name: 'Show the days' }).click();
    await expect(page.locator('.legend li')).toHaveText(['suits well', 'may suit', 'many seem taken']);
    await expect(half(page, 'Afternoon', party)).toContainText('many seem taken');
    await expect(half(page, 'Morning', party)).toContainText('suits well');
    await expect(half(page, 'Afternoon', plus(party, 1))).toContainText('suits well');
    await expect(half(page, 'Afternoon', plus(party, 2))).toContainText('may suit');
    await expect(half(page, 'Afternoon', off)).toContainText('suits well');
    await expect(page.locator('.suits .half.cool')).toHaveCount(1);
    await expect(page.locator('.named-days')).toContainText('Teachers’ day');
    // Neither who nor why, and no number of them.
    await expect(page.getByText('Nobody sees who they are, or why.')).toBeVisible();
    expect(await page.locator('main').innerText()).not.toMatch(/Ellie|turning five|\d+ famil/);
    await page.getByText('The same in words').click();
    await expect(page.locator('.levels')).toContainText(`${inWords(party)}: Afternoon`);

    // The country’s holidays are the keeper’s to choose; a host sees them by name.
    await keeper.getByLabel('Holidays of').selectOption('France');
    await keeper.getByRole('button', { name: 'Save' }).click();
    await expect(keeper.getByLabel('Holidays of')).toHaveValue('FR');
    const holiday = nextHoliday();
    await lookAt(page, holiday, plus(holiday, 1));
    await expect(page.locator('.named-days')).toContainText(inWords(holiday));
    await expect(half(page, 'Morning', holiday)).toContainText('may suit');
    await lookAt(page, party, plus(party, 1));
    await half(page, 'Afternoon', plus(party, 1)).click();
    await expect(page.locator('[name=title]')).toHaveValue('Luka turns six');
    for (const [field, value] of Object.entries({ date: plus(party, 1), starts: '15:00', ends: '17:00' }))
      await expect(page.locator(`[name=${field}]`)).toHaveValue(value);
    await fillPlan(page, { title: 'Luka turns six', date: plus(party, 1), starts: '15:00', ends: '17:00' });
    await page.getByRole('button', { name: 'Next: who is invited' }).click();
    await sendInvitations(page);
    await page.getByRole('link', { name: 'Change the plan' }).click();
    await page.locator('[name=date]').fill(party);
    await page.getByRole('button', { name: 'See what changes' }).click();
    await expect(page.locator('.suit')).toHaveText('Many of your guests seem to be taken then.');
    expect(await page.locator('main').innerText()).not.toMatch(/Ellie|turning five/);
    await page.getByRole('button', { name: 'Change something else' }).click();
    await page.locator('[name=date]').fill(plus(party, 8));
    await page.getByRole('button', { name: 'See what changes' }).click();
    await expect(page.locator('.suit')).not.toHaveText(/taken/);
  });
});

walk(otherTwoWays, () => {
  test(
    'families mark when they are not free; three make a time cool for a list of six, and two do not',
    atLength,
    async ({ page, someone }) => {
      const at = await tryAs(page, 'host');
      const sunday = weekday(7, 9);
      const families = await threeFamilies(page, someone, at('sevgi'));
      for (const family of families) {
        await openTaken(family, 'Class 1B');
        await markTaken(family, sunday, 'The whole day');
      }
      // One of the three is free again in the morning.
      const [luka] = families;
      await marked(luka, sunday, 'Morning').getByRole('button', { name: 'Free again' }).click();
      await expect(marked(luka, sunday, 'Morning')).toHaveCount(0);
      await expect(marked(luka, sunday, 'Afternoon')).toHaveCount(1);

      await planFor(page, 'Luka', 'Priya', 'Ibo', 'Elif', 'Uma', 'Hana');
      await lookAt(page, sunday, sunday);
      await expect(half(page, 'Afternoon', sunday)).toContainText('many seem taken');
      await expect(half(page, 'Morning', sunday)).not.toContainText('taken');
      expect(await page.locator('main').innerText()).not.toMatch(/Luka|Ivan|Anjali|Sevgi|marked/);
    },
  );
});

walk(['on a phone'], () => {
  test(
    'what a family marked in another circle counts here by its own word alone',
    atLength,
    async ({ page, someone }) => {
      const at = await tryAs(page, 'host');
      const families = await threeFamilies(page, someone, at('sevgi'));
      const list = [
        'child,parent,e-mail',
        `Luka,Ivan,${at('ivan')}`,
        `Priya,Anjali,${at('anjali')}`,
        `Ibo,Sevgi,${at('sevgi')}`,
      ];
      await startFootball(families[1], list.join('\n'));
      const sunday = weekday(7, 9);
      const later = plus(sunday, 28);
      for (const family of families) {
        await openTaken(family, 'Football');
        await markTaken(family, sunday, 'Afternoon');
        await markTaken(family, later, 'Afternoon');
      }
      await planFor(page, 'Luka', 'Priya', 'Ibo', 'Elif', 'Uma', 'Hana');
      await lookAt(page, sunday, sunday);
      await expect(half(page, 'Afternoon', sunday)).not.toContainText('taken');
      for (const family of families) {
        await openTaken(family, 'Class 1B');
        await expect(family.getByLabel('Count my other circles here too')).not.toBeChecked();
        await family.getByLabel('Count my other circles here too').check();
        await family.getByRole('button', { name: 'Save' }).click();
        await expect(family.getByLabel('Count my other circles here too')).toBeChecked();
      }
      // The same days say the same for a day, and four weeks later are days of another season.
      await lookAt(page, later, later);
      await expect(half(page, 'Afternoon', later)).toContainText('many seem taken');
      await expect(half(page, 'Morning', later)).not.toContainText('taken');
      expect(await page.locator('main').innerText()).not.toMatch(/Football|Luka|Ivan|Anjali|Sevgi/);
    },
  );
});

type Three = [luka: Page, priya: Page, ibo: Page];

/** The families of Luka, Priya and Ibo in the class of a page, each in a browser of its own. */
async function threeFamilies(page: Page, someone: () => Promise<Page>, third: string): Promise<Three> {
  const [luka, priya, ibo] = [await someone(), await someone(), await someone()];
  await alsoAs(luka, 'guest', page);
  await alsoAs(priya, 'keeper', page);
  await ibo.goto('/sign-in');
  await signIn(ibo, third);
  await expect(ibo.getByText(third)).toBeVisible();
  return [luka, priya, ibo];
}

/** A draft for these children, and then the page on which its days are looked at. */
async function planFor(host: Page, ...children: string[]): Promise<void> {
  await planParty(host);
  await inviteOnly(host, ...children);
  await host.getByRole('button', { name: 'Next: look at it' }).click();
  await host.getByRole('link', { name: 'Go back' }).click();
  await host.getByRole('link', { name: 'Go back' }).click();
  await host.getByRole('button', { name: 'Which day suits?' }).click();
}

/** The day of the party that is under way, as the invitation says it. */
async function madeUpDay(guest: Page): Promise<string> {
  await guest.getByRole('link', { name: 'Ellie is turning five' }).click();
  const said = await guest.locator('main').innerText();
  for (let days = 10; days < 18; days += 1) if (said.includes(inWords(inDays(days)))) return inDays(days);
  throw new Error('no day of the party');
}

async function startFootball(keeper: Page, list: string): Promise<void> {
  await keeper.goto('/circles/new');
  await keeper.getByLabel('What is it called?').fill('Football');
  await keeper.getByLabel('Where is it?').fill('Mill Park');
  await keeper.getByLabel('Time zone').selectOption('Europe/London');
  await keeper.getByRole('button', { name: 'Start the circle' }).click();
  await keeper.getByRole('link', { name: 'Import a class list' }).click();
  const file = { name: 'football.csv', mimeType: 'text/csv', buffer: Buffer.from(list) };
  await keeper.getByLabel('The file').setInputFiles(file);
  await keeper.getByRole('button', { name: 'Look at it first' }).click();
  await keeper.getByLabel('I may use this list').check();
  await keeper.getByRole('button', { name: 'Take them in' }).click();
  await expect(keeper.getByText('3 children in 3 families')).toBeVisible();
}

async function openTaken(family: Page, circle: string): Promise<void> {
  await family.goto('/');
  const card = family
    .locator('section.card')
    .filter({ has: family.getByRole('heading', { name: circle, exact: true }) });
  await card.getByRole('link', { name: 'When you are not free' }).click();
  await expect(family.getByRole('heading', { level: 1 })).toHaveText('When you are not free');
}

async function markTaken(family: Page, day: string, part: string): Promise<void> {
  await family.getByLabel('Day', { exact: true }).fill(day);
  await family.getByLabel(part, { exact: true }).check();
  await family.getByRole('button', { name: 'Mark as taken' }).click();
  await expect(marked(family, day, 'Afternoon')).toHaveCount(1);
}

function marked(family: Page, day: string, part: string): Locator {
  return family.locator('.rows li').filter({ hasText: `${inWords(day)}, ${part}` });
}

async function lookAt(host: Page, from: string, to: string): Promise<void> {
  await host.getByLabel('From', { exact: true }).fill(from);
  await host.getByLabel('To', { exact: true }).fill(to);
  await host.getByRole('button', { name: 'Show the days' }).click();
  await expect(host.locator('.suits')).toBeVisible();
}

function half(host: Page, part: 'Morning' | 'Afternoon', day: string): Locator {
  return host.locator('.suits').getByRole('link', { name: new RegExp(`^${part} ${inWords(day)}:`) });
}

function plus(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** The next of the holidays that France has on the same day each year. */
function nextHoliday(): string {
  const year = Temporal.Now.plainDateISO('Europe/London').year;
  const days = ['05-01', '08-15', '11-01', '12-25'].flatMap((day) => [
    `${year}-${day}`,
    `${year + 1}-${day}`,
  ]);
  return days.toSorted().find((day) => day > inDays(1)) ?? '';
}

/** The first such day of the week (Monday is 1) that is so many days away, or more. */
function weekday(wanted: number, from: number): string {
  const day = Temporal.PlainDate.from(inDays(from));
  return plus(day.toString(), (7 + wanted - day.dayOfWeek) % 7);
}

function inWords(day: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
  return format.format(new Date(`${day}T12:00`)).replace(',', '');
}
