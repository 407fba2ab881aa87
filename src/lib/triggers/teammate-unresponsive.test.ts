import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../base/clock';
import { foldContact } from '../model/contact-state';
import type { Author, EventBody } from '../model/event';
import { teammateUnresponsive } from './teammate-unresponsive';

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
	return teammateUnresponsive.episode?.(
		{ afterMs: HOUR },
		state,
		state.conversations[conversation]!,
	);
}

test('W-TRG-13: counts from the first message that nobody has answered', () => {
	expect(situation([contact, says], [bot, says], [contact, says])).toEqual({
		key: String(MINUTE),
		since: MINUTE,
		due: MINUTE + HOUR,
	});
});

test('W-TRG-13: a reply ends it, and the next question is another situation', () => {
	expect(situation([contact, says], [agent, says])).toBeUndefined();
	expect(situation([contact, says], [agent, says], [contact, says])?.since).toBe(3 * MINUTE);
});

test('E-24: a closed or snoozed conversation has none', () => {
	for (const type of ['conversationClosed', 'conversationSnoozed'] as const) {
		expect(situation([contact, says], [agent, { type, conversation }])).toBeUndefined();
	}
});
