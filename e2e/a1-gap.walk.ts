import { expect, hostList, planParty, test, walk, everyWay, twoWays } from './people.ts';

const heed = 'section.heed:visible';

walk(everyWay, () => {
  test('the string of flags has a flag for each child, and a gap of one is named before anything is sent', async ({
    page,
    asHost,
    javaScriptEnabled,
  }) => {
    await asHost(page);
    await planParty(page);
    const full = page.locator('.flag.full');
    const gap = page.locator('.flag.gap');
    await expect(full).toHaveCount(25);
    await expect(gap).toHaveCount(0);
    await expect(page.getByRole('status')).toContainText(
      'All 25 other children in Class 1B are on your list.',
    );
    await expect(
      page.getByText('Class 1B asks for everybody, or for a small party of 12 at most.'),
    ).toBeVisible();

    const box = page.getByRole('checkbox', { name: 'Ibo' });
    const place = await box.getAttribute('data-place');
    await box.uncheck();
    // Without the script it is said on the next step.
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Next: look at it' }).click();
    await expect(page.locator(heed).getByRole('heading')).toHaveText('There is a gap of one');
    await expect(page.locator(heed)).toContainText(
      '24 of the 25 other children in Class 1B are asked. One child would be the only one left out.',
    );
    await expect(full).toHaveCount(24);
    await expect(gap).toHaveCount(1);
    await expect(gap).toHaveAttribute('data-flag', place ?? '');
    await expect(gap).toHaveCSS('stroke-dasharray', /\d/);
    // A flag is a child, and nobody can see whose it is: the picture holds no name.
    await expect(page.locator('.bunting')).toHaveAttribute('aria-hidden', 'true');
    await expect(page.locator('.bunting')).toHaveText('');

    // The first way on: the one is invited too.
    await page.locator(heed).getByRole('button', { name: 'Invite the one as well' }).click();
    await expect(page.getByText('25 children:')).toBeVisible();
    await expect(page.getByText('The whole class is invited')).toBeVisible();
  });
});

walk(twoWays, () => {
  test('a gap leads on to a small party, and what is small is no gap', async ({
    page,
    asHost,
    javaScriptEnabled,
  }) => {
    await asHost(page);
    await planParty(page);
    for (const name of ['Ibo', 'Hana', 'Kofi']) await page.getByRole('checkbox', { name }).uncheck();
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Next: look at it' }).click();
    await expect(page.locator(heed).getByRole('heading')).toHaveText('There is a gap of 3');
    await page.locator(heed).getByRole('button', { name: 'Make it a small party' }).click();
    await expect(page.getByText('A small party here is 12 children at most.')).toBeVisible();
    for (const name of ['Ibo', 'Hana', 'Kofi']) await page.getByRole('checkbox', { name }).check();
    await page.getByRole('button', { name: 'Next: look at it' }).click();
    await expect(page.getByText('3 children:')).toBeVisible();
    await page.getByRole('button', { name: 'Send the invitations' }).click();
    await expect(page.getByText('The invitations go out in a minute')).toBeVisible();
  });

  test('a private reason is a press, and is written down nowhere', async ({
    page,
    asHost,
    javaScriptEnabled,
  }) => {
    await asHost(page);
    await planParty(page);
    await page.getByRole('checkbox', { name: 'Viktor' }).uncheck();
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Next: look at it' }).click();
    await page.locator(heed).getByRole('button', { name: 'I have a reason, keep it private' }).click();
    await expect(page.getByText('24 children:')).toBeVisible();
    await expect(page.getByText('The whole class is invited')).toHaveCount(0);
    await page.getByRole('button', { name: 'Send the invitations' }).click();
    await page.getByRole('button', { name: 'Send them now' }).click();
    // Later the whole class is invited after all: the list is changed, looked at, and told to the one alone.
    await page.getByRole('link', { name: 'Change who is invited' }).click();
    await page.locator(heed).getByRole('button', { name: 'Invite the one as well' }).click();
    await expect(page.getByRole('heading', { name: 'They get an invitation' })).toBeVisible();
    await expect(page.locator('main .rows')).toHaveText('Viktor');
    await page.getByRole('button', { name: 'Change it like this' }).click();
    await expect(hostList(page, 'no answer yet').getByText('Viktor', { exact: true })).toBeVisible();
  });

  test('everybody and nobody are one tap each', async ({ page, asHost }) => {
    await asHost(page);
    await planParty(page);
    await page.getByRole('button', { name: 'Nobody' }).click();
    await expect(page.locator('.flag.gap')).toHaveCount(25);
    await expect(page.getByText('Nobody is on your list yet.')).toBeVisible();
    await page.getByRole('button', { name: 'Everybody' }).click();
    await expect(page.locator('.flag.full')).toHaveCount(25);
  });
});
