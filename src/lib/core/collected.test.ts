import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createWriter } from '../documents/event-log';
import { conversationKey } from '../model/conversation';
import type { DomainEvent } from '../model/event';
import { contactRoom } from '../model/room';
import { deviceStorage } from '../read/storage';
import { AGENT, ANA, CONVERSATION, engineOf, setup, tagging } from '../../../tests/core-stage';
import { stagedStore, threadIn } from '../../../tests/store-stage';

const engine = engineOf(tagging);
const KEY = conversationKey(ANA, CONVERSATION);
const real = (ms: number) => new Promise((r) => setTimeout(r, ms));

test('more than 256 wait, the relay has them all, the tab was killed before the acks', async () => {
	const { relay, open, pass, clock, problems } = setup();
	const { db, store } = stagedStore('ws_c2');
	await db.open();
	const storage = deviceStorage(store.name);
	const at0 = clock.now() - 1000;
	const events = Array.from({ length: 900 }, (_, n): DomainEvent => ({
		id: `ev_${String(n).padStart(20, '0')}`,
		at: at0 + n,
		type: 'messageSent',
		conversation: CONVERSATION,
		text: `n ${n}`,
		by: { kind: 'teammate', id: AGENT.id },
	}));
	const room = contactRoom(ANA, 1, 'shown');
	await storage.commit({ pending: events.map((event) => ({ room, contact: ANA, event })) });
	relay.log.push({
		seq: 1,
		room,
		update: createWriter(9).append(events),
		by: AGENT.id,
		at: clock.now(),
	});
	const { core } = await open(AGENT, { storage, engine });
	// The network is quicker than the disk.
	let most = 0;
	for (let i = 0; i < 200; i++) {
		await pass(5);
		await real(1);
	}
	for (let i = 0; i < 60; i++) {
		await pass(5);
		await core.idle();
		await real(1);
		const n = (await threadIn(store, KEY, 9000)).entries.length;
		if (n > most) most = n;
	}
	for (let i = 0; i < 40; i++) {
		await pass(100);
		await core.idle();
		await real(1);
	}
	const row = (await db.conversations.toArray())[0];
	expect(problems).toEqual([]);
	expect({
		most,
		end: (await threadIn(store, KEY, 9000)).entries.length,
		humanReplies: row?.conversation.humanReplies,
		pending: (await storage.pending()).length,
	}).toEqual({ most: 900, end: 900, humanReplies: 900, pending: 0 });
});
