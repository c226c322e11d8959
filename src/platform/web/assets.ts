import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Hono } from 'hono';
import { squeeze } from './send.ts';
import type { WebEnv } from './web.ts';

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

type Asset = { type: string; plain: Uint8Array<ArrayBuffer>; brotli: Uint8Array<ArrayBuffer> | undefined };

/**
 * Serves the built styles, scripts and letters from memory. Their names hold a hash of what is in them, so that a
 * browser keeps them for good.
 */
export async function serveAssets(folder: string): Promise<Hono<WebEnv>> {
  const assets = new Map<string, Asset>();
  for (const name of await readdir(folder)) assets.set(name, await load(join(folder, name)));
  const app = new Hono<WebEnv>();
  app.get('/assets/:name', (c) => {
    const asset = assets.get(c.req.param('name'));
    if (!asset) return c.text('', 404);
    const small = asset.brotli && (c.req.header('accept-encoding') ?? '').includes('br');
    return new Response(small ? asset.brotli : asset.plain, {
      headers: {
        'Content-Type': asset.type,
        'Cache-Control': 'public, max-age=31536000, immutable',
        ...(asset.brotli ? { Vary: 'Accept-Encoding' } : {}),
        ...(small ? { 'Content-Encoding': 'br' } : {}),
      },
    });
  });
  return app;
}

async function load(path: string): Promise<Asset> {
  const file = await readFile(path);
  const type = types[extname(path)] ?? 'application/octet-stream';
  return {
    type,
    plain: new Uint8Array(file),
    brotli: path.endsWith('.woff2') ? undefined : new Uint8Array(squeeze(file)),
  };
}
