import { deflateSync, inflateSync } from 'node:zlib';

/**
 * The form of an update in the file of the log: deflated where that saves space, else as it is.
 *
 * A1 What comes out is what went in, byte for byte.
 * A2 An update of before, or a short one, stands there as it came. The mark of a deflated one is a
 *    number that no update begins with: it is larger than any count.
 * A3 The file may have been changed by anybody. A form that cannot be opened, or claims too much,
 *    is answered as it stands there: no reader takes it for an update, so that it is set aside.
 */
const MARK = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f);
/** The length of the update, 4 bytes, follows the mark. */
const HEADER_BYTES = MARK.length + 4;

/**
 * Below it little is won, and much is written under load: of 350 bytes 175 are left, for 0.03 ms.
 */
export const LEAST_BYTES = 1_024;
/** More than a frame or a room may hold; a longer snapshot is kept as it is. */
const MOST_BYTES = 8 * 1_024 * 1_024;

/**
 * How events look inside an update. Never changed: it opens all that was deflated with it. Without
 * it a message takes 70 bytes more.
 */
const DICTIONARY = Buffer.from(
	'assignedTo tagAdded tagRemoved statusSet snoozed prioritySet noteAdded files mimew sizeBytes' +
		'sha256w conversationClosedconversationReopenedteammatestaffstepworkflowrunsnodeoutcomeeffect' +
		'causew\x27ev_01seenv\x01byv\x02\x04kindw\x06engine\x02idw\x06runner' +
		"\x01\x06events'ev_01m\x01v\x05\x04typew\fdetailsGiven\x07detailsv\x03\x04namew\x05emailw" +
		'\x05phonew\x02idw\'ev_01m\x02at{Bz"\xf3\x00\x00\x02byv\x02\x04kindw\x07contact\x02idw(con_01m' +
		"(\x01\x06events'ev_01m\x01v\x05\x04typew\x13conversationStarted\fconversationw(cnv_01m" +
		"\x02byv\x02\x04kindw\bteammate\x02idw$tmt_01m(\x01\x06events'ev_01m\x01v\x06\x04typew\x0b" +
		'messageSent\fconversationw(cnv_01m\x04textw\x1cthe and you for is are that it ' +
		'\x02idw\'ev_01m\x02at{Bz"\xf3&\x20\x00\x00\x02byv\x02\x04kindw\x07contact\x02idw(con_01m',
	'latin1',
);

export function packAtRest(update: Uint8Array): Uint8Array {
	const { length } = update;
	const looksPacked = isPacked(update);
	if (length > MOST_BYTES || (length < LEAST_BYTES && !looksPacked)) return update;
	const deflated = deflateSync(update, { level: 1, dictionary: DICTIONARY });
	if (HEADER_BYTES + deflated.length >= length && !looksPacked) return update;
	const packed = Buffer.allocUnsafe(HEADER_BYTES + deflated.length);
	packed.set(MARK);
	packed.writeUInt32BE(length, MARK.length);
	packed.set(deflated, HEADER_BYTES);
	return packed;
}

export function unpackAtRest(stored: Uint8Array): Uint8Array {
	if (!isPacked(stored)) return stored;
	const { buffer, byteOffset, byteLength } = stored;
	const length = new DataView(buffer, byteOffset, byteLength).getUint32(MARK.length);
	if (length > MOST_BYTES) return stored;
	try {
		const deflated = stored.subarray(HEADER_BYTES);
		const options = { dictionary: DICTIONARY, maxOutputLength: Math.max(1, length) };
		const update = inflateSync(deflated, options);
		return update.length === length ? update : stored;
	} catch {
		return stored;
	}
}

export function isPacked(bytes: Uint8Array): boolean {
	return bytes.length >= HEADER_BYTES && MARK.every((byte, index) => bytes[index] === byte);
}
