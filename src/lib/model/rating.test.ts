import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../base/clock';
import { foldContact } from './contact-state';
import type { Author, DomainEvent, EventBody } from './event';
import { givenRatings, lateRatings } from './given-ratings';

const conversation = 'cnv_1';
const START = 1_000;

test('E-25: the change window is counted from the first rating, by the times the customer gave', () => {
	const first = rates('ev_a', START + MINUTE, 2);
	const inTime = rates('ev_b', START + HOUR, 5);
	const late = rates('ev_c', START + MINUTE + HOUR + 1, 1);
	expect(scoreAfter([asks('ev_q', START), first, inTime])).toBe(5);
	expect(scoreAfter([asks('ev_q', START), first, inTime, late])).toBe(5);
	expect(scoreAfter([asks('ev_q', START), first, late])).toBe(2);
	// A change does not open another window.
	const chained = rates('ev_d', START + 2 * HOUR, 1);
	expect(scoreAfter([asks('ev_q', START), first, inTime, chained])).toBe(5);
});

test('B9: a rating after its window does not count, and is known to have come', () => {
	const asked = asks('ev_q', START);
	const first = rates('ev_a', START + MINUTE, 2);
	const inTime = rates('ev_b', START + HOUR, 5);
	const late = rates('ev_c', START + MINUTE + HOUR + 1, 1);
	const later = rates('ev_d', START + 3 * HOUR, 3);
	const forged = rates('ev_e', START + 3 * HOUR, 9);
	const unasked = rates('ev_f', START + 3 * HOUR, 3, 'ev_r');
	expect([...lateRatings([asked, first, inTime]).values()]).toEqual([]);
	expect([...lateRatings([asked, first, inTime, late, later, forged, unasked])]).toEqual([
		['ev_c', late],
		['ev_d', later],
	]);
	const once = [asks('ev_q', START, 'none'), first, inTime];
	expect([...lateRatings(once).keys()]).toEqual(['ev_b']);
	expect(scoreAfter(once)).toBe(2);
});

test('E-25: a question that says nothing of changes takes one rating', () => {
	const asked = asks('ev_q', START, 'none');
	expect(scoreAfter([asked, rates('ev_a', START + 1, 2), rates('ev_b', START + 2, 5)])).toBe(2);
});

test('E-25: given offline before the question was over, it counts whenever it arrives', () => {
	const over = ends('ev_x', START + HOUR, 'ev_q');
	const given = rates('ev_a', START + MINUTE, 4);
	expect(scoreAfter([asks('ev_q', START), over, given])).toBe(4);
});

test('E-25: another closing has a rating of its own, and the former one is then past changing', () => {
	const second = asks('ev_r', START + 10);
	const both = [
		asks('ev_q', START),
		rates('ev_a', START + 5, 1),
		second,
		rates('ev_b', START + 20, 5, 'ev_r'),
	];
	expect(scoreAfter(both)).toBe(5);
	expect(scoreAfter([...both, rates('ev_c', START + 30, 2)])).toBe(5);
	expect(scoreAfter([...both, rates('ev_c', START + 30, 3, 'ev_r')])).toBe(3);
});

test('E-25: a question that a reply or a closing put away takes what was given to it, and changes', () => {
	const given = rates('ev_a', START + 5, 2);
	const changed = rates('ev_b', START + 20, 5);
	expect(scoreAfter([asks('ev_q', START), reply(START + 1), given, changed])).toBe(5);
	expect(scoreAfter([asks('ev_q', START), given, reply(START + 10), changed])).toBe(5);
	expect(scoreAfter([asks('ev_q', START), given, asks('ev_r', START + 6), changed])).toBe(5);
});

test('case 43: more points than there are are none, whatever became of the question', () => {
	const forged = rates('ev_b', START + 20, 9);
	const given = rates('ev_a', START + 5, 2);
	expect(scoreAfter([asks('ev_q', START), given, forged])).toBe(2);
	expect(scoreAfter([asks('ev_q', START), reply(START + 1), forged])).toBeUndefined();
});

test('case 43: more points than there are, or a question that nobody asked, is no rating', () => {
	expect(scoreAfter([asks('ev_q', START), rates('ev_a', START + 1, 9)])).toBeUndefined();
	const forged = rates('ev_b', START + 2, 1, 'ev_forged');
	expect(scoreAfter([asks('ev_q', START), rates('ev_a', START + 1, 4), forged])).toBe(4);
});

const QUESTIONS = ['ev_q', 'ev_r'];
const moment = fc.nat({ max: 2 * HOUR });

property.prop([
	fc.array(
		fc.oneof(
			fc.tuple(fc.constantFrom(...QUESTIONS), fc.integer({ min: 1, max: 10 }), moment),
			fc.tuple(fc.constantFrom('reply', 'over ev_q', 'over ev_r'), fc.constant(0), moment),
		),
		{ maxLength: 8 },
	),
	fc.infiniteStream(fc.nat()),
])(
	'E-25: one rating counts, the same in whatever order they arrive and wherever it is shown',
	(given, order) => {
		const happened = given.map(([what, score, after], i): DomainEvent => {
			const at = START + 1 + after;
			if (what === 'reply') return reply(at, `ev_${i}`);
			if (QUESTIONS.includes(what)) return rates(`ev_${i}`, at, score, what);
			return ends(`ev_${i}`, at, what.slice('over '.length));
		});
		const events = [asks('ev_q', START), asks('ev_r', START + HOUR), ...happened];
		const shuffled = events
			.map((event) => ({ event, key: order.next().value ?? 0 }))
			.sort((a, b) => a.key - b.key)
			.map(({ event }) => event);
		const score = scoreAfter(shuffled);
		expect(score).toBe(scoreAfter(events));
		const inOrder = events.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
		const shown = givenRatings(inOrder);
		const last = QUESTIONS.map((id) => shown.get(id)).findLast(Boolean);
		expect(score).toBe(last?.event.score);
		for (const id of QUESTIONS) {
			const asked = inOrder.findIndex((event) => event.id === id);
			const valid = inOrder
				.slice(asked)
				.filter((event) => event.type === 'conversationRated')
				.filter(({ prompt, score }) => prompt === id && score <= 5);
			const [first] = valid;
			const inWindow = valid.filter(({ at }) => first && at <= first.at + HOUR);
			expect(shown.get(id)?.event.score).toBe(inWindow.at(-1)?.score);
		}
	},
);

function scoreAfter(events: DomainEvent[]): number | undefined {
	return foldContact('con_1', events).conversations[conversation]?.rating?.score;
}

function asks(id: string, at: number, changes: 'hour' | 'none' = 'hour'): DomainEvent {
	const changeForMs = changes === 'hour' ? { changeForMs: HOUR } : {};
	const input = { kind: 'rating' as const, scale: 5, ...changeForMs };
	return event(id, at, 'engine', {
		type: 'promptShown',
		conversation,
		text: '?',
		input,
		typing: true,
	});
}

function rates(id: string, at: number, score: number, prompt = 'ev_q'): DomainEvent {
	return event(id, at, 'contact', { type: 'conversationRated', conversation, prompt, score });
}

function event(id: string, at: number, kind: Author['kind'], body: EventBody): DomainEvent {
	return { id, at, by: { kind, id: `${kind}_1` }, ...body };
}

function ends(id: string, at: number, prompt: string): DomainEvent {
	return event(id, at, 'engine', { type: 'promptClosed', conversation, prompt });
}

function reply(at: number, id = 'ev_reply'): DomainEvent {
	return event(id, at, 'teammate', { type: 'messageSent', conversation, text: 'Here' });
}
