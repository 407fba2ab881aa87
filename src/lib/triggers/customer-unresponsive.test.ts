import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../base/clock';
import { foldContact } from '../model/contact-state';
import type { Author, EventBody } from '../model/event';
import { customerUnresponsive } from './customer-unresponsive';

const conversation = 'cnv_1';
const contact: Author = { kind: 'contact', id: 'con_1' };
const agent: Author = { kind: 'teammate', id: 'tea_ana' };
const bot: Author = { kind: 'engine', id: 'engine' };
const says: EventBody = { type: 'messageSent', conversation, text: '.' };

/** Each a minute after the one before, from the first minute on. */
function situation(...happened: [Author, EventBody][]) {
	const state = foldContact(
		'con_1',
		happened.map(([by, body], index) => ({
			id: `evt_${index}`,
			at: (index + 1) * MINUTE,
			by,
			...body,
		})),
	);
	return customerUnresponsive.episode?.(
		{ afterMs: HOUR },
		state,
		state.conversations[conversation]!,
	);
}

test('W-TRG-08: fires a time after the last word of a person', () => {
	expect(situation([contact, says], [agent, says])).toEqual({
		key: String(2 * MINUTE),
		since: 2 * MINUTE,
		due: 2 * MINUTE + HOUR,
	});
});

test('W-TRG-08: not after a bot, not while it is the team’s turn, not before the customer wrote', () => {
	expect(situation([contact, says], [agent, says], [bot, says])).toBeUndefined();
	expect(situation([contact, says], [agent, says], [contact, says])).toBeUndefined();
	expect(situation([agent, says])).toBeUndefined();
});

test('E-17: every further reply of the team is another situation', () => {
	const first = situation([contact, says], [agent, says]);
	const second = situation([contact, says], [agent, says], [agent, says]);
	expect(first?.key).not.toBe(second?.key);
});

test('E-24: a closed or snoozed conversation has none', () => {
	for (const type of ['conversationClosed', 'conversationSnoozed'] as const) {
		const away: EventBody = { type, conversation };
		expect(situation([contact, says], [agent, says], [agent, away])).toBeUndefined();
	}
});

test('W-TRG-08: from 30 seconds to 14 days', () => {
	const accepts = (afterMs: number) => customerUnresponsive.params.safeParse({ afterMs }).success;
	expect([MINUTE / 2, 14 * DAY].every(accepts)).toBe(true);
	expect([MINUTE / 2 - 1, 14 * DAY + 1].some(accepts)).toBe(false);
});
