import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../base/clock';
import { foldContact } from './contact-state';
import type { DomainEvent, EventBody } from './event';
import { isRead, MAX_UNSEEN } from './looked';
import { arrived, isNext, isWord, LATE_MS, lateOf, placed } from './placed';

/** E-29: an act covers only what its author had seen. Times are minutes after ten o'clock. */
const conversation = 'cnv_1';
const TEN = 10 * 60 * MINUTE;
const t = (minutes: number) => TEN + minutes * MINUTE;

type More = { seen?: number; arrived?: number; nth?: number; device?: string };

function event(
	by: 'contact' | 'teammate' | 'engine',
	minutes: number,
	body: EventBody,
	more: More,
) {
	const { seen, arrived, nth, device = 'dev_a' } = more;
	return {
		id: `${body.type}_${minutes}_${nth ?? ''}`,
		at: t(minutes),
		by: { kind: by, id: by === 'contact' ? 'con_1' : 'tea_1' },
		...(nth === undefined ? {} : { said: { device, nth } }),
		...(seen === undefined ? {} : { seen: seen ? { [device]: seen } : {} }),
		...(arrived === undefined ? {} : { arrivedAt: t(arrived) }),
		...body,
	} satisfies DomainEvent;
}

/** The customer's word number `nth`, written and arrived at these minutes. */
const word = (nth: number, minutes: number, arrived = minutes, more: More = {}) =>
	event(
		'contact',
		minutes,
		{ type: 'messageSent', conversation, text: `word ${nth}` },
		{ nth, arrived, ...more },
	);
const reply = (minutes: number, seen: number) =>
	event('teammate', minutes, { type: 'messageSent', conversation, text: 'fixed, bye' }, { seen });
const close = (minutes: number, seen: number) =>
	event('teammate', minutes, { type: 'conversationClosed', conversation }, { seen });
const snooze = (minutes: number, seen: number) =>
	event('teammate', minutes, { type: 'conversationSnoozed', conversation }, { seen });

function without(event: DomainEvent, member: 'arrivedAt' | 'seen' | 'said'): DomainEvent {
	const rest = { ...event };
	delete rest[member];
	return rest;
}

const fold = (...events: DomainEvent[]) => {
	const state = foldContact('con_1', events).conversations[conversation];
	if (!state) throw new Error('no conversation');
	return state;
};

describe('E-29: it is told that a word is late where people can notice it', () => {
	const late = (arrivedMs: number) => {
		const written = { ...word(1, 2), arrivedAt: t(2) + arrivedMs };
		return placed([written, { ...close(2, 0), id: 'z' }]).map(lateOf);
	};

	test.each([1, SECOND, 30 * SECOND, LATE_MS - 1])('not when it stands %i ms away', (ms) => {
		expect(late(ms).filter(Boolean)).toEqual([]);
	});

	test.each([LATE_MS, LATE_MS + 1, HOUR, 40 * DAY])('when it stands %i ms away', (ms) => {
		expect(late(ms)).toContainEqual({ writtenAt: t(2), arrivedAt: t(2) + ms });
	});

	test('not because of another, who stands where it stood', () => {
		expect(placed([word(1, 2), word(2, 3)]).filter(lateOf)).toEqual([]);
	});
});

describe('LW-1 closed before the words arrived', () => {
	const story = [word(1, 0), word(2, 2, 40), reply(5, 1), close(6, 1)];

	test('LW-1 the words reopen it, are waiting since they arrived and are the last message', () => {
		const now = fold(...story);
		expect(now).toMatchObject({
			state: 'open',
			waitingSince: t(40),
			updatedAt: t(40),
			lastMessage: { text: 'word 2' },
			closings: 1,
		});
	});

	test('LW-1 the words stand behind the closing, with the time at which they were written', () => {
		const order = placed(story);
		expect(order.map(({ id }) => id)).toEqual([
			'messageSent_0_1',
			'messageSent_5_',
			'conversationClosed_6_',
			'messageSent_2_2',
		]);
		expect(order.at(-1)).toMatchObject({ at: t(40), writtenAt: t(2) });
		expect(fold(...story).late).toEqual({ messageSent_2_2: t(40) });
	});

	test('LW-1 a pressed button and the answers of a form reopen it too', () => {
		for (const body of [
			{ type: 'buttonPressed', conversation, prompt: 'evt_p', option: 'yes' },
			{ type: 'answersGiven', conversation, prompt: 'evt_p', answers: {} },
		] as const) {
			const answer = event('contact', 2, body, { nth: 2, arrived: 40 });
			expect(fold(word(1, 0), answer, close(5, 1))).toMatchObject({
				state: 'open',
				waitingSince: t(40),
			});
		}
	});

	test('LW-1 words whose arrival nobody knows stand behind the closing', () => {
		const unsent = without(word(2, 2), 'arrivedAt');
		expect(fold(word(1, 0), unsent, close(6, 1))).toMatchObject({
			state: 'open',
			waitingSince: t(6) + 1,
		});
	});

	test('E-29 who closes it again having seen them has closed it', () => {
		expect(fold(...story, close(45, 2))).toMatchObject({ state: 'closed', closings: 2 });
		expect(fold(...story, close(45, 2)).waitingSince).toBeUndefined();
	});
});

test('LW-2 words that arrive after a reply that had not seen them are waiting since arrival', () => {
	const now = fold(word(1, 0), word(2, 2, 40), reply(5, 1));
	expect(now).toMatchObject({ state: 'open', waitingSince: t(40), updatedAt: t(40) });
});

test('LW-3 words written before the snooze that arrive after it wake the conversation', () => {
	expect(fold(word(1, 0), word(2, 2, 40), snooze(5, 1)).state).toBe('open');
	expect(fold(word(1, 0), snooze(5, 1)).state).toBe('snoozed');
});

describe('LW-5 the teammate was cut off from words that had arrived', () => {
	test('LW-5 a closing does not hold over words that its author had not seen', () => {
		const now = fold(word(1, 0), word(2, 2), close(10, 1));
		expect(now).toMatchObject({ state: 'open', waitingSince: t(2) });
		expect(placed([word(1, 0), word(2, 2), close(10, 1)]).at(-1)?.type).toBe('conversationClosed');
	});

	test('LW-5 a reply leaves the words waiting that its author had not seen', () => {
		expect(fold(word(1, 0), word(2, 2), word(3, 3), reply(10, 1)).waitingSince).toBe(t(2));
		expect(fold(word(1, 0), word(2, 2), reply(10, 2)).waitingSince).toBeUndefined();
	});

	test('LW-5 a snooze does not hold over words that its author had not seen', () => {
		expect(fold(word(1, 0), word(2, 2), snooze(10, 1)).state).toBe('open');
	});

	test('LW-5 words that a colleague has closed stay closed', () => {
		const colleague = { ...close(4, 2), id: 'evt_colleague' };
		expect(fold(word(1, 0), word(2, 2), colleague, close(10, 1)).state).toBe('closed');
	});

	test('LW-5 closing what is snoozed over unseen words brings it back', () => {
		const now = fold(word(1, 0), snooze(1, 1), word(2, 2), close(10, 1));
		expect(now.state).toBe('open');
	});
});

describe('E-29 clocks', () => {
	test('an act that has seen a word never loses to it, though the clock of the word is ahead', () => {
		expect(fold(word(1, 0), word(2, 9, 2), close(5, 2)).state).toBe('closed');
		expect(fold(word(1, 0), word(2, 9, 2), reply(5, 2)).waitingSince).toBeUndefined();
	});

	test('words that arrive together keep their order and have a time each', () => {
		const order = placed([word(1, 0), word(2, 2, 40), word(3, 3, 40), reply(5, 1)]);
		expect(order.filter(isWord).map(({ said }) => said.nth)).toEqual([1, 2, 3]);
		expect(order.slice(-2).map(({ at }) => at)).toEqual([t(40), t(40) + 1]);
	});

	test('I12 words of one device stand by their numbers before anybody acts, whatever the clock', () => {
		const words = [word(1, 0), word(2, 3), word(3, 2)];
		const numbers = (events: DomainEvent[]) =>
			placed(events)
				.filter(isWord)
				.map(({ said }) => said.nth);
		expect(numbers(words)).toEqual([1, 2, 3]);
		expect(numbers([...words, reply(5, 3)])).toEqual([1, 2, 3]);
	});

	test('words that nobody acted over keep their time, and come to the top by arrival', () => {
		const now = fold(word(1, 0), word(2, 2, 40));
		expect(now).toMatchObject({ waitingSince: t(0), lastCustomerAt: t(2), updatedAt: t(40) });
	});

	test('a conversation that was imported keeps its time in the list', () => {
		const imported = without(word(1, 0, 4 * 24 * 60), 'said');
		expect(fold(imported).updatedAt).toBe(t(0));
	});

	test('words of a device that was offline for days stand at the top when they arrive', () => {
		const days = 20 * 24 * 60;
		expect(fold(word(1, 0), reply(5, 1), word(2, 10, days)).updatedAt).toBe(t(days));
	});
});

describe.each<EventBody>([
	{ type: 'buttonPressed', conversation, prompt: 'promptShown_1_', option: 'yes' },
	{ type: 'answersGiven', conversation, prompt: 'promptShown_1_', answers: { email: 'a@b.co' } },
])('E-29 %o is a word too', (body) => {
	const asked: EventBody = {
		type: 'promptShown',
		conversation,
		text: 'Sure?',
		typing: false,
		input: { kind: 'buttons', options: [{ id: 'yes', label: 'Yes' }] },
	};
	const question = event('engine', 1, asked, { seen: 1 });
	const answer = (arrived: number) => event('contact', 2, body, { nth: 2, arrived });

	test.each([2, 40])(
		'LW-3 it wakes what was snoozed over it, arrived after %i minutes',
		(minutes) => {
			const now = fold(word(1, 0), question, answer(minutes), snooze(5, 1));
			expect(now.state).toBe('open');
		},
	);

	test('LW-3 it wakes what was snoozed before it was written', () => {
		const now = fold(word(1, 0), question, snooze(1.5, 1), answer(2));
		expect(now).toMatchObject({ state: 'open', waitingSince: t(0) });
	});

	test('LW-2 it waits for a person where a reply that had not seen it took its question back', () => {
		const now = fold(word(1, 0), question, answer(40), reply(5, 1));
		expect(now).toMatchObject({ state: 'open', waitingSince: t(40), prompts: [] });
		expect(fold(word(1, 0), question, answer(40), reply(5, 1), reply(50, 2)).waitingSince).toBe(
			undefined,
		);
	});

	test('it waits for nobody where the automation takes it', () => {
		const now = fold(word(1, 0), reply(0.5, 1), question, answer(2));
		expect(now).toMatchObject({ state: 'open', waitingSince: undefined, prompts: [] });
	});
});

test('E-29 acts without a mark and words without a number keep the order by time', () => {
	const unmarked = without(close(6, 1), 'seen');
	expect(fold(word(1, 0), word(2, 2, 40), unmarked).state).toBe('closed');
	const unnumbered = without(word(2, 2, 40), 'said');
	expect(fold(word(1, 0), unnumbered, close(6, 1)).state).toBe('closed');
});

test('E-29 of twenty devices the mark knows all, of an older one nothing', () => {
	const devices = Array.from({ length: 25 }, (_, n) => word(1, n, n, { device: `dev_${n}` }));
	const { heard = {} } = fold(...devices);
	expect(Object.keys(heard)).toEqual(devices.slice(5).map(({ said }) => said?.device));
	expect(fold(...devices, { ...close(30, 0), seen: heard }).state).toBe('closed');
});

describe('E-29 what the customer has seen', () => {
	const look = (minutes: number, upTo: number, ids?: string[]) => {
		const names = ids && { ids };
		return event(
			'contact',
			minutes,
			{ type: 'conversationRead', conversation, upTo, ...names },
			{},
		);
	};
	const [hello, late] = [reply(19, 1), reply(5, 1)];

	test('is what the look names: a reply that arrives later is not seen, however old', () => {
		const now = fold(word(1, 0), late, hello, look(20, t(19), [hello.id]));
		expect(isRead(now, hello)).toBe(true);
		expect(isRead(now, late)).toBe(false);
		const again = fold(
			word(1, 0),
			late,
			hello,
			look(20, t(19), [hello.id]),
			look(30, t(19), [late.id]),
		);
		expect(isRead(again, late)).toBe(true);
	});

	test('is everything up to a look without names, of an older messenger, and nothing after', () => {
		const now = fold(word(1, 0), late, hello, look(20, t(19)), reply(30, 1));
		expect([late, hello, reply(30, 1)].map((one) => isRead(now, one))).toEqual([true, true, false]);
	});

	test('also where the clock of its author is ahead of the customer’s', () => {
		const ahead = reply(21, 1);
		expect(isRead(fold(word(1, 0), ahead, look(20, t(21), [ahead.id])), ahead)).toBe(true);
	});

	test('of a long absence: the newest are remembered one by one', () => {
		const many = Array.from({ length: MAX_UNSEEN + 10 }, (_, n) => reply(n, 1));
		const ids = many.map(({ id }) => id).slice(-MAX_UNSEEN);
		const now = fold(word(1, 0), ...many, look(60, t(59), ids));
		expect(many.every((one) => isRead(now, one))).toBe(true);
		expect(now.unseen).toEqual([]);
	});
});

/** Words of two devices, and acts of people who know some of them, in a random order. */
const history = fc
	.array(
		fc.record({
			isWord: fc.boolean(),
			minutes: fc.nat({ max: 12 }),
			delay: fc.option(fc.nat({ max: 8 }), { nil: undefined }),
			device: fc.constantFrom('dev_a', 'dev_b'),
			seen: fc.record({ dev_a: fc.nat({ max: 5 }), dev_b: fc.nat({ max: 5 }) }),
			body: fc.constantFrom<EventBody>(
				{ type: 'messageSent', conversation, text: 'hello' },
				{ type: 'conversationClosed', conversation },
				{ type: 'conversationSnoozed', conversation },
			),
		}),
		{ maxLength: 14 },
	)
	.chain((drafts) => {
		const nth = { dev_a: 0, dev_b: 0 };
		const sorted = drafts.toSorted((a, b) => a.minutes - b.minutes);
		const events = sorted.map(({ isWord, minutes, delay, device, seen, body }, n): DomainEvent => {
			const id = `evt_${String(n).padStart(2, '0')}`;
			if (isWord) {
				const said = { device, nth: ++nth[device as keyof typeof nth] };
				const arrivedAt = delay === undefined ? {} : { arrivedAt: t(minutes + delay) };
				const by = { kind: 'contact' as const, id: 'con_1' };
				return { id, at: t(minutes), by, said, ...arrivedAt, ...WORDS };
			}
			const mark = Object.fromEntries(Object.entries(seen).filter(([, n]) => n > 0));
			return { id, at: t(minutes), by: { kind: 'teammate', id: 'tea_1' }, seen: mark, ...body };
		});
		const twice = fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 });
		return fc.tuple(fc.constant(events), twice);
	});
const WORDS = { type: 'messageSent', conversation, text: 'word' } as const;

property.prop([history])('E-29 any order of arrival gives one order and one state', (pair) => {
	const [events, shuffled] = pair;
	const unique = [...new Map(shuffled.map((one) => [one.id, one])).values()];
	expect(placed(unique)).toEqual(placed(events));
	expect(foldContact('con_1', unique)).toEqual(foldContact('con_1', events));
	expect(placed(placed(unique))).toEqual(placed(events));
});

property.prop([history])('E-29 what is next by `isNext` is next by `placed`', ([, shuffled]) => {
	let order: DomainEvent[] = [];
	for (const event of new Map(shuffled.map((one) => [one.id, one])).values()) {
		const heard = foldContact('con_1', order).conversations[conversation]?.heard;
		const whole = placed([...order, event]);
		if (isNext(order, event, heard)) expect([...order, event]).toEqual(whole);
		order = whole;
	}
});

test('E-29 two words of one device and one instant are folded alike on every host', () => {
	const [one, two] = [word(1, 0), word(2, 0)];
	const state = foldContact('con_1', [one]);
	expect(isNext(placed([one]), two, state.conversations[conversation]?.heard)).toBe(false);
	expect(placed([one, two]).map(({ said }) => said?.nth)).toEqual([1, 2]);
});

property.prop([history])('I14 nothing is closed that nobody who had seen it closed', ([events]) => {
	const now = foldContact('con_1', events).conversations[conversation];
	if (now?.state !== 'closed') return;
	const closings = events.filter(({ type }) => type === 'conversationClosed');
	for (const one of events.filter(isWord)) {
		const { device, nth } = one.said;
		expect(closings.some(({ seen }) => (seen?.[device] ?? 0) >= nth)).toBe(true);
	}
});

test('E-29 what is compacted has no times of arrival, and gives the same state all the same', () => {
	const question: EventBody = {
		type: 'promptShown',
		conversation,
		text: 'Sure?',
		typing: false,
		input: { kind: 'buttons', options: [{ id: 'yes', label: 'Yes' }] },
	};
	const log = [
		event('contact', 0, { type: 'messageSent', conversation, text: 'hello' }, { nth: 1 }),
		event('engine', 1, question, { seen: 1 }),
	];
	const isCompacted = ({ by }: DomainEvent) => by.kind !== 'contact';
	const live = log.map((one) => arrived(one, one.at + MINUTE));
	const fromSnapshot = log.map((one) => (isCompacted(one) ? one : arrived(one, one.at + MINUTE)));
	expect(foldContact('con_1', live)).toEqual(foldContact('con_1', fromSnapshot));
	expect(live[0]).toMatchObject({ arrivedAt: t(1) });
});
