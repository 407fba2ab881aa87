import type { World } from '../src/lib/core/ports';
import { whenChapterIsNext } from './chapters';
import type { Grant, Hindrance } from './connection';
import type { Verdict } from './guard';
import type { Judge } from './judge';
import type { Log } from './log';
import type { Owners } from './owners';
import { UNREADABLE } from './push';
import type { Room } from './room';
import type { Rooms } from './rooms';

type Services = {
	log: Log;
	world: World;
	rooms: Rooms;
	owners: Owners;
	judge: Judge;
	report(error: unknown, where: string): void;
};

/** What a member of a room writes there, outside a push. */
type MemberWrite = {
	room: Room;
	who: Grant;
	update: Uint8Array;
	isOver(): boolean;
	refuse(problem: Pick<Hindrance, 'code' | 'reason'>): void;
	/** Answers whether it is stored. */
	settle(verdict: Verdict): boolean;
};

/**
 * Looks up what the guard has to know, and has it judged. The room is held from the first question
 * to the verdict: its member may leave meanwhile, and a room that was loaded again would not know
 * what is stored in this one.
 */
export function judgeMember(services: Services, write: MemberWrite): void {
	const { room, who, update } = write;
	const { rooms, world } = services;
	rooms.hold(room);
	const giveUp = (problem: Pick<Hindrance, 'code' | 'reason'> | undefined) => {
		rooms.letGo(room);
		if (problem) write.refuse(problem);
	};
	whenChapterIsNext(services, room, who, (problem) => {
		if (write.isOver() || problem) return giveUp(write.isOver() ? undefined : problem);
		services.owners.look([{ room, update }], (ownerOf) => {
			if (!ownerOf) return giveUp(UNREADABLE);
			const writer = () => ({ who, now: world.now(), isHost: false, ownerOf });
			services.judge(room, update, writer, write.settle);
			rooms.letGo(room);
		});
	});
}
