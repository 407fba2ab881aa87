import { expect, test } from 'vitest';
import { RunEndReason } from '../model/event';
import { hasDied } from '../model/run';
import { emptyWorkspace, Locale } from '../model/workspace';
import { overwriteGetLocale } from '../i18n/paraglide/runtime';
import { eventWords } from './event-words';
import { deathWords, endWords } from './run-words';

const DETAILS = [
	...['visits', 'starts', 'bytes', 'tooLate', 'version', 'badId', 'tooLarge', 'malformed'],
	'noStep:stp_gone',
];

function inBoth(say: () => string | undefined): (string | undefined)[] {
	const told = Locale.options.map((locale) => {
		overwriteGetLocale(() => locale);
		return say();
	});
	overwriteGetLocale(() => 'es');
	return told;
}

test.each(DETAILS)('E-30, A7: why a run died is told in both languages: %s', (detail) => {
	const [es, en] = inBoth(() => deathWords({ reason: 'failed', detail }));
	expect(es).toBeTruthy();
	expect(en).toBeTruthy();
	expect(es).not.toBe(en);
	expect(es).not.toContain(detail);
});

test('E-30: a kind that is not known here is named, and a step says its own problem', () => {
	const newer = { reason: 'newerVersionNeeded', detail: 'land-on-moon' } as const;
	expect(deathWords(newer)).toContain('land-on-moon');
	expect(deathWords({ reason: 'loopLimit' })).toBeTruthy();
	expect(deathWords({ reason: 'failed', detail: 'deleted:tag:tag_a' }, 'tag')).toBeTruthy();
	expect(deathWords({ reason: 'failed', detail: 'whatever went wrong' })).toBeUndefined();
});

test.each(RunEndReason.options)(
	'E-30: the conversation says when a run has died of %s',
	(reason) => {
		const end = { type: 'runEnded', run: 'run_1', conversation: 'cnv_1', reason } as const;
		const event = {
			...end,
			id: 'run_1.ended',
			at: 1,
			by: { kind: 'engine', id: 'hst_1' },
		} as const;
		const told = inBoth(() => eventWords(event, emptyWorkspace()));
		if (hasDied(reason)) {
			expect(told.every(Boolean)).toBe(true);
			expect(told[0]).not.toBe(told[1]);
		} else {
			expect(told).toEqual(['', '']);
			expect(deathWords({ reason, detail: 'visits' })).toBeUndefined();
		}
		expect(endWords(reason)).toBeTruthy();
	},
);
