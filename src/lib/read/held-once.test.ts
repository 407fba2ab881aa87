import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { PendingEvent } from '../core/ports';
import { foldContact } from '../model/contact-state';
import type { DomainEvent } from '../model/event';
import { contactRoom } from '../model/room';
import { entriesOf } from './log';
import { search } from './queries/search';
import { rebuild } from './rebuild';
import { ANA, CONVERSATION, sent, shownIn, stageWords, word } from '../../../tests/words-stage';
import { discardFailed } from './write';

/** log.ts, I1: an event stands once with its contact, in one state. */
const stage = stageWords();

/** What the person of this device has written. */
function waiting(event: DomainEvent, more: Partial<PendingEvent> = {}): PendingEvent {
	return { room: contactRoom(ANA, 1, 'shown'), contact: ANA, event, ...more };
}

test('case 4: the forged and the true one in one change: the true one stands alone', async () => {
	await stage.core.commit({
		events: [
			sent(word('ev_1', 5, 'forged', ANA)),
			sent(word('ev_1', 6, 'true'), { writer: 4, replaces: true }),
		],
	});
	expect(await shownIn(stage.store)).toEqual(['ev_1 true sent']);
});

test('a word that comes at two times in one change stands at the later (core/inbound I4)', async () => {
	const late = word('ev_1', 5, 'hola', ANA);
	await stage.core.commit({
		events: [
			sent({ ...late, arrivedAt: 6 }),
			sent({ ...late, arrivedAt: 90 }, { writer: 4, replaces: true }),
		],
	});
	const found = await stage.store.read((tables) => entriesOf(tables, ANA));
	expect(found.map(({ event }) => 'arrivedAt' in event && event.arrivedAt)).toEqual([90]);
});

test('refused here, and then found at the relay: it is sent, and stands once', async () => {
	const e = word('ev_1', 5, 'hola');
	await stage.core.commit({ pending: [waiting(e)] });
	await stage.core.commit({ refused: [{ id: 'ev_1', reason: 'x' }] });
	await stage.core.commit({ events: [sent(e)] });
	expect(await shownIn(stage.store)).toEqual(['ev_1 hola sent']);
	await discardFailed(stage.store, 'ev_1');
	expect(await shownIn(stage.store)).toEqual(['ev_1 hola sent']);
});

test('what waits, and is brought by the feed before the core knows of it, stands once', async () => {
	const hi = word('ev_0', 4, 'hola', ANA);
	const e = word('ev_1', 5, 'respuesta');
	await stage.core.commit({ events: [sent(hi)], contacts: [foldContact(ANA, [hi])] });
	await stage.core.commit({ pending: [waiting(e)], contacts: [foldContact(ANA, [hi, e])] });
	await stage.core.commit({ events: [sent(e)], contacts: [foldContact(ANA, [hi, e])] });
	expect(await shownIn(stage.store)).toEqual(['ev_0 hola sent', 'ev_1 respuesta sent']);
	expect((await stage.db.conversations.toArray())[0]!.conversation).toEqual(
		foldContact(ANA, [hi, e]).conversations[CONVERSATION],
	);
});

test('words put again, rows made again meanwhile, confirmed: found by search', async () => {
	const e = word('ev_1', 5, 'zanahoria');
	const hi = word('ev_0', 4, 'hola', ANA);
	await stage.core.commit({ events: [sent(hi), sent(e)], contacts: [foldContact(ANA, [hi, e])] });
	expect(await search(stage.db, { query: 'zanahoria', limit: 3 })).toHaveLength(1);
	await stage.core.commit({ pending: [waiting(e, { again: true })] });
	await rebuild(stage.store, 99);
	expect(await search(stage.db, { query: 'zanahoria', limit: 3 })).toHaveLength(1);
	await stage.core.commit({ confirmed: ['ev_1'], events: [sent(e)] });
	expect(await search(stage.db, { query: 'zanahoria', limit: 3 })).toHaveLength(1);
});
