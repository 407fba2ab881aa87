import { compactUpdates } from './compaction';
import type { StoredRoom } from './log';
import { serveThread } from './thread';

/**
 * Compaction takes tens of milliseconds for a big room: it happens where no socket waits for it.
 */
serveThread((call: { name: string; args: [StoredRoom] }) =>
	call.name === 'close' ? undefined : compactUpdates(call.args[0]),
);
