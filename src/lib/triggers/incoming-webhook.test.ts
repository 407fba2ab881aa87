import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type Author, type EventBody, signalOf } from '../model/event';
import { incomingWebhook } from './incoming-webhook';

/** As the engine asks it: nothing that it does not listen to. */
function fires(body: EventBody, kind: Author['kind'] = 'teammate') {
	const event = { id: 'evt_1', at: 1, by: { kind, id: 'someone' }, ...body };
	return (
		incomingWebhook.listens.includes(signalOf(event)) &&
		incomingWebhook.match({}, event, emptyContactState('con_1'))
	);
}

test('W-TRG-19: waits for what a connector will write, and for nothing that people do', () => {
	const received: EventBody = {
		type: 'webhookReceived',
		conversation: 'cnv_1',
		workflow: 'wf_1',
		data: {},
	};
	expect(fires(received, 'engine')).toBe(true);
	expect(fires(received, 'teammate')).toBe(false);
	expect(fires({ type: 'conversationClosed', conversation: 'cnv_1' }, 'engine')).toBe(false);
});
