import { createHash, randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { accessible, atLength, expect, linkIn, mailTo, test, tryAs, twoWays, walk } from './people.ts';

type Written = { words: string; name?: string; doubts?: string[]; language?: string; state?: string };
type Wall = {
  at: string;
  look: string;
  write: (cards: readonly Written[]) => Promise<string[]>;
  states: () => Promise<string[]>;
};

async function asked<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ host: process.env['BUNTING_SOCKET'], user: 'bunting', database: 'bunting' });
  await client.connect();
  const { rows } = await client.query<Row>(text, values);
  await client.end();
  return rows;
}

/** A wall of the made-up host's, and a way to write cards on it: thousands of strangers have no browser here. */
async function openWall(address: string): Promise<Wall> {
  const [wall, token] = [randomUUID(), randomBytes(16).toString('base64url')];
  await asked(
    `insert into wall (circle_id, id, family_id, link_hash, name, about, pattern, languages, zone, opens_at, closes_at,
       candles, breath, at_once, created_at)
     select circle_id, $1, family_id, sha256($2), 'Mina', 'Mina is turning five', 'plain', '{en}', 'Europe/London', now(),
       now() + interval '2 days', 5, 10, false, now() from adult where address = $3`,
    [wall, Buffer.from(token), address],
  );
  const write = async (cards: readonly Written[]): Promise<string[]> => {
    const rows = cards.map((card, place) => ({
      name: '',
      doubts: [],
      language: 'en',
      state: 'waiting',
      ...card,
      id: randomUUID(),
      place,
      text: createHash('sha256').update(card.words).digest('hex'),
    }));
    await asked(
      `insert into wall_card (circle_id, wall_id, id, words, stamp, country, name, language, writer, text_hash, doubts, state,
         written_at)
       select w.circle_id, w.id, c.id, c.words, 'cake', 'BR', c.name, c.language, sha256(c.id::text::bytea),
         decode(c.text, 'hex'), array(select jsonb_array_elements_text(c.doubts)), c.state, now()
       from wall w, jsonb_to_recordset($2) as c (id uuid, words text, name text, language text, doubts jsonb, state text,
         text text, place bigint) where w.id = $1 order by c.place`,
      [wall, JSON.stringify(rows)],
    );
    return rows.map(({ id }) => id);
  };
  const states = async () =>
    (
      await asked<{ state: string }>('select state from wall_card where wall_id = $1 order by number', [wall])
    ).map(({ state }) => state);
  return { at: `/walls/${wall}`, look: `/w/${token}`, write, states };
}

const kind = ['Happy birthday, Mina', 'I am 5 too', 'My cat says hello', 'Dance a lot today'];

walk(twoWays, () => {
  test('every card is read before it shows: the family and a friend read, each their own thirty, and one press shows all but the marked', async ({
    page,
    someone,
    javaScriptEnabled,
  }) => {
    const at = await tryAs(page, 'host');
    const wall = await openWall(at('maya'));
    const many = Array.from({ length: 36 }, (_, place) => ({
      words: `${kind[place % 4]} (${place})`,
      name: 'Ana',
    }));
    await wall.write([...many, ...['Ben', 'Chloé', 'Dina'].map((name) => ({ words: 'Hurray', name }))]);
    await wall.write([{ words: 'Room 12345', doubts: ['digits'] }]);

    await page.goto(`${wall.at}/readers`);
    await accessible(page);
    await page.getByLabel('Their name').fill('Rosa');
    await page.getByLabel('Their e-mail address').fill(at('rosa'));
    await page.getByRole('button', { name: 'Ask them' }).click();
    await expect(page.locator('.reader')).toContainText('Rosa');

    const rosa = await someone();
    await rosa.goto(linkIn(await mailTo(at('rosa'), 'cards for Mina'), /\/r\//));
    await accessible(rosa);
    await rosa.getByRole('button', { name: 'Open the cards' }).click();
    await expect(rosa.locator('.lead')).toHaveText('40 cards wait.');
    await rosa.getByRole('button', { name: 'Give me thirty' }).click();
    await expect(rosa.locator('.heap')).toHaveCount(30);
    await accessible(rosa);

    await page.goto(`${wall.at}/reading`);
    await page.getByRole('button', { name: 'Give me thirty' }).click();
    await expect(page.locator('.heap')).toHaveCount(8);
    const hers = await rosa.locator('.heap .said').allTextContents();
    const mine = await page.locator('.heap .said').allTextContents();
    expect(mine.filter((words) => hers.includes(words))).toEqual([]);
    await expect(page.locator('.heap', { hasText: 'Hurray' })).toContainText(
      '3 cards say this. Ben · Chloé · Dina',
    );
    await expect(page.locator('.heap', { hasText: 'Room 12345' })).toContainText('several figures in a row');

    // The doubtful one is left out, by the keyboard where there is one; all others show.
    if (javaScriptEnabled) {
      for (let step = 0; step < 8; step += 1) await page.keyboard.press('j');
      await page.keyboard.press('x');
    } else await page.locator('.heap', { hasText: 'Room 12345' }).getByLabel('Leave it out').check();
    await expect(page.locator('.heap', { hasText: 'Room 12345' }).getByLabel('Leave it out')).toBeChecked();
    await accessible(page);
    if (javaScriptEnabled) await page.keyboard.press('a');
    else await page.getByRole('button', { name: 'Show all but the marked' }).click();
    await expect(page.locator('.lead')).toHaveText('30 cards wait.');
    await expect(page.getByText('cards a minute')).toBeVisible();
    expect((await wall.states()).filter((state) => state === 'shown')).toHaveLength(9);
    expect((await wall.states()).at(-1)).toBe('refused');

    // And back again.
    if (javaScriptEnabled) await page.keyboard.press('u');
    else await page.getByRole('button', { name: 'Take the last press back' }).click();
    await expect(page.locator('.heap')).toHaveCount(8);
    expect(new Set(await wall.states())).toEqual(new Set(['waiting']));

    // Rosa has enough: what lay before her goes to the family; and she is not asked any more.
    await rosa.getByRole('button', { name: 'Enough for now' }).click();
    await page.getByRole('button', { name: 'Show all but the marked' }).click();
    await expect(page.locator('.heap')).toHaveCount(30);
    await page.goto(`${wall.at}/readers`);
    await page.getByRole('button', { name: 'Remove Rosa' }).click();
    await expect(page.locator('.reader')).toHaveCount(0);
    await rosa.goto(`${wall.at}/reading`);
    await expect(rosa).toHaveURL(/\/sign-in/);
  });

  test(
    'anybody can report a card; a number says what became of it, and readers see it first',
    atLength,
    async ({ page, someone }) => {
      const at = await tryAs(page, 'host');
      const wall = await openWall(at('maya'));
      const [card] = await wall.write([{ words: 'You all know where she lives', name: 'X', state: 'shown' }]);
      await wall.write([{ words: 'Happy birthday' }]);
      const stranger = await someone();
      await stranger.goto(`${wall.look}/cards/${card}/reports`);
      await accessible(stranger);
      await stranger.getByRole('button', { name: 'Report the card' }).click();
      await expect(stranger.getByRole('alert')).toContainText('Please choose one.');
      await stranger.getByLabel('It tells or asks something private').check();
      await stranger.getByRole('button', { name: 'Report the card' }).click();
      await expect(stranger.locator('.reference')).toHaveText(/^R-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
      await accessible(stranger);

      await page.goto(`${wall.at}/reading`);
      await page.getByRole('button', { name: 'Give me thirty' }).click();
      const first = page.locator('.heap').first();
      await expect(first).toContainText('Somebody reported it: It tells or asks something private');
      await first.getByLabel('Leave it out').check();
      await first.getByLabel('Take it down for good').check();
      await page.getByRole('button', { name: 'Show all but the marked' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('All cards are read');
      await stranger.reload();
      await expect(stranger.getByText('The card is not on the wall any more.')).toBeVisible();
      expect(await wall.states()).toEqual(['down', 'shown']);
    },
  );
});
