import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addressField, lineField } from './field-schemas.ts';
import { parse, readTyped, textOf, textsOf, type Typed } from './form.ts';
import type { WebEnv } from './web.ts';

async function typed(body: NonNullable<RequestInit['body']>, type?: string): Promise<Typed> {
  let read: Typed = {};
  const app = new Hono<WebEnv>();
  app.post('/', async (c) => {
    read = await readTyped(c);
    return c.body(null);
  });
  await app.request('/', { method: 'POST', body, ...(type ? { headers: { 'content-type': type } } : {}) });
  return read;
}

describe('what was typed', () => {
  it('is there by the name of its field, once or several times', async () => {
    const read = await typed(new URLSearchParams('a=1&b=2&b=3&c='));
    expect([textOf(read, 'a'), textOf(read, 'b'), textOf(read, 'c'), textOf(read, 'd')]).toEqual([
      '1',
      '2',
      '',
      '',
    ]);
    expect([textsOf(read, 'a'), textsOf(read, 'b'), textsOf(read, 'd')]).toEqual([['1'], ['2', '3'], []]);
  });

  it('loses the one letter that no database takes, and keeps all others as they are', async () => {
    const read = await typed(new URLSearchParams({ name: 'El\0lie \u202e👩‍👧 ليلى\r\n ' }));
    expect(read).toEqual({ name: 'Ellie \u202e👩‍👧 ليلى\r\n ' });
  });

  it('has no names that a form of ours cannot have', async () => {
    const read = await typed(
      new URLSearchParams({
        __proto__: 'x',
        constructor: 'x',
        'a b': 'x',
        '1': 'x',
        ['x'.repeat(100)]: 'x',
        'child-5f': 'y',
      }),
    );
    expect(Object.keys(read).filter((name) => name !== 'constructor')).toEqual(['child-5f']);
    expect(Object.getPrototypeOf(read)).toBeNull();
    expect(
      textOf(
        await typed('__proto__=x&__proto__[polluted]=1', 'application/x-www-form-urlencoded'),
        'polluted',
      ),
    ).toBe('');
    expect(textOf({}, 'polluted')).toBe('');
  });

  it('in a form that is none is no fault of ours', async () => {
    const body = new FormData();
    body.append('name', new File(['x'], 'x.txt'));
    expect(textOf(await typed(body), 'name')).toBe('');
    for (const [type, text] of [
      ['application/json', '{"name":"Ellie"}'],
      ['multipart/form-data; boundary=x', '--x\r\nname'],
      ['application/x-www-form-urlencoded', '%E0%A4%A=%&&&=='],
      ['nonsense', ''],
    ] as const)
      expect(textOf(await typed(text, type), 'name')).toBe('');
  });
});

describe('a form', () => {
  const schema = z.object({ name: lineField('field.child_missing', 10), address: addressField });

  it('is read by its schema, tidied', () => {
    const read = parse(schema, { name: '  El\u202elie \n B. ', address: ' MAYA@Families.Example ' });
    expect(read).toEqual({ ok: true, value: { name: 'El lie B.', address: 'maya@families.example' } });
  });

  it('says one sentence for each field that cannot be used', () => {
    const wrong: [Typed, Record<string, string>][] = [
      [{}, { name: 'field.child_missing', address: 'field.address_missing' }],
      [
        { name: ' ', address: '' },
        { name: 'field.child_missing', address: 'field.address_missing' },
      ],
      [
        { name: 'x'.repeat(11), address: 'maya' },
        { name: 'field.too_long', address: 'field.address_wrong' },
      ],
    ];
    for (const [fields, errors] of wrong) expect(parse(schema, fields)).toEqual({ ok: false, errors });
    expect(parse(schema, { name: ['a', 'b'], address: 'a@b.de' })).toMatchObject({
      ok: true,
      value: { name: 'a' },
    });
  });

  it.each([
    ['ana@example.org', true],
    ["o'brien+kids@mail.example.co.uk", true],
    ['søren@example.dk', true],
    ['ana@example', false],
    ['ana@exa mple.org', false],
    ['ana@@example.org', false],
    ['ana@example.org, eve@example.org', false],
    ['"ana"@example.org', false],
    ['ana@example.org>', false],
    ['ana@example.', false],
    ['ana\u200b@example.org', false],
  ])('takes %j as an address: %s', (address, taken) => {
    expect(addressField.safeParse(address).success).toBe(taken);
  });
});
