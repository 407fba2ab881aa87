import { compactRoom, type Compaction } from './compaction';
import { serveThread } from './thread';

/**
 * Compaction takes tens of milliseconds for a big room: it happens where no socket waits for it.
 */
serveThread((call: { name: string; args: [Compaction] }) =>
	call.name === 'close' ? undefined : compactRoom(call.args[0]),
);
