import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { zipSync, strToU8 } from 'fflate';
import {
  atLength,
  codeFor,
  expect,
  expectNoSidewaysScroll,
  familyLink,
  fillPlan,
  linkIn,
  mailTo,
  openEnvelope,
  planParty,
  signIn,
  test,
  tryAs,
  twoWays,
  walk,
} from './people.ts';

const longest = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(4).slice(0, 120);
const exotic = ['محمد صالح', '🦄🎈', 'Ø', longest, 'D’Arcy O\'Neill "Bo"', '<b>Bobby</b>'];

walk(twoWays, () => {
  test('a newcomer starts a circle with a code from the mail and takes a class list in, after having looked at it', async ({
    page,
  }) => {
    const mark = randomBytes(4).toString('hex');
    const list = `First name,Last name,Date of birth,Password,Guardian name,Guardian email,Guardian phone
  Zoë,Berg,2019-03-12,geheim-7,Eva Berg,eva.${mark}@example.org,0171 555 010
  Zoë,Berg,2019-03-12,geheim-7,Tom Klein,tom.${mark}@example.org,
  Ben,Hu,2019-02-01,geheim-8,Li Hu,li.${mark}@example.org,
  Cleo,Ito,2019-06-05,geheim-9,,,`;
    const file = { name: 'class-3b.csv', mimeType: 'text/csv', buffer: Buffer.from(list) };
    await page.goto('/');
    await page.getByRole('link', { name: 'Start a circle' }).click();
    await signIn(page, `keeper.${mark}@example.org`);
    await page.getByLabel('What is it called?').fill('Class 3b');
    await page.getByLabel('Where is it?').fill('Mill School, Leeds');
    await page.getByRole('button', { name: 'Start the circle' }).click();
    await expect(page.getByText('The circle is there. Now it needs its families.')).toBeVisible();
    const circle = page.url().replace(/\?.*/, '');

    await preview(page, file);
    await expect(
      page.getByText('3 children in 4 families. One family has no address and gets paper.'),
    ).toBeVisible();
    await expect(page.getByText('4 new families, none changed, none as before.')).toBeVisible();
    const notTaken = page.locator('.not-taken');
    for (const column of ['Password', 'Date of birth']) await expect(notTaken).toContainText(column);
    for (const column of ['First name', 'Guardian name', 'Guardian email'])
      await expect(notTaken).not.toContainText(column);
    expect(await page.content()).not.toMatch(/geheim|2019-0/);
    // Looking is not taking: the circle is still empty.
    const tab = await page.context().newPage();
    await tab.goto(circle);
    await expect(tab.getByText('No children yet in no families')).toBeVisible();
    await tab.close();

    await page.getByLabel('I may use this list').check();
    await page.getByRole('button', { name: 'Take them in' }).click();
    await expect(page.getByText('The list is in. Each new address is told by mail.')).toBeVisible();
    await expect(page.getByText('3 children in 4 families')).toBeVisible();
    await expect(page.locator('.family', { hasText: 'Zoë' })).toHaveCount(2);
    await expect(page.locator('.family', { hasText: 'two homes' })).toHaveCount(2);
    await expect(page.locator('.family', { hasText: 'on paper' })).toContainText('Cleo');
    const told = await mailTo(`eva.${mark}@example.org`, /on the list of Class 3b/);
    expect(told.text).toContain(`keeper.${mark}@example.org`);
    expect(told.text).not.toContain(`tom.${mark}`);

    await preview(page, file);
    await expect(page.getByText('Everything in this file is in the circle already.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Take them in' })).toHaveCount(0);
  });

  test(
    'a zip from the school’s program has more classes than one, and the keeper says which',
    atLength,
    async ({ page }) => {
      const at = await tryAs(page, 'keeper');
      await openCircle(page);
      await preview(page, {
        name: 'oneroster.zip',
        mimeType: 'application/zip',
        buffer: oneRoster(at('new')),
      });
      await expect(page.getByText('There are 2 classes in this file.')).toBeVisible();
      await page.getByRole('button', { name: 'Class 3b' }).click();
      await expect(page.getByText('2 children in 3 families. All have an address.')).toBeVisible();
      for (const column of ['password', 'birthDate', 'username'])
        await expect(page.locator('.not-taken')).toContainText(column);
      await expect(page.getByText('27 families of the circle are not in this file')).toBeVisible();
      expect(await page.content()).not.toMatch(/geheim|2019-03-12|Grandmother/);
      await page.getByLabel('I may use this list').check();
      await page.getByRole('button', { name: 'Take them in' }).click();
      // Who is not in the file stays.
      await expect(page.getByText('28 children in 30 families')).toBeVisible();
    },
  );

  test('a family joins by the link once the keeper has let it in, and leaves with one press', async ({
    page,
    someone,
  }) => {
    const at = await tryAs(page, 'keeper');
    await openCircle(page);
    await page.getByText('Show the link').click();
    const link = (await page.locator('.join a').textContent()) ?? '';
    const family = await someone();
    await family.goto(link);
    await expect(family.getByRole('heading', { name: 'Join Class 1B' })).toBeVisible();
    expect(await family.content()).not.toMatch(/Luka|families\.example/);
    await family.getByLabel('Children').fill('Nils\nMaja');
    await family.getByLabel('Your name').fill('Astrid');
    await family.getByLabel('E-mail address').fill(at('astrid'));
    await family.getByRole('button', { name: 'Ask to join' }).click();
    await expect(family.getByRole('heading', { name: 'Thank you' })).toBeVisible();

    await mailTo(at('anjali'), /A family would like to join Class 1B/);
    await page.reload();
    await expect(page.getByText('26 children in 27 families')).toBeVisible();
    await page.getByRole('button', { name: 'Let them in' }).click();
    await expect(page.getByText('They are in the circle now')).toBeVisible();
    await expect(page.getByText('28 children in 28 families')).toBeVisible();
    const told = await mailTo(at('astrid'), /on the list of Class 1B/);

    await page.getByText('Show the link').click();
    await page.getByRole('button', { name: 'Make a new link, end this one' }).click();
    await expect(page.getByText('There is a new link. The old one no longer works.')).toBeVisible();
    expect((await family.goto(link))?.status()).toBe(404);

    await family.goto(linkIn(told, /\/leave\//));
    await family.getByRole('button', { name: 'Take us off the list' }).click();
    await expect(family.getByRole('heading', { name: 'You are off the list' })).toBeVisible();
    await page.reload();
    await expect(page.getByText('26 children in 27 families')).toBeVisible();
  });

  test('a guest family without an account plans a party of its own', atLength, async ({ page, someone }) => {
    const at = await tryAs(await someone(), 'host');
    await openEnvelope(page, familyLink(await mailTo(at('ravi'), /invites Uma/)));
    await page.getByRole('button', { name: 'Plan a party of your own' }).click();
    await expect(page).toHaveURL(/\/code\?/);
    await page.getByLabel('Code').fill(await codeFor(at('ravi')));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('What is it, and when?');
    await fillPlan(page);
    await page.getByRole('button', { name: 'Next: who is invited' }).click();
    await expect(page.getByText('Uma’s party · step 2 of 3')).toBeVisible();
    await expect(page.getByRole('checkbox', { name: 'Ellie' })).toBeChecked();
    await expect(page.getByRole('checkbox', { name: 'Uma' })).toHaveCount(0);
  });

  test(
    'a family is written down by hand, whatever its names are, and a child may have a second home',
    atLength,
    async ({ page }) => {
      const at = await tryAs(page, 'keeper');
      await openCircle(page);
      await page.getByRole('link', { name: 'Add a family' }).click();
      await page.getByLabel('Children').fill([...exotic, `${longest}x`].join('\n'));
      await page.locator('[name=adult-name-1]').fill('Noor d’Or');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByRole('alert')).toContainText('This is too long. Please make it shorter.');
      await expect(page.getByLabel('Children')).toHaveValue([...exotic, `${longest}x`].join('\n'));
      await expect(page.locator('[name=adult-name-1]')).toHaveValue('Noor d’Or');
      await page.getByLabel('Children').fill(exotic.join('\n'));
      await page.getByText('A child who is already in the circle lives here too').click();
      await page.getByRole('checkbox', { name: 'Luka' }).check();
      await page.locator('[name=adult-address-1]').fill(at('noor'));
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByText('Saved')).toBeVisible();
      await expect(page.getByText(`${26 + exotic.length} children in 28 families`)).toBeVisible();
      await expect(page.locator('.family', { hasText: 'Luka' })).toHaveCount(2);
      await expectNoSidewaysScroll(page);

      await planParty(page);
      const names = await page.locator('.tick bdi').allTextContents();
      for (const name of exotic) expect(names).toContain(name);
      await expectNoSidewaysScroll(page);
    },
  );
});

type File = { name: string; mimeType: string; buffer: Buffer };

async function openCircle(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Keep the list' }).click();
  await expect(page.getByText('26 children in 27 families')).toBeVisible();
}

async function preview(page: Page, file: File): Promise<void> {
  await page.getByRole('link', { name: 'Import a class list' }).click();
  await page.getByLabel('The file').setInputFiles(file);
  await page.getByRole('button', { name: 'Look at it first' }).click();
}

/** A OneRoster 1.1 export: two classes, a child with two homes, a grandmother, passwords and birth dates. */
function oneRoster(address: string): Buffer {
  const at = (name: string): string => address.replace('new', name);
  const texts = {
    'manifest.csv':
      'propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.users,bulk\nfile.classes,bulk\nfile.enrollments,bulk',
    'orgs.csv':
      'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\no1,,,Mill School,school,,',
    'users.csv': `sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password
s1,,,true,o1,student,anna.b,,Anna,Berg,,4711,,,,"g1,g2",3,geheim1
s2,,,true,o1,student,tim.h,,Tim,Hu,,4712,,,,g3,3,geheim2
s3,,,true,o1,student,udo.x,,Udo,Xu,,4713,,,,g3,4,geheim3
g1,,,true,o1,parent,eva,,Eva,Berg,,,${at('eva')},0171 555,,,,geheim4
g2,,,true,o1,parent,tom,,Tom,Klein,,,${at('tomk')},,,,,geheim5
g3,,,true,o1,guardian,li,,Li,Hu,,,${at('li')},,,,,geheim6
t1,,,true,o1,teacher,lea,,Lea,Grandmother,,,lea@school.example,,,,,geheim7`,
    'classes.csv': `sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods
c1,,,Class 3b,3,k1,,homeroom,,o1,t1,,,
c2,,,Choir,4,k1,,scheduled,,o1,t1,,,`,
    'enrollments.csv': `sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
e1,,,c1,o1,s1,student,,,
e2,,,c1,o1,s2,student,,,
e3,,,c2,o1,s3,student,,,`,
    'demographics.csv': 'sourcedId,status,dateLastModified,birthDate,sex\ns1,,,2019-03-12,female',
  };
  const files = Object.entries(texts).map(([name, text]) => [name, strToU8(text)] as const);
  return Buffer.from(zipSync(Object.fromEntries(files)));
}
