import { isTeam, type Principal } from '../src/lib/model/role';
import { CLOSE } from '../src/lib/sync/wire';
import type { Log } from './log';
import type { Room } from './room';

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
			then({ code: CLOSE.restarting, reason: 'the log cannot be read' });
		},
	);
}

const NOT_NEXT: Problem = { code: CLOSE.refused, reason: 'not the next chapter' };

async function newestChapter(log: Log, contact: string): Promise<number> {
	const rooms = await log.rooms(`contact/${contact}/`);
	return Math.max(0, ...rooms.map((room) => Number(room.split('/')[2])));
}
