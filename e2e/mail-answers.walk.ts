import { counter, shapes } from '../test/mails/answers.ts';
import { reports } from '../test/mails/reports.ts';
import { plain } from '../test/mails/words.ts';
import {
  alsoAs,
  answering,
  atLength,
  countMails,
  expect,
  expectNoSidewaysScroll,
  familyLink,
  guestLine,
  handOver,
  inviteOnly,
  linkIn,
  mailTo,
  openCircle,
  openEnvelope,
  planParty,
  sendInvitations,
  test,
  tiles,
  tryAs,
  twoWays,
  unfold,
  unsubscribeLink,
  walk,
} from './people.ts';

walk(twoWays, () => {
  test('a calendar’s yes, maybe and no count like a press on the page', async ({
    page,
    asHost,
    someone,
    renew,
  }) => {
    const at = await asHost(page);
    const film = await planParty(page);
    await inviteOnly(page, 'Luka', 'Elif', 'Uma');
    await sendInvitations(page);
    await expect(tiles(page)).toHaveText(['0', '0', '3', '0']);
    const invited = await mailTo(at('ivan'), `Luka: ${film}`);
    const [luka, elif, uma] = [
      answering(invited),
      answering(await mailTo(at('deniz'), `Elif: ${film}`)),
      answering(await mailTo(at('ravi'), `Uma: ${film}`)),
    ];
    await handOver({ ...luka, raw: shapes.apple({ ...luka, says: 'ACCEPTED' }) });
    await handOver({ ...elif, raw: shapes.outlookCom({ ...elif, says: 'DECLINED' }) });
    await handOver({ ...uma, raw: shapes.gmail({ ...uma, says: 'TENTATIVE' }) });

    // The family hears the same as after a press, and the door number has come with the yes.
    const confirmed = await mailTo(at('ivan'), `Your answer: ${film}`);
    expect(confirmed.text).toContain('Yes, Luka is coming.');
    expect(confirmed.text).toContain('7 Hidden Lane');
    await mailTo(at('deniz'), `Your answer: ${film}`);
    await mailTo(at('ravi'), `Your answer: ${film}`);
    await renew(page);
    await expect(tiles(page)).toHaveText(['1', '1', '1', '0']);
    await expect(guestLine(page, 'Uma')).toContainText('answers later');

    const guest = await someone();
    await openEnvelope(guest, familyLink(invited));
    await expect(guest.getByRole('heading', { name: 'Lovely, Luka is coming' })).toBeVisible();
    await guest.getByText('Change the answer').click();
    await guest.getByRole('button', { name: 'We cannot come after all' }).click();
    await renew(page);
    await expect(tiles(page)).toHaveText(['0', '2', '1', '0']);

    // Whoever is not of the family sets nothing, and the host is told to ask.
    const stranger = { ...elif, from: 'who@elsewhere.example' };
    await handOver({ ...stranger, raw: shapes.yahoo({ ...stranger, says: 'ACCEPTED' }) });
    await expect(async () => {
      await renew(page);
      await expect(page.locator('.messages')).toContainText(
        'Somebody answered for Elif from an address that we do not know.',
        { timeout: 500 },
      );
    }).toPass({ timeout: 10_000 });
    await expect(tiles(page)).toHaveText(['0', '2', '1', '0']);
    await expect(page.locator('.messages')).not.toContainText('elsewhere');
  });

  test('what a family writes reaches the host’s page and mail, and is answered by no guess', async ({
    page,
    asHost,
    renew,
    someone,
  }) => {
    const at = await asHost(page);
    const film = await planParty(page);
    await inviteOnly(page, 'Luka', 'Elif');
    await sendInvitations(page);
    const party = page.url();
    const invited = await mailTo(at('ivan'), `Luka: ${film}`);
    const [luka, elif] = [answering(invited), answering(await mailTo(at('deniz'), `Elif: ${film}`))];
    const words = 'Yes, we’ll come!\nMay we bring a <b>cake</b>?';
    await handOver({ ...luka, raw: plain({ ...luka, words, id: `one.${luka.uid}` }) });

    const told = await mailTo(at('maya'), `Luka’s family has written: ${film}`);
    expect(told.text).toContain(words);
    expect(told.text).not.toContain(at('ivan'));
    expect(linkIn(told, /\/parties\//)).toBe(party);
    const passedOn = await mailTo(at('ivan'), `Passed on: ${film}`);
    await renew(page);
    const messages = page.locator('.messages');
    await expect(messages).toContainText('Luka’s family writes:');
    await expect(messages.locator('blockquote')).toHaveText(words);
    await expect(guestLine(page, 'Luka')).toContainText('has written');
    // A yes in words is none before the family presses it.
    await expect(tiles(page)).toHaveText(['0', '0', '2', '0']);

    // Another time is a wish and changes nothing; what people wrote stands first.
    const wish = {
      ...elif,
      says: 'TENTATIVE',
      starts: ':20271204T150000Z',
      comment: 'Could it be later',
    } as const;
    await handOver({ ...elif, raw: counter(wish) });
    await mailTo(at('maya'), `Elif’s family has written: ${film}`, /Could it be later/);
    const more = plain({ ...luka, words: 'And thank you.', id: `two.${luka.uid}` });
    await handOver({ ...luka, raw: more });
    await mailTo(at('maya'), `Luka’s family has written: ${film}`, /And thank you/);
    await renew(page);
    await expect(messages).toContainText('Elif’s family would like another time.');
    await expect(messages).toContainText('Nothing has changed by this.');
    await expect(messages.locator('blockquote')).toHaveText(['And thank you.', 'Could it be later', words]);
    await expectNoSidewaysScroll(page);
    // That it was passed on is said once.
    expect(await countMails(at('ivan'), `Passed on: ${film}`)).toBe(1);

    const guest = await someone();
    await openEnvelope(guest, familyLink(passedOn));
    await guest.getByRole('button', { name: 'Yes, Luka is coming' }).click();
    await expect(guest.getByRole('heading', { name: 'Lovely, Luka is coming' })).toBeVisible();
    await renew(page);
    await expect(tiles(page)).toHaveText(['1', '0', '1', '0']);
  });

  test(
    'mail that comes back is seen by the host and by whoever keeps the list',
    atLength,
    async ({ page, someone, renew }) => {
      const at = await tryAs(page, 'host');
      const film = await planParty(page);
      await inviteOnly(page, 'Luka', 'Lina');
      await sendInvitations(page);
      const { messageId = '' } = await mailTo(at('hala'), `Lina: ${film}`);
      await mailTo(at('ivan'), `Luka: ${film}`);
      await renew(page);
      await expect(tiles(page)).toHaveText(['0', '0', '2', '0']);
      const whose = at('hala');
      // The address that it came to says nothing here: the mail that it quotes does.
      const to = `bounce+${'a'.repeat(52)}@in.bunting.example`;
      const raw = reports['Postfix: user unknown']?.mail({ to, whose, messageId }) ?? '';
      await handOver({ from: '', to, raw });
      await expect(async () => {
        await renew(page);
        await expect(tiles(page)).toHaveText(['0', '0', '1', '1'], { timeout: 500 });
      }).toPass({ timeout: 10_000 });
      await expect(guestLine(page, 'Lina')).toContainText('the mail did not arrive');
      const keeper = await someone();
      await alsoAs(keeper, 'keeper', page);
      await openCircle(keeper);
      await expect(keeper.locator('.family', { hasText: 'Lina' })).toContainText('mail comes back');
      await expect(keeper.locator('.family', { hasText: 'Luka' })).not.toContainText('mail comes back');
    },
  );

  test(
    'one press ends mail of a kind, who looks presses nothing, and it can come again',
    atLength,
    async ({ page, someone }) => {
      const host = await someone();
      const at = await tryAs(host, 'host');
      const guest = answering(await mailTo(at('ivan'), /Luka/));
      await handOver({ ...guest, raw: plain({ ...guest, words: 'Hello', id: `hello.${guest.uid}` }) });
      const link = unsubscribeLink(await mailTo(at('maya'), /^Luka’s family has written/));
      expect(link).toMatch(/\/u\//);
      await page.goto(link);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('No more mail of this kind');
      await host.goto('/peace');
      const card = host.locator('.card', { hasText: 'Only invitations come to your address now' });
      await expect(card).toHaveCount(0);
      await page.getByRole('button', { name: 'No more of this mail' }).click();
      await expect(page.getByText('Done.')).toBeVisible();
      await expectNoSidewaysScroll(page);
      await host.reload();
      await card.getByRole('button', { name: 'Send me all mail again' }).click();
      await expect(card).toHaveCount(0);

      // By the link of an invitation it is invitations that end, wherever they come from.
      const invitation = await mailTo(at('anjali'), /Priya/);
      await page.goto(unsubscribeLink(invitation));
      await page.getByRole('button', { name: 'No more of this mail' }).click();
      await expect(page.getByText('Done.')).toBeVisible();
      await page.getByRole('link', { name: 'Let it come again' }).click();
      await expect(page).toHaveURL(/\/(?:sign-in|peace)/);
      const keeper = await someone();
      await alsoAs(keeper, 'keeper', host);
      await keeper.goto('/peace');
      const everything = keeper.locator('.choosing', { hasText: 'Everything' }).first();
      await expect(everything).toContainText('You are left in peace.');
      await everything.getByRole('button', { name: 'Invite us again' }).click();
      await expect(keeper.getByText('You are left in peace.')).toHaveCount(0);
    },
  );

  test('a calendar reads what a family goes to, by an address that can be changed and stopped', async ({
    page,
  }) => {
    const at = await tryAs(page, 'guest');
    await page.getByRole('link', { name: 'Parties in your calendar' }).click();
    await page.getByRole('button', { name: 'Make my address' }).click();
    const address = page.locator('a.address');
    const first = (await address.textContent()) ?? '';
    await expect(page.getByRole('link', { name: 'Add to my calendar' })).toHaveAttribute(
      'href',
      first.replace('http:', 'webcal:'),
    );
    await expectNoSidewaysScroll(page);
    // A calendar brings no cookie.
    const read = async (url: string): Promise<string> => {
      const answer = await fetch(url);
      return answer.ok ? unfold(await answer.text()) : String(answer.status);
    };
    expect(await read(first)).not.toContain('VEVENT');
    await openEnvelope(page, familyLink(await mailTo(at('ivan'), /Luka/)));
    await page.getByRole('button', { name: 'Yes, Luka is coming' }).click();
    await expect(page.getByText('12 Maple Street')).toBeVisible();
    const calendar = await read(first);
    expect(calendar).toContain('SUMMARY:Ellie is turning five');
    expect(calendar).toContain('12 Maple Street');
    expect(calendar).not.toMatch(/ATTENDEE|@families\.example/);

    await page.goto('/calendar');
    await page.getByRole('button', { name: 'Make a new address' }).click();
    await expect(address).not.toHaveText(first);
    const second = (await address.textContent()) ?? '';
    expect(await read(first)).toBe('404');
    expect(await read(second)).toContain('12 Maple Street');
    await page.getByRole('button', { name: 'Stop it' }).click();
    await expect(page.getByRole('button', { name: 'Make my address' })).toBeVisible();
    expect(await read(second)).toBe('404');
  });
});
