import { expect, it } from 'vitest';
import { inflateRawSync } from 'node:zlib';
import { dump, stored } from './dump.ts';
import { keeper, linkTo, luka, makeClass, makeParty, noor, signIn } from './people.ts';
import { hidden } from './visitor.ts';
import { openWorld } from './world.ts';

// What happened to others (SECURITY.md names them), as it would have to happen here.

it('Evite: there is no password to lose, and no birth date, number or picture of anybody', async () => {
  const world = await openWorld();
  const { rows } = await world.owner.query<{ name: string }>(
    "select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'",
  );
  expect(rows.length).toBeGreaterThan(300);
  const never =
    /passw|pwd|birth|born|\bdob\b|\bage\b|ssn|passport|national|gender|\bsex\b|medical|religion|picture|photo|image|avatar|latitude|longitude|ip_address|user_agent/;
  const found = rows.map(({ name }) => name).filter((name) => never.test(name.replaceAll(/[_.]/g, ' ')));
  // Families nearby may be told about how old children will be, if their host says so.
  expect(found).toEqual(['door_call.age']);
});

it('Partiful: a picture with the place where it was made is kept nowhere, and given to nobody', async () => {
  const world = await openWorld();
  const { circle } = await makeClass(world);
  const anjali = world.visitor();
  await signIn(world, anjali, keeper);
  const before = await stored(world.owner);
  const exif = Buffer.concat([
    Buffer.from('ffd8ffe1', 'hex'),
    Buffer.from('\0\u0018Exif\0\0GPSLatitude 53.8'),
    Buffer.from('ffd9', 'hex'),
  ]);
  const pressed = await anjali.upload(`/circles/${circle}/rosters`, [
    { name: 'party.jpg', text: new Uint8Array(exif) },
  ]);
  expect(pressed.status).toBe(422);
  expect(await stored(world.owner)).toEqual(before);
});

it('PowerSchool: nobody has a view of more circles than their own, whatever they keep', async () => {
  const world = await openWorld();
  const [one, other] = [await makeClass(world), await makeClass(world, undefined, 'Class 2A')];
  const anjali = world.visitor();
  await signIn(world, anjali, 'another.keeper@school.example');
  for (const { circle } of [one, other]) {
    expect((await anjali.get(`/circles/${circle}`)).status).toBe(404);
    expect((await anjali.post(`/circles/${circle}/rosters/imports`, { allowed: 'yes' })).status).toBe(404);
  }
  expect(
    world.app.routes
      .map(({ path }) => path)
      .filter((path) => /admin|support|operator|impersonate|sudo/.test(path)),
  ).toEqual([]);
});

it('ClassCharts: what one family was just shown, the next one who asks is not', async () => {
  const world = await openWorld();
  await makeParty(world, await makeClass(world), ['Luka', 'Noor']);
  await world.work();
  const [ivan, karim] = [world.visitor(), world.visitor()];
  const [lukas, noors] = [
    await ivan.post(await linkTo(world, luka.address)),
    await karim.post(await linkTo(world, noor.address)),
  ];
  for (let nth = 0; nth < 3; nth += 1) {
    expect((await ivan.get(lukas.path)).text).toContain('Luka');
    expect((await karim.get(noors.path)).text).toContain('Noor');
    const foreign = await karim.get(lukas.path);
    expect([foreign.status, foreign.text.includes('Luka')]).toEqual([404, false]);
  }
  expect((await ivan.get(lukas.path)).headers.get('cache-control')).toBe('no-store');
});

it('school files: a column of passwords gets as far as the memory that read it', async () => {
  const world = await openWorld();
  const { circle } = await makeClass(world);
  const anjali = world.visitor();
  await signIn(world, anjali, keeper);
  const text =
    'Child,Parent,E-mail,Password,SSN,Date of birth\nAda,Grace,grace@families.example,Hunter2secret,078-05-1120,2018-03-04\n';
  const preview = await anjali.upload(`/circles/${circle}/rosters`, [{ name: 'users.csv', text }]);
  expect(preview.text).toContain('Password');
  const sheet = hidden(preview.html, 'sheet');
  const travels = inflateRawSync(Buffer.from(sheet.split('.')[0] ?? '', 'base64url')).toString();
  const stored = JSON.stringify(await dump(world.owner));
  for (const secret of ['Hunter2secret', '078-05-1120', '2018-03-04'])
    for (const place of [preview.html, travels, stored]) expect(place).not.toContain(secret);
});
