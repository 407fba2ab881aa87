import { workerData } from 'node:worker_threads';
import { openStore, type Store } from './sqlite-store';
import { serveThread } from './thread';

/** The thread that owns the file: an fsync here holds up nobody's socket. */
type Call = {
	[Name in keyof Store]: { name: Name; args: Parameters<Store[Name]> };
}[keyof Store];

/** So long after the last call the WAL goes into the file: nobody waits for it then. */
const IDLE_MS = 2_000;

let store: Store | undefined;
let idle: NodeJS.Timeout | undefined;

function tidy(): void {
	try {
		store?.emptyWal();
	} catch {
		// A full or damaged disk; the next commit says so to whom it concerns.
	}
}

serveThread((call: Call) => {
	idle = idle?.refresh() ?? setTimeout(tidy, IDLE_MS).unref();
	// Here and not where the thread begins: whoever calls first hears why it cannot be opened.
	store ??= openStore(String(workerData.data));
	switch (call.name) {
		case 'condition':
			return store.condition(...call.args);
		case 'head':
			return store.head();
		case 'append':
			return store.append(...call.args);
		case 'room':
			return store.room(...call.args);
		case 'rooms':
			return store.rooms(...call.args);
		case 'feed':
			return store.feed(...call.args);
		case 'mentions':
			return store.mentions(...call.args);
		case 'compact':
			return store.compact(...call.args);
		case 'owners':
			return store.owners(...call.args);
		case 'conversations':
			return store.conversations(...call.args);
		case 'own':
			return store.own(...call.args);
		case 'record':
			return store.record(...call.args);
		case 'records':
			return store.records(...call.args);
		case 'put':
			return store.put(...call.args);
		case 'upgrade':
			return store.upgrade();
		case 'deflateOld':
			return store.deflateOld();
		case 'emptyWal':
			return store.emptyWal();
		case 'close':
			clearTimeout(idle);
			return store.close();
	}
});
