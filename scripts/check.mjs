import { install } from './install.mjs';

install();
const { check } = await import('./checks.mjs');
const { passed, failed } = await check();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
