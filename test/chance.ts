import fc from 'fast-check';
import { isMany, scaled } from './scaled.ts';

// In `npm test` what comes by chance comes the same each time: what was not touched does not fail. The long one draws anew.
fc.configureGlobal({ numRuns: scaled(100), ...(isMany ? {} : { seed: 20261121 }) });
