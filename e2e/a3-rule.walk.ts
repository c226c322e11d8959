import {
  expect,
  familyLink,
  mailTo,
  openEnvelope,
  planParty,
  sendInvitations,
  test,
  tryAs,
  twoWays,
  walk,
} from './people.ts';

walk(twoWays, () => {
  test('a circle has a rule and groups; hosts read it, and guests what is so', async ({
    page,
    someone,
    javaScriptEnabled,
  }) => {
    const at = await tryAs(page, 'keeper');
    const circle = new URL(
      (await page.getByRole('link', { name: 'Keep the list' }).getAttribute('href')) ?? '',
      page.url(),
    );
    await page.goto(circle.pathname);
    await page.getByRole('link', { name: 'Rule and groups' }).click();
    await expect(page.getByRole('radio', { name: /^Everybody, or a small party/ })).toBeChecked();
    await page.getByRole('radio', { name: /^A whole group, or everybody/ }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved')).toBeVisible();

    await page.getByRole('link', { name: 'Name a group' }).click();
    await page.getByLabel('What is the group called?').fill('Table 3');
    for (const name of ['Luka', 'Hana', 'Kofi', 'Rosa', 'Uma'])
      await page.getByRole('checkbox', { name }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('link', { name: /Table 3/ })).toContainText('5 children');

    // The same browser becomes the host of the same class.
    await tryAs(page, 'host');
    const title = await planParty(page);
    await expect(page.getByText('Class 1B asks for everybody, or for a whole group.')).toBeVisible();
    await page.getByRole('button', { name: 'Nobody' }).click();
    for (const name of ['Luka', 'Hana', 'Kofi', 'Rosa']) await page.getByRole('checkbox', { name }).check();
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Next: look at it' }).click();
    await expect(page.locator('section.heed:visible').getByRole('heading')).toHaveText(
      'There is a gap of 21',
    );
    await page.getByRole('button', { name: 'Table 3' }).click();
    await expect(
      page.getByText('All of Table 3 is on your list. Who joins it later is invited too.'),
    ).toBeVisible();
    await sendInvitations(page);

    const guest = await someone();
    await openEnvelope(guest, familyLink(await mailTo(at('luka').replace(/^luka/, 'ivan'), title)));
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(guest.getByText('The whole class is invited')).toHaveCount(0);
  });
});
