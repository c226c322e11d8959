import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { giveDevice, accessibleByDayAndNight as accessible } from './passkeys.ts';
import { asSeen, expect, linkIn, local, mailTo, signIn, test } from './people.ts';

test.use({ baseURL: local, viewport: { width: 390, height: 844 } });
test.setTimeout(90_000);

/** What an operator types. */
function bunting(...words: string[]): string {
  const root = resolve(import.meta.dirname, '..');
  const env = { ...process.env, BUNTING_HOME: process.env['BUNTING_FOLDER'] ?? '' };
  const said = spawnSync(process.execPath, [resolve(root, 'scripts/bunting.mjs'), ...words], {
    cwd: root,
    env,
  });
  expect(said.status, said.stderr.toString()).toBe(0);
  return said.stdout.toString();
}

test('a school takes a class under its roof, sets its rule, and its families see who looked', async ({
  someone,
}) => {
  const mark = Math.random().toString(36).slice(2);
  const [office, keeper, parent] = [
    `office.${mark}@example.org`,
    `keeper.${mark}@example.org`,
    `p.${mark}@example.org`,
  ];
  const name = `Oak Primary ${mark}`;
  expect(bunting('school', 'add', name, office)).toContain('A mail tells its first staff');
  expect(bunting('school', 'list')).toContain(name);
  const mail = await mailTo(office, 'You are asked to look after');
  const at = new URL(linkIn(mail, /\/schools\//)).pathname;

  const olga = await someone();
  await giveDevice(olga);
  await olga.goto(`${local}${at}`);
  await signIn(olga, office);
  await expect(olga.getByRole('heading', { level: 1 })).toHaveText('Please come with a passkey');
  await expect(olga.getByText('Your circles')).toHaveCount(0);
  await accessible(olga);
  await olga.getByRole('button', { name: 'Make a passkey' }).click();
  await expect(olga.getByRole('heading', { level: 1 })).toHaveText(name);
  const code = (await olga.locator('.school-code').textContent()) ?? '';

  const anjali = await someone();
  await giveDevice(anjali);
  await anjali.goto(`${local}/circles/new`);
  await signIn(anjali, keeper);
  await anjali.getByLabel('What is it called?').fill(`Class ${mark}`);
  await anjali.getByLabel('Where is it?').fill('Oak Primary');
  await anjali.locator('main form button.filled').click();
  const circle = new URL(anjali.url()).pathname;
  await anjali.goto(`${local}${circle}/families/new`);
  await anjali.locator('[name=children]').fill('Luka');
  await anjali.locator('[name=adult-name-1]').fill('Ivan');
  await anjali.locator('[name=adult-address-1]').fill(parent);
  await anjali.getByRole('button', { name: 'Save' }).click();
  await anjali.getByRole('link', { name: 'Who keeps the list' }).click();
  await accessible(anjali);
  await anjali.goto(`${local}${circle}/school`);
  await accessible(anjali);
  await anjali.getByLabel('The code of the school').fill('AAAAA AAAAA');
  await anjali.getByRole('button', { name: 'Ask the school' }).click();
  await expect(anjali.locator('#code-error')).toHaveText(/No school has this code/);
  await anjali.getByLabel('The code of the school').fill(code.toLowerCase());
  await anjali.getByRole('button', { name: 'Ask the school' }).click();
  await expect(anjali.getByText('We have asked')).toBeVisible();
  await mailTo(office, 'A circle asks to be under');

  await olga.reload();
  await accessible(olga);
  await olga.getByRole('button', { name: `Yes, they are ours: Class ${mark}` }).click();
  await olga.getByRole('radio', { name: /^Everybody Who/ }).check();
  await olga.getByRole('button', { name: 'Save' }).click();
  await expect(olga.getByText('Saved')).toBeVisible();
  await olga.getByRole('button', { name: 'Switch them off' }).click();
  await expect(olga.getByText('Circles next door are off.')).toBeVisible();
  await accessible(olga);
  await olga.getByRole('link', { name: 'See the names' }).click();
  await expect(olga.getByText('Luka')).toBeVisible();
  await expect(olga.getByText(parent)).toHaveCount(0);
  await accessible(olga);

  await anjali.goto(`${local}${circle}/rule`);
  await expect(anjali.getByRole('heading', { level: 1 })).toHaveText('Please come with a passkey');
  await anjali.getByRole('button', { name: 'Make a passkey' }).click();
  await expect(anjali.getByText('The school has set this rule.')).toBeVisible();

  const ivan = await someone();
  await ivan.goto(`${local}/sign-in`);
  await signIn(ivan, parent);
  await ivan.getByRole('link', { name: 'Who looked at the list' }).click();
  await expect(ivan.getByText(/of the school/)).toBeVisible();
  expect(asSeen((await ivan.locator('main').textContent()) ?? '')).not.toContain('Luka');
  await accessible(ivan);

  for (const [language, word] of Object.entries({
    Español: 'Tus círculos',
    Polski: 'Wasze kręgi',
    العربية: 'حلقاتكم',
  })) {
    await olga.goto(`${local}${at}`);
    await olga.getByRole('button', { name: language }).click();
    await expect(olga.locator('#circles h2')).toHaveText(word);
    await accessible(olga);
  }
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('staff are told plainly what is missing', async ({ page }) => {
    const office = `plain.${Math.random().toString(36).slice(2)}@example.org`;
    bunting('school', 'add', 'Elm Primary', office);
    const at = new URL(linkIn(await mailTo(office, 'You are asked'), /\/schools\//)).pathname;
    await page.goto(at);
    await signIn(page, office);
    await expect(page.getByText('A passkey needs JavaScript')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Make a passkey' })).toBeHidden();
  });
});
