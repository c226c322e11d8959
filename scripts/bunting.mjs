import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { install, ownNode, root } from './install.mjs';

install();
const entry = join(root, 'dist', 'bunting.js');
if (!existsSync(entry))
  spawnSync(ownNode, [join(root, 'scripts', 'build.mjs')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
// Paths on the command line are meant from where the command was typed.
const cwd = process.env.INIT_CWD ?? process.cwd();
process.exit(spawnSync(ownNode, [entry, ...process.argv.slice(2)], { cwd, stdio: 'inherit' }).status ?? 1);
