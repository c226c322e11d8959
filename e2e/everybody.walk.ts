import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { counter, shapes } from '../test/mails/answers.ts';
import { reports } from '../test/mails/reports.ts';
import { plain } from '../test/mails/words.ts';
import {
  answering,
  asSeen,
  askOnceMore,
  atLength,
  expect,
  expectNoSidewaysScroll,
  familyLink,
  fillPlan,
  handOver,
  inDays,
  linkIn,
  mailPage,
  mailTo,
  openEnvelope,
  openMadeUpParty,
  startPlan,
  test,
  tiles,
  tryAs,
  unsubscribeLink,
} from './people.ts';

const narrow = { viewport: { width: 320, height: 720 } };
const looks = {
  'in the light and in the dark': narrow,
  'from right to left': { ...narrow, locale: 'ar' },
};

// A tour looks at many pages, each twice.
test.setTimeout(60_000);

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

for (const [look, use] of Object.entries(looks))
  test.describe(look, atLength, () => {
    test.use(use);

    test('who is not signed in can use each page', async ({ page, someone }) => {
      await page.goto('/');
      await accessible(page, 'the first page');
      await page.goto('/sign-in');
      await accessible(page, 'signing in');
      await submit(page, 'form[action="/codes"]', { address: 'no address' });
      await accessible(page, 'signing in, not an address');
      await submit(page, 'form[action="/codes"]', {
        address: `${Math.random().toString(36).slice(2)}@example.org`,
      });
      await accessible(page, 'the code');
      await submit(page, 'form[action="/sessions"]', { code: 'AAAA AAAA' });
      await accessible(page, 'a wrong code');
      await page.goto('/privacy');
      await accessible(page, 'what is kept');
      await page.goto('/slip');
      await accessible(page, 'a paper with a code');
      await submit(page, 'form[action="/slip"]', { code: 'AAAAA AAAAA' });
      await accessible(page, 'a wrong code from a paper');
      await page.goto('/nothing');
      await accessible(page, 'nothing here');
      const at = await tryAs(await someone(), 'host');
      const { html } = await mailTo(at('ravi'), /Uma/);
      await page.goto('/mailbox');
      await accessible(page, 'the mailbox');
      const mail = await mailPage(at('ravi'), /Uma/);
      await page.goto(mail);
      await accessible(page, 'a mail in the mailbox', 'iframe');
      // No script runs in a mail: it is looked at on a page of its own.
      await page.goto('about:blank');
      await page.setContent(html ?? '');
      await accessible(page, 'a mail');
    });

    test('who keeps the list can use each page', async ({ page, someone }) => {
      await tryAs(page, 'keeper');
      await accessible(page, 'home');
      await page.goto('/account');
      await accessible(page, 'the account');
      await page.goto('/calendar');
      await accessible(page, 'the own calendar');
      await submit(page, 'form[action="/calendar"]');
      await accessible(page, 'the own calendar, with its address');
      await page.goto('/circles/new');
      await accessible(page, 'a new circle');
      await submit(page, 'form[action="/circles"]');
      await accessible(page, 'a new circle without a name');
      await page.goto('/');
      await page.goto(await circleOf(page));
      const circle = page.url();
      const join = (await page.locator('.join a').textContent()) ?? '';
      const family = await someone();
      await family.goto(join);
      await accessible(family, 'joining');
      await submit(family, 'form[action^="/join/"]');
      await accessible(family, 'joining without a name');
      await submit(family, 'form[action^="/join/"]', { children: 'Nils', 'adult-name-1': 'Astrid' });
      await accessible(family, 'having asked to join');
      await page.reload();
      await openDetails(page);
      await accessible(page, 'the circle');
      await page.locator('.family').first().click();
      await openDetails(page);
      await accessible(page, 'a family');
      await page.goto(`${circle}/families/new`);
      await submit(page, 'form[action$="/families"]');
      await openDetails(page);
      await accessible(page, 'a family without names');
      await page.goto(`${circle}/roster`);
      await accessible(page, 'the class list');
      await upload(page, 'no list', '\u0000\u0001');
      await accessible(page, 'no class list');
      await upload(page, 'two classes', list('Class', '3a', '3b'));
      await accessible(page, 'which class');
      await page.locator('main button').first().click();
      await accessible(page, 'what would be taken');
      await submit(page, 'form[action$="/imports"]');
      await accessible(page, 'what would be taken, without leave to use it');
    });

    test('who keeps the list can use the rule, the groups, the holidays and the pile', async ({
      page,
      someone,
    }) => {
      await tryAs(page, 'host');
      await openMadeUpParty(page);
      await openDetails(page);
      const code = await slipCode(page);
      await openDetails(page);
      await page.locator('section.unreached form:has([value=keeper]) button').last().click();
      await tryAs(page, 'keeper');
      const circle = await circleOf(page);
      await page.goto(`${circle}/slips`);
      await accessible(page, 'the pile of slips');
      const family = await someone();
      await openSlip(family, code);
      await accessible(family, 'the invitation from a paper');
      await submit(family, 'form[action$="/address"]', { address: 'nobody' });
      await accessible(family, 'an address that is none');
      await submit(family, 'form[action$="/address"]', { address: 'mira@families.example' });
      await accessible(family, 'an address that waits');
      await page.goto(circle);
      await accessible(page, 'the circle, with an address left');

      await page.goto(`${circle}/rule`);
      await accessible(page, 'the rule');
      await submit(page, 'form[action$="/rule"]', { smallPercent: '120' });
      await accessible(page, 'the rule, too many of a hundred');
      await submit(page, 'form[action$="/rule"]', { smallPercent: '40' });
      await page.goto(`${circle}/groups/new`);
      await submit(page, 'form[action$="/groups"]');
      await accessible(page, 'a group without a name');
      for (const member of [0, 1, 2]) await page.locator('[name=member]').nth(member).check();
      await submit(page, 'form[action$="/groups"]', { name: 'Table 3' });
      await accessible(page, 'the rule, saved, with a group');
      await page.locator('a.family').click();
      await openDetails(page);
      await accessible(page, 'a group');
      await page.goto(`${circle}/days`);
      await submit(page, 'form[action$="/days"]');
      await accessible(page, 'the holidays, a day without a name');
      await submit(page, 'form[action$="/days"]', { name: 'Autumn break', from: inDays(12), to: inDays(16) });
      await accessible(page, 'the holidays');
    });

    test('a host can use each page', async ({ page }) => {
      await tryAs(page, 'host');
      await accessible(page, 'home');
      await openMadeUpParty(page);
      await openDetails(page);
      await accessible(page, 'the host’s page');
      await submit(page, 'form[action$="/co-hosts"]', { address: 'nobody' });
      await accessible(page, 'the host’s page, a host without an address');
      await page.goto('/');
      await page.locator('a[href$="/parties/new"]').click();
      await accessible(page, 'the plan');
      await submit(page, '#plan');
      await openDetails(page);
      await accessible(page, 'the plan, empty');
      await fillPlan(page);
      await submit(page, '#plan');
      await page.locator('.tick input').first().uncheck();
      await accessible(page, 'the guests, with a gap of one');
      await page.locator('.tick input').nth(1).uncheck();
      await page.locator('.tick input').nth(2).uncheck();
      await page.locator('section.heed:visible [value=small]').click();
      await accessible(page, 'the guests, a small party');
      await page.locator('[data-tick=none]').click();
      await page.locator('[data-next]').click();
      await accessible(page, 'the guests, nobody');
      await page.locator('.tick input').first().check();
      await page.locator('[data-next]').click();
      await accessible(page, 'the last look');
      const guests = await page.context().newPage();
      await guests.goto(page.url().replace(/look$/, 'guests'));
      await page.locator('form[action$="/sendings"] button').click();
      await accessible(page, 'the minute of grace');
      await guests.locator('[data-next]').click();
      await accessible(guests, 'the guests, too late');
      await page.locator('form[action$="/now"] button').click();
      await expect(page.locator('form[action$="/now"]')).toHaveCount(0);
      await openDetails(page);
      await page.locator('form[action$="/cancellations"] button').click();
      await accessible(page, 'the party called off');
    });

    test('a host can use each page of a party under way', async ({ page }) => {
      await tryAs(page, 'host');
      await openMadeUpParty(page);
      const party = page.url();
      await page.goto(`${party}/slips`);
      await accessible(page, 'the slips on the screen');
      await page.goto(party);
      await openDetails(page);
      await page.locator('section.unreached form:has([value=hand]) button').first().click();
      await openDetails(page);
      await accessible(page, 'a message to hand over');

      await page.goto(`${party}/invitations`);
      await page.locator('.tick input').first().uncheck();
      await accessible(page, 'the guests of a sent party, with a gap of one');
      await page.locator('section.heed:visible [value=keep]').click();
      await accessible(page, 'who gets an invitation, and who hears that it is taken back');
      await page.locator('main button.filled').click();
      await accessible(page, 'the host’s page, with a gap');

      await page.goto(`${party}/changes`);
      await submit(page, '#plan', { title: '' });
      await accessible(page, 'a change without a title');
      await submit(page, '#plan', { title: 'Ellie is five' });
      await accessible(page, 'a look at a correction');
      await page.goto(`${party}/changes`);
      await submit(page, '#plan', { date: inDays(40), area: 'Near the old mill' });
      await accessible(page, 'a look at a change that is news');
      await page.locator('[name=save]').click();
      await openDetails(page);
      await accessible(page, 'the host’s page, with news');
      await page.locator('form[action$="/receipts"] button').first().click();
      await page.goto(`${party}/times`);
      await submit(page, 'form[action$="/times"]', { from: inDays(9), to: inDays(8) });
      await accessible(page, 'which day, turned round');
      await submit(page, 'form[action$="/times"]', { from: inDays(5), to: inDays(40) });
      await openDetails(page);
      await accessible(page, 'which day suits');
      await page.locator('[name=length][value=day]').check();
      await submit(page, 'form[action$="/times"]');
      await accessible(page, 'which whole day suits');
      await page.locator('a.half').nth(3).click();
      await expect(page).toHaveURL(/changes\?/);
    });

    test('a family can use its own pages: a playdate, times that are taken, peace', async ({
      page,
      someone,
    }) => {
      const at = await tryAs(page, 'host');
      const circle = await circleOf(page);
      await openMadeUpParty(page);
      await page.locator('a[href*="/playdates/new?with="]').click();
      await accessible(page, 'a playdate with one child');
      await submit(page, 'form[action$="/playdates/new"]');
      await openDetails(page);
      await accessible(page, 'a playdate without a day');
      const plan = { date: inDays(30), area: 'Near the old mill', address: '7 Hidden Lane' };
      await submit(page, 'form[action$="/playdates/new"]', {
        ...plan,
        greeting: 'Shall we build the train track?',
      });
      const title = asSeen(await page.locator('h1').innerText());
      await page.locator('form[action$="/now"] button').click();
      const guest = await someone();
      await openEnvelope(guest, familyLink(await mailTo(at('olha'), title)));
      await accessible(guest, 'an invitation to a playdate');
      await guest.goto(`${guest.url()}/together`);
      await accessible(guest, 'a playdate to talk over');

      await page.goto(`${circle}/taken`);
      await submit(page, `form[action$="/taken"]`);
      await accessible(page, 'times taken, without a day');
      await page.locator('[name=part][value=day]').check();
      await submit(page, `form[action$="/taken"]`, { day: inDays(30) });
      await accessible(page, 'times taken');
      await page.goto('/peace');
      await accessible(page, 'left in peace by nothing yet');
      await page.locator('.choosing button').first().click();
      await page.locator('.choosing button').last().click();
      await accessible(page, 'left in peace');
    });

    test('a guest can use each page', async ({ page, someone }) => {
      const host = await someone();
      const at = await tryAs(host, 'host');
      const mail = await mailTo(at('ravi'), /Uma/);
      await page.goto(familyLink(mail));
      await accessible(page, 'the envelope');
      await page.goto(linkIn(mail, /\?a=no$/));
      await accessible(page, 'the envelope with a no');
      await openEnvelope(page, familyLink(mail));
      await accessible(page, 'the invitation');
      const invitation = page.url();
      await page.goto(`${invitation}/together`);
      await accessible(page, 'to talk it over together');
      await page.goto(`${invitation}/peace`);
      await page.locator('main form button').first().click();
      await openDetails(page);
      await accessible(page, 'left in peace, from the invitation');
      await page.goto(`${invitation}/ways`);
      await submit(page, 'form[action$="/ways"]');
      await accessible(page, 'the ways to a family');
      await page.goto(invitation);
      for (const answer of ['later', 'no', 'yes']) {
        await openDetails(page);
        await page.locator(`button[name=says][value=${answer}]`).click();
        await expect(page.locator(`section.answer.${answer}`)).toBeVisible();
        await openDetails(page);
        await accessible(page, `answered: ${answer}`);
      }
      await askOnceMore(page);
      await page.goto(`${invitation}?a=no#coming`);
      await accessible(page, 'asked once more');
      await page.locator('#coming button[value=yes]').click();
      await accessible(page, 'said once more');
      await submit(page, 'form[action$="/details"]', { grownUps: '99' });
      await accessible(page, 'too many come along');
      await page.goto(linkIn(mail, /\/leave\//));
      await accessible(page, 'leaving');
    });

    test('what comes by mail can be used by each of them', async ({ page, someone }) => {
      const at = await tryAs(page, 'host');
      const mails = await Promise.all(
        ['ivan', 'deniz', 'ravi', 'hala'].map((to) => mailTo(at(to), /./, /\/i\//)),
      );
      const [luka, elif, uma, lina] = mails.map((mail) => ({ ...answering(mail), mail }));
      if (!luka || !elif || !uma || !lina) throw new Error('four mails');
      await openMadeUpParty(page);
      await handOver({ ...luka, raw: plain({ ...luka, words: 'x'.repeat(300), id: `1.${luka.uid}` }) });
      const wish = { ...elif, says: 'TENTATIVE', starts: ':20271204T150000Z', comment: 'Later' } as const;
      await handOver({ ...elif, raw: counter(wish) });
      const stranger = { ...uma, from: 'who@elsewhere.example' };
      await handOver({ ...stranger, raw: shapes.apple({ ...stranger, says: 'ACCEPTED' }) });
      const to = `bounce+${'a'.repeat(52)}@in.bunting.example`;
      const returned = { to, whose: lina.from, messageId: lina.mail.messageId ?? '' };
      await handOver({ from: '', to, raw: reports['Postfix: user unknown']?.mail(returned) ?? '' });
      await expect(page.locator('.messages > .rows > li')).toHaveCount(3);
      await expect(page.locator('section.unreached details.guest')).toHaveCount(4);
      await openDetails(page);
      await accessible(page, 'the host’s page, with what families wrote');

      const told = await mailTo(at('maya'), /Elif/);
      for (const mail of [luka.mail, told]) {
        const unsubscribing = await someone();
        await unsubscribing.goto(unsubscribeLink(mail));
        await accessible(unsubscribing, 'no more mail of this kind');
        await unsubscribing.locator('main form button').click();
        await accessible(unsubscribing, 'no more mail of this kind, pressed');
      }
      await page.goto('/peace');
      await accessible(page, 'nothing but invitations');
      await page.goto('about:blank');
      await page.setContent(told.html ?? '');
      await accessible(page, 'a mail to a host');

      await tryAs(page, 'keeper');
      await page.goto(await circleOf(page));
      await expect(page.locator('.family .tag').first()).toBeVisible();
      await accessible(page, 'the circle, with mail that comes back');
    });

    test('a guest hears of a change on each page', async ({ page, someone }) => {
      const host = await someone();
      const at = await tryAs(host, 'host');
      const mail = await mailTo(at('ravi'), /Uma/);
      await openEnvelope(page, familyLink(mail));
      const invitation = page.url();
      await page.locator('button[name=says][value=yes]').click();
      await expect(page.locator('section.answer.yes')).toBeVisible();
      await openMadeUpParty(host);
      const party = host.url();
      await host.goto(`${party}/changes`);
      await submit(host, '#plan', { date: inDays(40), address: '8 Hidden Lane' });
      await host.locator('[name=save]').click();
      await page.goto(invitation);
      await accessible(page, 'the invitation, with news');
      await page.goto(`${invitation}/together`);
      await accessible(page, 'to talk it over, with a yes given');
      await host.goto(party);
      await openDetails(host);
      await host.locator('form[action$="/cancellations"] button').click();
      await expect(host.locator('form[action$="/cancellations"]')).toHaveCount(0);
      await openDetails(host);
      await accessible(host, 'the host’s page, called off');
      await page.goto(familyLink(mail));
      await page.locator('main button').click();
      await accessible(page, 'the invitation, called off');
      await page.goto(linkIn(mail, /\/leave\//));
      await page.locator('main form button').click();
      await accessible(page, 'having left');
    });
  });

test.describe('with the keyboard alone', () => {
  test('an adult makes the address of a calendar, and ends mail of a kind', async ({ page, someone }) => {
    const at = await tryAs(page, 'host');
    await press(page, page.getByRole('link', { name: 'Parties in your calendar' }), 'Enter');
    await press(page, page.getByRole('button', { name: 'Make my address' }), 'Enter');
    await reach(page, page.locator('a.address'));
    await press(page, page.getByRole('button', { name: 'Stop it' }), 'Space');
    await expect(page.getByRole('button', { name: 'Make my address' })).toBeVisible();
    const other = await someone();
    await other.goto(unsubscribeLink(await mailTo(at('ravi'), /Uma/)));
    await press(other, other.getByRole('button', { name: 'No more of this mail' }), 'Enter');
    await expect(other.getByText('Done.')).toBeVisible();
  });

  test('a family gets from the envelope to its yes and changes it', async ({ page, someone }) => {
    const at = await tryAs(await someone(), 'host');
    await page.goto(familyLink(await mailTo(at('ravi'), /Uma/)));
    await press(page, page.getByRole('button', { name: 'Open the envelope' }), 'Enter');
    await press(page, page.getByRole('button', { name: 'Yes, Uma is coming' }), 'Space');
    await expect(page.getByRole('heading', { name: 'Lovely, Uma is coming' })).toBeVisible();
    await reach(page, page.getByLabel('Grown-ups'));
    await page.keyboard.type('2');
    await reach(page, page.getByLabel(/cannot eat/));
    await page.keyboard.type('nuts');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel(/cannot eat/)).toHaveValue('nuts');
    await press(page, page.getByText('Change the answer'), 'Enter');
    await press(page, page.getByRole('button', { name: 'We cannot come after all' }), 'Enter');
    await expect(page.getByRole('heading', { name: 'Not this time for Uma' })).toBeVisible();
  });

  test('a host gets through the guest list to the sending', async ({ page }) => {
    await tryAs(page, 'host');
    await startPlan(page);
    await fillPlan(page);
    await page.locator('body').press('Tab');
    await press(page, page.getByRole('button', { name: 'Next: who is invited' }), 'Enter');
    await press(page, page.getByRole('button', { name: 'Nobody' }), 'Space');
    await press(page, page.getByRole('checkbox', { name: 'Ibo' }), 'Space');
    await press(page, page.getByRole('checkbox', { name: 'Luka' }), 'Space');
    await expect(page.locator('.flag.full')).toHaveCount(2);
    await press(page, page.getByRole('button', { name: 'Next: look at it' }), 'Enter');
    await press(page, page.getByRole('button', { name: 'Send the invitations' }), 'Enter');
    await press(page, page.getByRole('button', { name: 'Take it back' }), 'Enter');
    await expect(page.getByRole('button', { name: 'Send the invitations' })).toBeVisible();
  });
  test('a family talks it over, and asks to be left in peace', async ({ page, someone }) => {
    const at = await tryAs(await someone(), 'host');
    await openEnvelope(page, familyLink(await mailTo(at('ravi'), /Uma/)));
    await press(page, page.getByRole('link', { name: 'Talk it over together' }), 'Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ellie has a party');
    await press(page, page.getByRole('button', { name: 'Not this time' }), 'Space');
    await expect(page.getByRole('heading', { name: 'Not this time for Uma' })).toBeVisible();
    await press(page, page.getByRole('button', { name: 'Another time, just the two of us?' }), 'Enter');
    await expect(page.getByText('The host sees: another time, just the two of you.')).toBeVisible();
    await press(page, page.getByRole('link', { name: 'Leave us in peace' }), 'Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Left in peace');
    await press(page, page.getByRole('button', { name: /^Leave us in peace \(Birthdays/ }), 'Enter');
    await expect(page.getByText('Done. Nothing of this comes to you any more.')).toBeVisible();
    await press(page, page.getByText('Invite us again', { exact: true }), 'Enter');
    await press(page, page.getByRole('button', { name: /^Birthdays in/ }), 'Enter');
    await expect(page.getByText('Done. From now on you are invited as ever.')).toBeVisible();
  });

  test('a host looks for a day, and has it in the plan', async ({ page }) => {
    await tryAs(page, 'host');
    await startPlan(page);
    await fillPlan(page);
    await page.locator('body').press('Tab');
    await press(page, page.getByRole('button', { name: 'Which day suits?' }), 'Enter');
    await press(page, page.getByRole('button', { name: 'Show the days' }), 'Enter');
    const half = page.locator('a.half').nth(9);
    const day = /date=([\d-]+)/.exec((await half.getAttribute('href')) ?? '')?.[1] ?? '';
    await press(page, half, 'Enter');
    await expect(page.getByLabel('Day', { exact: true })).toHaveValue(day);
    await press(page, page.getByRole('button', { name: 'Next: who is invited' }), 'Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who is on the string?');
  });
});

test.describe('on the narrowest screen', () => {
  test.use(narrow);

  test(
    'the longest words that may be typed are broken, and nothing is wider than the screen',
    atLength,
    async ({ page, someone }) => {
      const at = await tryAs(page, 'host');
      await startPlan(page);
      const word = (length: number): string => 'Donaudampfschiff'.repeat(40).slice(0, length);
      const plan = {
        title: word(80),
        area: word(120),
        address: word(200),
        presentsNote: word(120),
        greeting: word(600),
      };
      await fillPlan(page, plan);
      await page.getByRole('button', { name: 'Next: who is invited' }).click();
      await page.getByRole('button', { name: 'Next: look at it' }).click();
      await expectNoSidewaysScroll(page);
      await page.getByRole('button', { name: 'Send the invitations' }).click();
      await page.getByRole('button', { name: 'Send them now' }).click();
      await expect(tiles(page)).toHaveText(['0', '0', '22', '3']);
      await page.reload();
      await openDetails(page);
      await expectNoSidewaysScroll(page);
      const party = page.url();
      await page.goto(`${party}/slips`);
      await expectNoSidewaysScroll(page);
      await page.goto(party);
      await openDetails(page);
      await page.locator('section.unreached form:has([value=hand]) button').first().click();
      await expectNoSidewaysScroll(page);
      await page.goto(`${party}/changes`);
      await page.locator('[name=area]').fill(word(100));
      await page.getByRole('button', { name: 'See what changes' }).click();
      await expectNoSidewaysScroll(page);
      await page.goto('/');
      await expectNoSidewaysScroll(page);
      const guest = await someone();
      await openEnvelope(guest, familyLink(await mailTo(at('ivan'), /Donaudampfschiff/)));
      await expectNoSidewaysScroll(guest);
      await guest.getByRole('link', { name: 'Talk it over together' }).click();
      await expectNoSidewaysScroll(guest);
      await guest.goBack();
      await guest.getByRole('button', { name: 'Yes, Luka is coming' }).click();
      await guest.getByLabel(/cannot eat/).fill(word(300));
      await guest.getByRole('button', { name: 'Save' }).click();
      await expectNoSidewaysScroll(guest);
      await page.goto(await mailPage(at('ivan'), /Donaudampfschiff/));
      await expectNoSidewaysScroll(page);
      await page.goto('/mailbox');
      await expectNoSidewaysScroll(page);
    },
  );
});

/** No violation of WCAG 2.2 A or AA on a narrow screen by day and on a wide one by night; nothing wider than the screen. */
async function accessible(page: Page, name: string, without = 'no-part'): Promise<void> {
  await expectNoSidewaysScroll(page);
  await expectNoViolation(page, name, without);
  if (test.info().titlePath.includes('from right to left')) return;
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 1280, height: 900 });
  await expectNoSidewaysScroll(page);
  await expectNoViolation(page, `${name}, in the dark`, without);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(narrow.viewport);
}

async function expectNoViolation(page: Page, name: string, without: string): Promise<void> {
  const axe = new AxeBuilder({ page })
    .options({ runOnly: standards, resultTypes: ['violations'], preload: false })
    .setLegacyMode(true)
    .exclude(without);
  const { violations } = await axe.analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
  expect.soft(found, name).toEqual([]);
}

/** Fills in what is given and sends the form, as a browser without checks of its own would. */
async function submit(page: Page, form: string, fields: Record<string, string> = {}): Promise<void> {
  await page
    .locator(form)
    .first()
    .evaluate((element) => element.setAttribute('novalidate', ''));
  for (const [name, value] of Object.entries(fields))
    await page.locator(`${form} [name="${name}"]`).fill(value);
  const others = ['[formaction]', '[type=button]', '[name=keep]', '[aria-hidden]'];
  await page
    .locator(`${form} button${others.map((one) => `:not(${one})`).join('')}`)
    .first()
    .click();
}

/** The address of the made-up class. */
async function circleOf(page: Page): Promise<string> {
  await page.goto('/');
  const link = page.locator('main a[href^="/circles/"][href$="/parties/new"]');
  return ((await link.getAttribute('href')) ?? '').replace('/parties/new', '');
}

/** The code on the first of the slips of the party on the page. */
async function slipCode(page: Page): Promise<string> {
  const party = page.url();
  await page.goto(`${party}/slips`);
  const code = (await page.locator('.slip-code').first().textContent()) ?? '';
  await page.goto(party);
  return code;
}

async function openSlip(page: Page, code: string): Promise<void> {
  await page.goto('/slip');
  await submit(page, 'form[action="/slip"]', { code });
  await expect(page).toHaveURL(/\/invitations\//);
}

async function openDetails(page: Page): Promise<void> {
  await page.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
}

async function upload(page: Page, name: string, text: string): Promise<void> {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: `${name}.csv`, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.locator('form[action$="/rosters"] button').click();
}

function list(head: string, ...classes: string[]): string {
  const rows = classes.map((one, place) => `Anna ${place},Berg,${one},geheim,Eva,eva${place}@example.org`);
  return [`First name,Last name,${head},Password,Guardian name,Guardian email`, ...rows].join('\n');
}

/** Goes on with Tab until it is there, and can be seen to be there. */
async function reach(page: Page, target: Locator): Promise<void> {
  const wanted = await target.elementHandle();
  for (let steps = 0; steps < 80; steps += 1) {
    await page.keyboard.press('Tab');
    const there = await page.evaluate(
      (element) =>
        document.activeElement === element || document.activeElement === element?.closest('summary'),
      wanted,
    );
    if (!there) continue;
    const outline = await page.evaluate(
      () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
    );
    expect(outline, 'a focus that can be seen').not.toBe('none');
    return;
  }
  throw new Error(`Tab never reaches ${target.toString()}`);
}

async function press(page: Page, target: Locator, key: 'Enter' | 'Space'): Promise<void> {
  await reach(page, target);
  await page.keyboard.press(key);
}
