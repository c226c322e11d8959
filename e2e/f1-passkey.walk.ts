import type { Page } from '@playwright/test';
import { giveDevice, accessibleByDayAndNight as accessible } from './passkeys.ts';
import { atLength, countMails, expect, local, mailTo, signIn as typeCode, test } from './people.ts';

test.use({ baseURL: local, viewport: { width: 390, height: 844 } });

async function signIn(page: Page, address: string, next = '/account'): Promise<void> {
  await page.goto(`/sign-in?next=${next}`);
  await typeCode(page, address);
  await expect(page).toHaveURL(new RegExp(`\\d${next}$`));
}

test('a parent makes a passkey, signs in with it, and takes it away', async ({ page }) => {
  const address = `passkey.${Math.random().toString(36).slice(2)}@example.org`;
  await giveDevice(page);
  await signIn(page, address);
  await page.getByLabel('A name for it').fill('The blue phone');
  await accessible(page);
  await page.getByRole('button', { name: 'Make a passkey' }).click();
  await expect(page.getByText('The blue phone')).toBeVisible();
  await expect(page.getByText('with a passkey')).toBeVisible();
  await accessible(page);
  await mailTo(address, 'A passkey was made for your account');

  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.goto('/sign-in?next=/circles/new');
  await accessible(page);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Sign in with your e-mail');
  await expect(page).toHaveURL(/\d\/circles\/new$/);

  await page.goto('/proof?next=/account');
  await accessible(page);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page).toHaveURL(/\d\/account$/);
  await page.getByRole('button', { name: 'Take it away: The blue phone' }).click();
  await expect(page.getByText('The blue phone')).toHaveCount(0);
  await expect.poll(() => countMails(address, 'was taken away')).toBe(1);

  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByText(/could not be checked|did not work/)).toBeVisible();
});

test('who shows no finger gets in nowhere, and may try again', atLength, async ({ page }) => {
  const device = await giveDevice(page);
  await signIn(page, `finger.${Math.random().toString(36).slice(2)}@example.org`);
  const shows = (isUserVerified: boolean) =>
    device.session.send('WebAuthn.setUserVerified', { authenticatorId: device.id, isUserVerified });
  await shows(false);
  await page.getByRole('button', { name: 'Make a passkey' }).click();
  await expect(page.getByText('That did not work')).toBeVisible();
  await accessible(page);
  await shows(true);
  await page.getByRole('button', { name: 'Make a passkey' }).click();
  await expect(page.getByText('with a passkey')).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a code works as ever, and a passkey says what it needs', async ({ page }) => {
    await page.goto('/sign-in');
    await expect(page.getByText('A passkey needs JavaScript')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Use a passkey' })).toBeHidden();
    await signIn(page, `plain.${Math.random().toString(36).slice(2)}@example.org`);
    await expect(page.getByText('A passkey needs JavaScript')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Make a passkey' })).toBeHidden();
    await page.goto('/passkey');
    await expect(page.getByText('A passkey needs JavaScript')).toBeVisible();
  });
});
