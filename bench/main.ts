import { parseArgs } from 'node:util';
import { runDoor } from './door.ts';
import { runGuest } from './guest.ts';
import { runHost } from './host.ts';
import { runNotice } from './notice.ts';
import { runScope } from './scope.ts';
import { runWall } from './wall.ts';
import { closeAll } from './opened.ts';
import type { Options } from './options.ts';
import { printReport } from './report.ts';

const benchmarks = new Map([
  ['guest', runGuest],
  ['host', runHost],
  ['notice', runNotice],
  ['door', runDoor],
  ['wall', runWall],
  ['scope', runScope],
]);

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '1' },
    },
  });
  const [name = 'guest'] = positionals;
  const benchmark = benchmarks.get(name);
  const rounds = Number(values.rounds);
  if (!benchmark || !Number.isInteger(rounds) || rounds < 1) {
    console.error(
      `npm run bench -- [${[...benchmarks.keys()].join('|')}] [--quick] [--full] [--rounds=3] [--json]`,
    );
    return 2;
  }
  const { full } = values;
  const options: Options = values.quick
    ? { seconds: 1, warmUp: 0.5, rounds, full }
    : { seconds: 5, warmUp: 2, rounds, full };
  const report = await benchmark(options, (what) => console.error(what));
  printReport(report, values.json);
  return report.errors === 0 && report.lost === 0 ? 0 : 1;
}

async function end(code: number): Promise<never> {
  await closeAll();
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(signal, () => void end(1));
await main().then(end, (error: unknown) => {
  console.error(error);
  return end(1);
});
