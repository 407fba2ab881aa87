import { type Rule, watch } from './watch';

/** Written before this code by the relay (sync-server/page-rules). */
declare const RELEVO_RULES: readonly Rule[];

/**
 * Comes with the launcher, in one answer, where live workflows wait for something on the page: too
 * large for the launcher's own 4 KB, and of no use to every other site (performance S1).
 */
const { Relevo } = window;
watch(RELEVO_RULES, (rule) => typeof Relevo === 'function' && Relevo('met', rule) === true);
