import fc from 'fast-check';

/**
 * Properties are tried with the same values each time, so that a red run is told by the change and
 * not by chance. `RELEVO_PROPERTY_SEED=random npx vitest run` looks for new ones; a counterexample
 * becomes a named test.
 */
const DEFAULT_SEED = 20_261_122;

const wanted = process.env.RELEVO_PROPERTY_SEED;
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted ?? DEFAULT_SEED) });
