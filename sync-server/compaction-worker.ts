import { compactRoom } from './compaction';
import { packResult, type PackedWork, unpackWork } from './compaction-in';
import { serveThread } from './thread';

/**
 * Compaction takes tens of milliseconds for a big room: it happens where no socket waits for it.
 */
serveThread((call: { name: string; args: [PackedWork] }) =>
	call.name === 'close' ? undefined : packResult(compactRoom(unpackWork(call.args[0]))),
);
