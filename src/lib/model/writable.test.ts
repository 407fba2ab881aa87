import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
	AttributeValue,
	type DomainEvent,
	EventBody,
	type EventType,
	MAX_TEXT_LENGTH,
} from './event';
import { Key, Moment } from './identifier';
import { z } from './schema';
import { createWriter } from '../documents/event-log';
import { bytesOf, MAX_EVENT_BYTES, whyUnwritable } from './writable';

const long = (length: number) => 'x'.repeat(length);
/** Of every type, and at the edge of what a member takes: a step may give anything. */
const anything = fc.constantFrom<unknown>(
	...[undefined, null, true, false, 0, -1, 1.5, 8.64e15, 8.65e15, Number.NaN, Infinity],
	...['', 'ab', 'tag_a', 'cnv_1', 'toString', '__proto__', 'año 😀', '\ud800', '\u202ename'],
	...[long(80), long(81), long(200), long(201), long(500), long(501)],
	...[long(MAX_TEXT_LENGTH), long(MAX_TEXT_LENGTH + 1), [], ['tag_a'], {}, { until: 5 }],
	...[{ logic: 'balanced' }, { logic: 'balanced', eligible: [] }, { logic: 1, eligible: [] }],
);
const candidate = fc.oneof(
	anything,
	fc.record({ teammate: anything, open: anything, lastAssignedAt: anything }),
);
const name = fc.constantFrom('reply', 'año', '', 'toString', 'constructor');
const decision = fc.oneof(
	anything,
	fc.record({ logic: anything, eligible: fc.array(candidate, { maxLength: 2 }) }),
);
const TYPES = EventBody.def.options.map(({ shape }) => shape.type.def.values[0]!);
const MEMBERS = [
	'conversation',
	'text',
	'as',
	'files',
	'tag',
	'prompt',
	'until',
	'teammate',
	'team',
];
const members = fc.record(
	{ ...Object.fromEntries(MEMBERS.map((name) => [name, anything])), decision },
	{ requiredKeys: [] },
);
const sound = { id: 'ev_1.0', at: 5, by: { kind: 'engine', id: 'host' }, conversation: 'cnv_1' };

/** What is put into an event by hand may be anything, which is the point here. */
const eventOf = (type: EventType, more: object) => ({ ...sound, type, ...more }) as DomainEvent;
const JOURNAL: readonly EventType[] = ['runStarted', 'runAdvanced', 'runEnded'];

describe('E-30: what no log would take is not written', () => {
	test.prop([fc.constantFrom(...TYPES), members], { numRuns: 20_000 })(
		'an effect is written where the schema takes it, and nowhere else',
		(type, more) => {
			if (JOURNAL.includes(type)) return;
			const event = eventOf(type, more);
			expect(whyUnwritable(event) === undefined).toBe(EventBody.safeParse(event).success);
		},
	);

	const learned = fc.oneof(anything, fc.dictionary(name, anything, { maxKeys: 3 }));
	test.prop([anything, learned, fc.boolean()], { numRuns: 3_000 })(
		'a journal is written where its deadline and what it learned are sound',
		(until, variables, isStart) => {
			const more = isStart ? { variables } : { park: { until }, variables };
			const event = eventOf(isStart ? 'runStarted' : 'runAdvanced', more);
			const isMoment = isStart || z.optional(Moment).safeParse(until).success;
			const isLearned = z.optional(z.record(Key, AttributeValue)).safeParse(variables).success;
			expect(whyUnwritable(event)).toBe(isMoment && isLearned ? undefined : 'malformed');
		},
	);

	const text = fc.constantFrom('x', 'é', '€', '😀', '\ud800');
	test.prop([text, fc.integer({ min: -3, max: 3 })])(
		'the largest event that is taken is as large in every alphabet',
		(letter, more) => {
			const around = bytesOf(eventOf('runEnded', { detail: '' }));
			const count = Math.floor((MAX_EVENT_BYTES - around) / (bytesOf(letter) - 4)) + more;
			const event = eventOf('runEnded', { detail: letter.repeat(count) });
			const isLarge = bytesOf(event) > MAX_EVENT_BYTES;
			expect(whyUnwritable(event)).toBe(isLarge ? 'tooLarge' : undefined);
			expect(isLarge).toBe(more > 0);
			expect(createWriter(1).append([event]).byteLength).toBeLessThanOrEqual(bytesOf(event) + 60);
		},
	);
});
