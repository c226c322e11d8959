import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { openWorld } from '../../../test/world.ts';
import { Visitor } from '../../../test/visitor.ts';
import { makeApp } from '../../app.tsx';
import { languages } from '../../platform/language/languages.ts';

it('anybody reads what is kept about them, from the foot of every page and in their own language', async () => {
  const world = await openWorld();
  const visitor = world.visitor();
  expect((await visitor.get('/')).html).toContain('href="/privacy"');
  const seen = await visitor.get('/privacy');
  expect(seen.status).toBe(200);
  expect(seen.text).toContain('No birthday, no photo of your child, no reason for a no.');
  for (const page of ['/account/takeout', '/account/erasure']) expect(seen.html).toContain(`href="${page}"`);
  const titles = new Set<string>();
  for (const language of Object.keys(languages)) {
    await visitor.post('/language', { language, back: '/privacy' });
    const { html } = await visitor.get('/privacy');
    expect(html).toContain(`lang="${language}"`);
    titles.add(/<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? '');
  }
  expect(titles.size).toBe(Object.keys(languages).length);
});

it('and who is responsible, where the operator has said so, as text and nothing else', async () => {
  const { platform } = await openWorld();
  const contact = 'Oak Primary <b>, privacy@oak.example';
  const app = makeApp({ ...platform, contact }, { assets: new Hono(), loopback: true });
  expect((await new Visitor(app).get('/privacy')).html).toContain(
    'Oak Primary &lt;b&gt;, privacy@oak.example',
  );
});
