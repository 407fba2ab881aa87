import { expect, test } from 'vitest';
import { SHOWN_ENGINE } from './event';
import { mayBeShown } from './shown';

const message = {
	id: 'ev_1.0',
	at: 1,
	by: SHOWN_ENGINE,
	type: 'messageSent',
	conversation: 'cnv_1',
	text: 'hello',
};
const prompt = {
	...message,
	type: 'promptShown',
	typing: true,
	input: { kind: 'buttons', options: [{ id: 'yes', label: 'Yes' }] },
};

test('P8: text, buttons and the public name of a teammate are shown', () => {
	expect(mayBeShown(message)).toBe(true);
	expect(mayBeShown(prompt)).toBe(true);
	const by = { kind: 'teammate', id: 'tmt_ana' };
	expect(mayBeShown({ ...message, by, as: 'Ana', files: [] })).toBe(true);
	expect(mayBeShown({ ...message, seen: { dev_1: 3 } })).toBe(true);
});

test.each([
	['the host it ran on', { ...message, by: { kind: 'engine', id: 'tmt_ana' } }],
	['the runs that led to it', { ...message, cause: ['run_1'] }],
	['the step', { ...message, node: 'angry-customer', visit: 1 }],
	['a field that nobody has thought of yet', { ...message, mood: 'angry' }],
	['more about the author', { ...message, by: { ...SHOWN_ENGINE, mail: 'ana@example.org' } }],
	[
		'a word beside a button',
		{ ...prompt, input: { kind: 'buttons', options: [{ id: 'yes', label: 'Yes', tag: 'vip' }] } },
	],
	['a field that every object has', { ...message, toString: 'angry' }],
	['a note', { ...message, type: 'noteAdded' }],
])('P8, I8: %s is not shown', (_, raw) => {
	expect(mayBeShown(raw)).toBe(false);
});
