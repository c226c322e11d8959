import { run } from './run.mjs';

// Each check is silent when all is well; what it says is shown when it is not.
const checks = {
  types: ['tsc', '-p', '.'],
  lint: ['oxlint', '--deny-warnings'],
  format: ['oxfmt', '--check'],
  'order of the rooms': ['depcruise', 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'err'],
  'dead code': ['knip'],
  'the house': ['node', 'scripts/check-house.ts'],
  'migrations that the version before can live with': ['node', 'scripts/check-migrations.ts'],
  'what SECURITY.md claims': ['node', 'scripts/check-security.ts'],
  catalogues: ['node', 'scripts/check-catalogues.ts'],
  'tables as the migrations make them': ['node', 'scripts/tables.ts', '--verify'],
};

/** Runs every check and says how each went. */
export async function check() {
  const results = { passed: 0, failed: 0 };
  for (const [name, command] of Object.entries(checks)) {
    const { code, said } = await run(command, { keep: true });
    results[code === 0 ? 'passed' : 'failed'] += 1;
    console.log(`${code === 0 ? '✓' : '✗'} ${name}`);
    if (code !== 0) console.log(said);
  }
  return results;
}
