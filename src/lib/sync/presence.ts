import type { Awareness } from 'y-protocols/awareness';
import { z } from '../model/schema';
import { contactRoom, PRESENCE_ROOM } from '../model/room';
import { joinAwareness } from './awareness';
import type { MuxSocket } from './socket';

/**
 * One teammate as the others see them. `user` is stamped by the relay: nobody can speak as another.
 */
export type PresentTeammate = {
	teammate: string;
	status: 'online' | 'away';
	at?: string | undefined;
	typing?: boolean | undefined;
};

export type Presence = {
	show(state: Omit<PresentTeammate, 'teammate'>): void;
	close(): void;
};

/**
 * Who is online, where, and typing. `changed` hears of everybody but `me`, one entry per teammate.
 */
export function openPresence(
	socket: MuxSocket,
	me: string,
	changed: (people: PresentTeammate[]) => void,
): Presence {
	const { awareness, close } = joinAwareness(socket, PRESENCE_ROOM);
	awareness.on('change', () => changed(others(awareness, me)));
	return {
		show: (state) => awareness.setLocalState(state),
		close,
	};
}

export type TypingWatch = { typing(isTyping: boolean): void; stop(): void };

/**
 * A contact's typing is on what they say, ours on what they are shown: each room has one class of
 * writer. Both sides meet in the first chapter, wherever the words go by now.
 */
export function watchTyping(
	socket: MuxSocket,
	subject: { contact: string; as: string },
	changed: (isTyping: boolean) => void,
): TypingWatch {
	const { contact, as } = subject;
	const said = joinAwareness(socket, contactRoom(contact, 1, 'said'));
	const shown = joinAwareness(socket, contactRoom(contact, 1, 'shown'));
	said.awareness.on('change', () => {
		changed(statesOf(said.awareness, Typing).some((state) => state.typing));
	});
	return {
		typing: (isTyping) => shown.awareness.setLocalState(isTyping ? { typing: true, as } : null),
		stop() {
			said.close();
			shown.close();
		},
	};
}

const Typing = z.object({ typing: z.boolean() });

const Present = z.object({
	user: z.object({ id: z.string() }),
	status: z.enum(['online', 'away']),
	at: z.optional(z.string()),
	typing: z.optional(z.boolean()),
});

function others(awareness: Awareness, me: string): PresentTeammate[] {
	const people = new Map<string, PresentTeammate>();
	for (const { user, status, at, typing } of statesOf(awareness, Present)) {
		if (user.id === me) continue;
		// With two devices, the one that is being used speaks for the person.
		if (people.get(user.id)?.status === 'online' && status === 'away') continue;
		people.set(user.id, { teammate: user.id, status, at, typing });
	}
	return [...people.values()];
}

function statesOf<T>(awareness: Awareness, schema: z.ZodMiniType<T>): T[] {
	return [...awareness.getStates().values()].flatMap((state) => {
		const parsed = schema.safeParse(state);
		return parsed.success ? [parsed.data] : [];
	});
}
