import { expect, test } from 'vitest';
import { foldContact } from '../model/contact-state';
import { type Author, type DomainEvent, type EventBody, signalOf } from '../model/event';
import { conversationOpened } from './conversation-opened';

const conversation = 'cnv_1';
const contact: Author = { kind: 'contact', id: 'con_1' };
const agent: Author = { kind: 'teammate', id: 'tea_ana' };
const bot: Author = { kind: 'engine', id: 'engine' };
const says: EventBody = { type: 'messageSent', conversation, text: '.' };
const change = (type: 'Closed' | 'Reopened' | 'Snoozed'): EventBody => ({
	type: `conversation${type}`,
	conversation,
});

/** Whether the last of these opens the conversation. */
function fires(by: ('contact' | 'teammate' | 'workflow')[], ...happened: [Author, EventBody][]) {
	const events = happened.map(([author, body], index): DomainEvent => ({
		id: `evt_${index}`,
		at: index + 1,
		by: author,
		...body,
	}));
	const last = events.at(-1)!;
	return (
		conversationOpened.listens.includes(signalOf(last)) &&
		conversationOpened.match({ by }, last, foldContact('con_1', events))
	);
}
const anyone = conversationOpened.initial().by;

test('W-TRG-14: the first message of a person opens it, the second does not', () => {
	expect(fires(anyone, [contact, says])).toBe(true);
	expect(fires(anyone, [bot, says], [contact, says])).toBe(true);
	expect(fires(anyone, [agent, says])).toBe(true);
	expect(fires(anyone, [contact, says], [contact, says])).toBe(false);
	expect(fires(anyone, [contact, says], [agent, says])).toBe(false);
});

test('W-TRG-14: so does whoever takes up a closed one, and not who wakes a snoozed one', () => {
	const closed: [Author, EventBody][] = [
		[contact, says],
		[agent, change('Closed')],
	];
	expect(fires(anyone, ...closed, [contact, says])).toBe(true);
	expect(fires(anyone, ...closed, [agent, change('Reopened')])).toBe(true);
	expect(fires(anyone, ...closed, [bot, change('Reopened')])).toBe(true);
	expect(fires(anyone, [contact, says], [agent, change('Snoozed')], [contact, says])).toBe(false);
});

test('W-TRG-14: the source can be chosen', () => {
	expect(fires(['teammate'], [contact, says])).toBe(false);
	expect(fires(['contact'], [contact, says])).toBe(true);
	expect(conversationOpened.problems?.({ by: [] })).toHaveLength(1);
});
