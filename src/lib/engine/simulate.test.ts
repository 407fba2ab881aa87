import { expect, test } from 'vitest';
import { DAY, HOUR } from '../base/clock';
import { probing } from './probes.test-kit';
import { simulate } from './simulate';
import { CONTACT, CONVERSATION, customer, START, step, workspace } from './stage.test-kit';

const waits = { forMs: HOUR, interruptedBy: [] };
const live = [
	probing('wf_wait', 'first-message', {
		one: step('wait', waits, { done: 'two' }),
		two: step('wait', waits, { done: 'n' }),
		n: step('note', { text: 'two hours later' }),
	}),
	probing('wf_quiet', ['probe-silence', { forMs: DAY }], { n: step('note', { text: 'quiet' }) }),
];
const notes = (s: ReturnType<typeof simulate>) =>
	s.rehearsal.events.flatMap((event) => (event.type === 'noteAdded' ? [event.text] : []));
const begin = () => {
	const s = simulate({ contact: CONTACT, workspace: workspace(), live, startAt: START });
	s.play(customer, { type: 'messageSent', conversation: CONVERSATION, text: 'hi' });
	return s;
};

test('the clock skips to whatever time brings next, and stops when nothing more comes', () => {
	const s = begin();
	const first = s.nextTimer();
	expect(s.skipToNextTimer()).toBe(first);
	expect(s.now()).toBe(first);
	expect(notes(s)).toEqual([]);
	s.skipToNextTimer();
	expect(notes(s)).toEqual(['two hours later']);
	s.skipToNextTimer();
	expect(notes(s)).toEqual(['two hours later', 'quiet']);
	expect(s.skipToNextTimer()).toBeUndefined();
});

test('a jump serves every deadline on its way when it was due, not at its end (E-18)', () => {
	const s = begin();
	s.jumpTo(START + 3 * DAY);
	expect(s.now()).toBe(START + 3 * DAY);
	expect(notes(s)).toEqual(['two hours later', 'quiet']);
	const late = Object.values(s.rehearsal.state().runs).flatMap(({ steps }) =>
		steps.filter(({ lateMs }) => lateMs !== undefined),
	);
	expect(late).toEqual([]);
	expect(() => s.jumpTo(START)).toThrow();
});
