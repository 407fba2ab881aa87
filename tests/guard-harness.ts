import * as encoding from 'lib0/encoding';
import { parseRoom } from '../src/lib/model/room';
import type { Principal } from '../src/lib/model/role';
import type { Ledger } from '../sync-server/ledger';
import { LIMITS } from '../sync-server/limits';
import { Room } from '../sync-server/room';

export const ADA = 'con_0000000000000000000000ada';
export const BOB = 'con_0000000000000000000000bob';
export const AGENT = 'tmt_0000000000000000000agent';
export const NOW = 1_800_000_000_000;

/** A room with nothing in it, that takes what the guard lets through as the relay would. */
export function createGuardedRoom(name: string, ledger?: Ledger) {
	const room = new Room(name, parseRoom(name)!, LIMITS, () => NOW, ledger);
	return {
		room,
		offer(update: Uint8Array, who: Principal, isHost = false) {
			const ownerOf = () => undefined;
			const verdict = room.examine(update, { who, now: NOW, isHost, ownerOf });
			if (verdict.kind === 'store') {
				room.accept(verdict.update, verdict, who.id);
				room.durable(room.counts.lastSeq + 1, verdict.update);
			}
			return verdict;
		},
	};
}

export function said(id: string, extra: object = {}) {
	return {
		id,
		at: NOW,
		by: { kind: 'contact', id: ADA },
		type: 'messageSent',
		conversation: 'cnv_1',
		text: 'hola',
		...extra,
	};
}

/**
 * Bytes of a Yjs update written by hand: numbers, strings and lib0 values, for what no client would
 * send.
 */
export function forge(...parts: (number | string | { any: unknown } | Uint8Array)[]): Uint8Array {
	const encoder = encoding.createEncoder();
	for (const part of parts) {
		if (typeof part === 'number') encoding.writeVarUint(encoder, part);
		else if (typeof part === 'string') encoding.writeVarString(encoder, part);
		else if (part instanceof Uint8Array) encoding.writeUint8Array(encoder, part);
		else encoding.writeAny(encoder, part.any as never);
	}
	return encoding.toUint8Array(encoder);
}
