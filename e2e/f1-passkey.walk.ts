import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type CDPSession, type Page } from '@playwright/test';
import { codeFor, countMails, expectNoSidewaysScroll, mailTo, url } from './people.ts';

// A number is no host for a passkey: on this machine it is localhost (WebAuthn 5.1.2).
test.use({ baseURL: url.replace('127.0.0.1', 'localhost'), viewport: { width: 390, height: 844 } });

type Device = { session: CDPSession; id: string };

/** A phone with a finger on it: Chromium's own authenticator in software. */
async function giveDevice(page: Page): Promise<Device> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { session, id: authenticatorId };
}

async function signIn(page: Page, address: string, next = '/account'): Promise<void> {
  await page.goto(`/sign-in?next=${next}`);
  await page.getByLabel('E-mail address').fill(address);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await page.getByLabel('Code').fill(await codeFor(address));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(new RegExp(`\\d${next}$`));
}

async function accessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await expectNoSidewaysScroll(page);
  }
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

test('who shows no finger gets in nowhere, and may try again', async ({ page }) => {
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
