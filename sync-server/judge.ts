import { CLOSE } from '../src/lib/sync/wire';
import type { createCommits } from './commits';
import type { Verdict, Writer } from './guard';
import type { Log } from './log';
import type { Room } from './room';
import type { Rooms } from './rooms';
import type { Outcome, Trials } from './trials';

/**
 * Judges what is to be written: by the guard alone and at once in a log, and in a canvas as long as
 * that is harmless; else also by Yjs itself, one update after the other, because no reading of
 * bytes tells all that makes Yjs throw.
 *
 * J1 An update of a canvas is judged after the one before it was accepted or refused.
 * J2 What was accepted untried is not in the document of the trials: it is loaded before the first
 *    trial of a canvas that was harmless.
 */
export type Judge = (
	room: Room,
	update: Uint8Array,
	writer: () => Writer,
	/** Answers whether it accepted what may be stored. */
	then: (verdict: Verdict) => boolean,
) => void;

type Options = {
	log: Log;
	rooms: Rooms;
	trials: Trials;
	commits: Pick<ReturnType<typeof createCommits>, 'afterAll'>;
	report(error: unknown, where: string): void;
};

export function createJudge({ log, rooms, trials, commits, report }: Options): Judge {
	const queues = new WeakMap<Room, Promise<void>>();

	async function judgeCanvas(room: Room, update: Uint8Array, ...rest: Rest): Promise<void> {
		const [writer, then] = rest;
		const verdict = room.examine(update, writer());
		const isCertain = verdict.kind === 'store' && room.admitsUntried(update, verdict);
		if (verdict.kind !== 'store' || isCertain) return void then(verdict);
		const outcome = await tryOut(room, verdict.update).catch((error: unknown): Outcome => {
			report(error, `trying an update of ${room.name}`);
			return 'unknown';
		});
		if (outcome === 'sound') {
			if (!then(verdict)) await trials.forget(room.name);
		} else then(outcome === 'unsound' ? UNSOUND : UNTRIED);
	}

	async function tryOut(room: Room, update: Uint8Array): Promise<Outcome> {
		const outcome = room.isHarmless() ? 'unknown' : await trials.tryOut(room.name, update);
		if (outcome === 'sound' || outcome === 'unsound') return outcome;
		await new Promise((resolve) => commits.afterAll(resolve));
		await trials.load(room.name, await log.room(room.name));
		const again = await trials.tryOut(room.name, update);
		// The thread that ran out of memory began anew, and held no other canvas this time.
		return again === 'exhausted' ? 'unsound' : again;
	}

	return (room, update, ...rest) => {
		const before = queues.get(room);
		if (!before && room.isHarmless()) {
			const [writer, then] = rest;
			const verdict = room.examine(update, writer());
			if (verdict.kind !== 'store' || room.admitsUntried(update, verdict)) {
				then(verdict);
				return;
			}
		}
		// Copied: what came in is a view into whatever else the socket had read with it.
		const kept = update.slice();
		rooms.hold(room);
		const done = (before ?? Promise.resolve())
			.then(() => judgeCanvas(room, kept, ...rest))
			.catch((error: unknown) => report(error, `judging an update of ${room.name}`))
			.then(() => {
				if (queues.get(room) === done) queues.delete(room);
				rooms.letGo(room);
			});
		queues.set(room, done);
	};
}

type Rest = [writer: () => Writer, then: (verdict: Verdict) => boolean];

const UNSOUND: Verdict = {
	kind: 'refused',
	code: CLOSE.refused,
	reason: 'Yjs cannot apply it',
};
const UNTRIED: Verdict = {
	kind: 'refused',
	code: CLOSE.restarting,
	reason: 'it cannot be judged now',
};
