import { stamped } from '../../../src/lib/core/authored';
import type { CoreStatus } from '../../../src/lib/core/status';
import { statusChannel, type WorkerMessage } from '../../../src/lib/core/hosts/messages';
import type { EventBody } from '../../../src/lib/model/event';
import { readSession, type Session } from '../../../src/lib/read/device';
import { DATABASE_VERSION, databaseName } from '../../../src/lib/read/names';
import { loadState } from '../../../src/lib/read/rows';
import { openStore } from '../../../src/lib/read/store';
import { storeWritten } from '../../../src/lib/read/write';

/** Runs in a page of a desk: writes what a teammate does while the device is cut off. */

/** What a teammate does in one conversation. */
function changesIn(conversation: string, round: number): EventBody[] {
	return [
		{ type: 'messageSent', conversation, text: 'Ahora mismo lo miro.' },
		{ type: 'noteAdded', conversation, text: 'Llamó ayer.' },
		{ type: 'priorityChanged', conversation, priority: round % 2 ? 'low' : 'high' },
		{ type: 'messageSent', conversation, text: 'Ya está.' },
		{ type: 'conversationClosed', conversation },
	];
}

/** One after the other, as the desk writes them; answers how many. */
async function write(round: number): Promise<number> {
	const { me, workspace } = await session();
	const store = openStore(databaseName(workspace.id));
	const rows = await store.read(({ conversations }) => conversations.all());
	let written = 0;
	for (const { contact, conversation } of rows) {
		for (const change of changesIn(conversation.id, round)) {
			const { newest, conversations } = await store.read((tables) => loadState(tables, contact));
			const after = { after: newest.at, conversations, now: Date.now() };
			const events = stamped([change], { me, ...after, random: Math.random });
			const result = await storeWritten(store, [{ contact, events }]);
			if (!result.ok) throw new Error('The device cannot save.');
			written++;
		}
	}
	store.close();
	await wake();
	return written;
}

async function wake(): Promise<void> {
	const { active } = await navigator.serviceWorker.ready;
	const message: WorkerMessage = { type: 'wake', store: DATABASE_VERSION };
	active?.postMessage(message);
}

/** Resolves when the core has told that it stands so. */
async function heard(isWanted: (status: CoreStatus) => boolean): Promise<void> {
	const { workspace } = await session();
	const channel = statusChannel(workspace.id);
	await new Promise<void>((resolve) => {
		channel.onmessage = ({ data }) => {
			if (isWanted(data as CoreStatus)) resolve();
		};
		void wake();
	});
	channel.close();
}

async function session(): Promise<Session> {
	const found = await readSession();
	if (!found) throw new Error('Nobody is signed in.');
	return found;
}

const isCutOff = ({ connection }: CoreStatus) => connection === 'offline';
const away = {
	write,
	cutOff: () => heard(isCutOff),
	taken: (pending: number) => heard((status) => isCutOff(status) && status.pending === pending),
	/** From the moment in which the network is back to the last ack, on the page's own clock. */
	async back(): Promise<number> {
		const start = performance.now();
		dispatchEvent(new Event('online'));
		await heard(({ connection, pending }) => connection === 'synced' && pending === 0);
		return performance.now() - start;
	},
};
export type Away = typeof away;
Object.assign(globalThis, { away });
