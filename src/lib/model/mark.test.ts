import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { MINUTE } from '../base/clock';
import { foldContact } from './contact-state';
import { type DomainEvent, isUnknown, readEvent } from './event';
import { areSound, covers, isBeyond, joined, type Mark, MAX_NTH } from './mark';

/** E-29: only the id of a device and a number that a device reaches say how far somebody knows. */
const NAMES = [
	'hola mundo',
	'../../x',
	'<b>x</b>',
	'💥💥💥',
	'\u202eabc',
	'1device',
	'a/b',
	'dev_ñ',
];
const anyName = fc
	.oneof(fc.constantFrom(...NAMES), fc.string({ minLength: 3, maxLength: 24, unit: 'binary' }))
	.filter((name) => !/^[A-Za-z][\w.-]{2,23}$/.test(name) && !(name in Object.prototype))
	.filter((name) => name.length >= 3 && name.length <= 24);
const soundName = fc.constantFrom('dev_a', 'dev_b', 'dev_0123456789');
const anyNth = fc.integer({ min: 1, max: MAX_NTH });
const hugeNth = fc.constantFrom(MAX_NTH + 1, 2 ** 40, Number.MAX_SAFE_INTEGER);
const unsound = fc.oneof(
	fc.record({ device: anyName, nth: anyNth }),
	fc.record({ device: soundName, nth: hugeNth }),
);

const at = (minutes: number) => minutes * MINUTE;
const by = { kind: 'contact', id: 'con_1' } as const;
const message = { type: 'messageSent', conversation: 'cnv_1', text: 'hola' } as const;
const words: DomainEvent[] = [1, 2, 3].map((nth) => {
	return { ...message, id: `ev_word${nth}`, at: at(nth), by, said: { device: 'dev_a', nth } };
});
const close: DomainEvent = {
	id: 'ev_close',
	at: at(10),
	by: { kind: 'teammate', id: 'tmt_1' },
	type: 'conversationClosed',
	conversation: 'cnv_1',
};

describe('E-29: a mark that no device could have written', () => {
	property.prop([unsound])('is read as it was stored, and nothing is lost of its event', (said) => {
		const word = { ...words[0]!, said };
		const act = { ...close, seen: { [said.device]: said.nth } };
		for (const event of [word, act]) {
			expect(isUnknown(readEvent(event.id, event))).toBe(false);
			expect(areSound(event)).toBe(false);
		}
	});

	property.prop([unsound])('leaves a word without a number', (said) => {
		const bare = { ...words[1]! };
		delete bare.said;
		const marked = { ...close, seen: { dev_a: 1 } };
		const folded = (second: DomainEvent) => {
			const state = foldContact('con_1', [words[0]!, second, marked]).conversations['cnv_1'];
			return { ...state, lastMessage: undefined };
		};
		expect(folded({ ...bare, said })).toEqual(folded(bare));
	});

	property.prop([fc.array(unsound, { maxLength: 25 }), fc.integer({ min: 0, max: 3 })])(
		'covers nothing and takes no place of one that does',
		(strange, known) => {
			const others = Object.fromEntries(strange.map(({ device, nth }) => [device, nth]));
			const sound: Mark = known > 0 ? { dev_a: known } : {};
			const mark = { ...others, ...sound };
			for (const nth of [1, 2, 3]) {
				const said = { device: 'dev_a', nth };
				expect(covers(mark, said)).toBe(known >= nth);
				expect(isBeyond({ dev_a: nth }, mark)).toBe(nth > known);
			}
			expect(isBeyond(others, {})).toBe(false);
			expect(joined(others, sound)).toEqual(sound);
			expect(joined(sound, others)).toEqual(sound);
			const state = foldContact('con_1', [...words, { ...close, seen: mark }]);
			const plain = foldContact('con_1', [...words, { ...close, seen: sound }]);
			expect(state.conversations).toEqual(plain.conversations);
		},
	);

	property.prop([soundName, anyNth])('unlike one that a device writes', (device, nth) => {
		expect(areSound({ said: { device, nth }, seen: { [device]: nth } })).toBe(true);
		expect(covers({ [device]: nth }, { device, nth })).toBe(true);
	});

	test('an event without marks is sound', () => {
		expect([areSound({}), areSound({ seen: {} })]).toEqual([true, true]);
	});
});

describe('E-29 M2: a contact that writes on more than twenty devices', () => {
	/** The first word of so many devices, each a minute after the one before. */
	const wordsOf = (count: number): DomainEvent[] =>
		Array.from({ length: count }, (_, index) => ({
			...message,
			...{ id: `ev_of${index}`, at: at(index), arrivedAt: at(index), by },
			said: { device: `dev_${index}`, nth: 1 },
		}));
	const heardOf = (events: readonly DomainEvent[]) =>
		foldContact('con_1', events).conversations['cnv_1']?.heard ?? {};
	const stateOf = (events: readonly DomainEvent[]) =>
		foldContact('con_1', events).conversations['cnv_1'];
	const closing = (seen: readonly DomainEvent[]) => ({
		...close,
		at: at(100),
		seen: heardOf(seen),
	});

	test.each([19, 20, 21, 25, 60])('who had seen all words of %i devices closes it', (count) => {
		const words = wordsOf(count);
		expect(stateOf([...words, closing(words)])?.state).toBe('closed');
	});

	test.each([20, 21, 25, 60])(
		'a word of one more than %i that nobody had seen reopens it',
		(count) => {
			const words = wordsOf(count);
			const unseen = { ...message, id: 'ev_unseen', by, said: { device: 'dev_new', nth: 1 } };
			const late = { ...unseen, at: at(90), arrivedAt: at(110) };
			const there = { ...unseen, at: at(90), arrivedAt: at(90) };
			for (const word of [late, there]) {
				const story = [...words, word, closing(words)];
				expect(stateOf(story)).toMatchObject({ state: 'open' });
				expect(stateOf(story)?.waitingSince).toBeDefined();
				expect(stateOf(story.toReversed()), 'in whatever order they came').toEqual(stateOf(story));
			}
		},
	);

	test('so does the next word of a device that a full mark no longer names', () => {
		const words = wordsOf(25);
		const by25 = closing(words);
		expect(Object.keys(by25.seen)).not.toContain('dev_0');
		const late = { ...message, id: 'ev_again', by, said: { device: 'dev_0', nth: 2 } };
		const story = [...words, { ...late, at: at(90), arrivedAt: at(110) }, by25];
		expect(stateOf(story)).toMatchObject({ state: 'open', waitingSince: at(110) });
		const reply = { ...by25, ...message, id: 'ev_reply', type: 'messageSent' as const };
		const answered = [...words, { ...late, at: at(90), arrivedAt: at(90) }, reply];
		expect(stateOf(answered)?.waitingSince).toBeDefined();
	});
});
