import { afterEach, beforeEach } from 'vitest';
import type { StoredEvent } from '../src/lib/core/ports';
import { conversationKey } from '../src/lib/model/conversation';
import type { DomainEvent } from '../src/lib/model/event';
import { type DeviceStorage, deviceStorage } from '../src/lib/read/storage';
import type { Store } from '../src/lib/read/store';
import type { Database } from '../src/lib/read/tables';
import { stagedStore, threadIn } from './store-stage';

/** One conversation on a device, as a core writes it down and a screen shows it. */

export const ANA = 'con_0000000000000000000001';
export const EVE = 'con_0000000000000000000002';
export const CONVERSATION = 'cnv_0000000000000000000001';
export const KEY = conversationKey(ANA, CONVERSATION);

export type WordsStage = { db: Database; store: Store; core: DeviceStorage };
let made = 0;

/** A device of its own for each test; its parts are there when the test begins. */
export function stageWords(): WordsStage {
	const stage = {} as WordsStage;
	beforeEach(async () => {
		const { db, store } = stagedStore(`ws_words${made++}`);
		await db.open();
		Object.assign(stage, { db, store, core: deviceStorage(store.name) });
	});
	afterEach(async () => {
		stage.core.close();
		await stage.db.delete();
	});
	return stage;
}

/** What a teammate says, or the contact. */
export function word(id: string, at: number, text: string, contact?: string): DomainEvent {
	const by = contact
		? { kind: 'contact' as const, id: contact }
		: { kind: 'teammate' as const, id: 'agt_1' };
	return { id, at, by, type: 'messageSent', conversation: CONVERSATION, text };
}

export function sent(event: DomainEvent, more: Partial<StoredEvent> = {}): StoredEvent {
	return { contact: ANA, chapter: 1, event, writer: 3, ...more };
}

/** Id, words and delivery of what the thread shows. */
export async function shownIn(store: Store): Promise<string[]> {
	const { entries } = await threadIn(store, KEY);
	return entries.map(
		({ id, event, delivery }) => `${id} ${'text' in event && event.text} ${delivery}`,
	);
}
