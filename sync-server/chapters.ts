import { isTeam, type Principal } from '../src/lib/model/role';
import type { ParsedRoom } from '../src/lib/model/room';
import { CLOSE } from '../src/lib/sync/wire';
import type { Log } from './log';
import type { Room } from './room';
import type { Rooms } from './rooms';

type Problem = { code: number; reason: string };
type Options = { log: Log; report(error: unknown, where: string): void };

/** A contact opens its chapters one after the other: it cannot make rooms without end. */
export function whenChapterIsNext(
	{ log, report }: Options,
	{ parsed, counts }: Room,
	who: Principal,
	then: (problem?: Problem) => void,
): void {
	const isNew = counts.bytes === 0 && parsed.kind === 'contact' && parsed.chapter > 1;
	if (!isNew || isTeam(who.role)) return then();
	newestChapter(log, parsed.contact).then(
		(newest) => then(parsed.chapter > newest + 1 ? NOT_NEXT : undefined),
		(error: unknown) => {
			report(error, `looking for chapters of ${parsed.contact}`);
			then(UNREADABLE);
		},
	);
}

type Asked = { name: string; parsed: ParsedRoom; who: Principal };

/**
 * The room that somebody enters. A contact enters no chapter beyond its next one: each would be
 * kept in memory for as long as its channel is open, and hold nothing.
 */
export function enterChapter(
	services: Options & { rooms: Rooms },
	{ name, parsed, who }: Asked,
	then: (room: Room | undefined, problem: Problem) => void,
): void {
	const { rooms } = services;
	rooms.use(name, parsed, (room) => {
		if (!room) return then(undefined, UNREADABLE);
		rooms.hold(room);
		whenChapterIsNext(services, room, who, (problem) => {
			const isMeant = !problem && rooms.isHere(room);
			then(isMeant ? room : undefined, problem ?? UNREADABLE);
			rooms.letGo(room);
			if (!isMeant) rooms.release(room);
		});
	});
}

const UNREADABLE: Problem = { code: CLOSE.restarting, reason: 'the log cannot be read' };
const NOT_NEXT: Problem = { code: CLOSE.notNext, reason: 'not the next chapter' };

async function newestChapter(log: Log, contact: string): Promise<number> {
	const rooms = await log.rooms(`contact/${contact}/`);
	return Math.max(0, ...rooms.map((room) => Number(room.split('/')[2])));
}
