import { expect, planParty, test, walk, everyWay, withScript } from './people.ts';

walk(everyWay, () => {
  test('the string of flags has a flag for each child, and a dashed gap for the one who is not invited', async ({
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

    const box = page.getByRole('checkbox', { name: 'Ibo' });
    const place = await box.getAttribute('data-place');
    await box.uncheck();
    if (!javaScriptEnabled) {
      await page.getByRole('button', { name: 'Next: look at it' }).click();
      await expect(page.getByText('24 children:')).toBeVisible();
      await page.getByRole('link', { name: 'Go back' }).click();
    }
    await expect(full).toHaveCount(24);
    await expect(gap).toHaveCount(1);
    await expect(gap).toHaveAttribute('data-flag', place ?? '');
    await expect(gap).toHaveCSS('stroke-dasharray', /\d/);
    await expect(page.getByRole('status')).toContainText(
      '24 of the 25 other children in Class 1B are on your list.',
    );
    // A flag is a child, and nobody can see whose it is: the picture holds no name.
    await expect(page.locator('.bunting')).toHaveAttribute('aria-hidden', 'true');
    await expect(page.locator('.bunting')).toHaveText('');
  });
});

// The two buttons come with the script.
walk(withScript, () => {
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
