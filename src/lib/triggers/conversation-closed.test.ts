import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type Author, type EventBody, signalOf } from '../model/event';
import { conversationClosed } from './conversation-closed';

type Params = Parameters<typeof conversationClosed.match>[0];

/** As the engine asks it: nothing that it does not listen to. */
function fires(params: Partial<Params>, body: EventBody, kind: Author['kind'] = 'teammate') {
	const event = { id: 'evt_1', at: 1, by: { kind, id: 'someone' }, ...body };
	const all = { ...conversationClosed.initial(), ...params };
	return (
		conversationClosed.listens.includes(signalOf(event)) &&
		conversationClosed.match(all, event, emptyContactState('con_1'))
	);
}

const closed: EventBody = { type: 'conversationClosed', conversation: 'cnv_1' };

test('W-TRG-15: fires on every closing, or on that of one source', () => {
	expect(fires({}, closed)).toBe(true);
	expect(fires({}, closed, 'engine')).toBe(true);
	expect(fires({ by: ['teammate'] }, closed, 'engine')).toBe(false);
	expect(fires({ by: ['workflow'] }, closed, 'engine')).toBe(true);
	expect(fires({}, { type: 'conversationReopened', conversation: 'cnv_1' })).toBe(false);
});
