import fc from 'fast-check';
import { classify } from '../../src/platform/mail/inbound/classify.ts';
import { readLetter } from '../../src/platform/mail/inbound/letter.ts';
import { newId, sealId } from '../../src/kernel/id.ts';
import { known, mails } from './worst.ts';

// Reads mails that are hard to read in a process of its own, and says how much more memory it has held than before.
const key = Buffer.alloc(32, 1);
const here = { key, domain: 'in.bunting.example', address: 'hello@bunting.example' };
const recipient = `rsvp+${sealId(key, 'rsvp', newId())}@in.bunting.example`;

async function read(raw: Uint8Array): Promise<void> {
  const letter = await readLetter(raw);
  if (letter) classify(letter, { recipient, sender: 'a@b.example' }, here);
}

await read(known[0] ?? Buffer.alloc(0));
const all = [...known, ...fc.sample(mails, { numRuns: 60, seed: 4 })];
globalThis.gc?.();
const before = process.memoryUsage().rss;
let most = 0;
for (const raw of all) {
  await read(raw);
  // Looked at with what it has left lying about; the most that a process has ever held is that of its start.
  most = Math.max(most, process.memoryUsage().rss - before);
  globalThis.gc?.();
}
console.log(JSON.stringify({ mails: all.length, most }));
