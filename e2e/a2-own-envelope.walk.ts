import {
  asSeen,
  atLength,
  expect,
  familyLink,
  guestLine,
  hostList,
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

const byMail = {
  ivan: 'Luka',
  anjali: 'Priya',
  sevgi: 'Ibo',
  deniz: 'Elif',
  ravi: 'Uma',
  jana: 'Hana',
  alex: 'Wren',
  lucia: 'Mireya',
  carmen: 'Rosa',
  amina: 'Yusuf',
  olha: 'Viktor',
  karim: 'Noor',
  agnieszka: 'Oskar',
  nadia: 'Farah',
  michelle: 'Tasha',
  ama: 'Kofi',
  ngozi: 'Chidi',
  sarah: 'Brigham',
  hala: 'Lina',
  ruth: 'Dana',
  chris: 'Jamie',
  leila: 'Sami',
  omar: 'Sami',
};
const onPaper = ['Goran', 'Aria', 'Ben'];

walk(otherTwoWays, () => {
  test('each family gets its own mail with its own link and its own child, and nothing of any other', async ({
    page,
    asHost,
    someone,
  }) => {
    const at = await asHost(page);
    const film = await planParty(page);
    await sendInvitations(page);
    // The families without an address are not reached, and the host sees which they are.
    await expect(tiles(page)).toHaveText(['0', '0', '22', '3']);
    for (const child of onPaper) await expect(hostList(page, 'not reached')).toContainText(child);

    const links = new Set<string>();
    for (const [adult, child] of Object.entries(byMail)) {
      const mail = await mailTo(at(adult), `Ellie invites ${child}: ${film}`);
      links.add(familyLink(mail));
      expect(named(wholeMail(mail)), `children in the mail to ${adult}`).toEqual([child]);
      expect(mail.to?.map(({ address }) => address)).toEqual([at(adult)]);
      // Its calendar names the one whom it goes to, and nobody else is in it.
      expect(wholeMail(mail).replaceAll(at(adult), '')).not.toMatch(/@families\.example/);
    }
    expect(links.size).toBe(23);
    expect([...links].every((link) => /\/i\/[\w-]{22,}$/.test(link))).toBe(true);

    const guest = await someone();
    await openEnvelope(guest, familyLink(await mailTo(at('ivan'), `Ellie invites Luka: ${film}`)));
    expect(named(await guest.content())).toEqual(['Luka']);
    expect(await guest.content()).not.toContain('families.example');
  });

  test(
    'two homes of one child get a mail each, and neither sees the other',
    atLength,
    async ({ page, asHost, someone, renew }) => {
      const at = await asHost(page);
      const film = await planParty(page);
      await sendInvitations(page);
      const [one, other] = [
        await mailTo(at('leila'), `Sami: ${film}`),
        await mailTo(at('omar'), `Sami: ${film}`),
      ];
      expect(familyLink(one)).not.toBe(familyLink(other));
      expect(wholeMail(one).replaceAll(at('leila'), '')).not.toMatch(/omar|leila/i);
      expect(wholeMail(other).replaceAll(at('omar'), '')).not.toMatch(/omar|leila/i);

      const [mother, father] = [await someone(), await someone()];
      await openEnvelope(mother, familyLink(one));
      await openEnvelope(father, familyLink(other));
      await mother.getByRole('button', { name: 'Yes, Sami is coming' }).click();
      await expect(mother.getByRole('heading', { name: 'Lovely, Sami is coming' })).toBeVisible();
      await father.reload();
      // The answer of one home is not the other's business either.
      await expect(father.getByRole('button', { name: 'Yes, Sami is coming' })).toBeVisible();
      await expect(father.getByText('7 Hidden Lane')).toHaveCount(0);
      for (const guest of [mother, father])
        expect(await guest.content()).not.toMatch(/omar|leila|families\.example/i);
      // The host has one child coming, and not two.
      await renew(page);
      await expect(tiles(page)).toHaveText(['1', '0', '21', '3']);
      await expect(guestLine(page, 'Sami')).toHaveCount(1);
    },
  );
});

/** Which children of the class, other than the host's, stand in a text. */
function named(text: string): string[] {
  const children = new Set([...Object.values(byMail), ...onPaper]);
  return [...children].filter((child) => new RegExp(`\\b${child}\\b`).test(asSeen(text)));
}
