import { nextInstant, type Instant } from '../src/lib/base/clock';
import type { Principal } from '../src/lib/model/role';
import { z } from '../src/lib/model/schema';
import { visibleText } from '../src/lib/base/visible-text';
import { awarenessMessage, type AwarenessState } from './messages';

/**
 * Who is in a room and what they show of themselves: volatile, never stored.
 *
 * A1 A member has at most one state, under the first free client id it names; what it says of
 *    others (an unmodified provider repeats what it hears) is passed over.
 * A2 `user` is stamped here: nobody can appear as somebody else (finding 7). Where a customer reads
 *    what the team writes, what is listed in `Seen` goes out and nothing more, `user` neither (I8).
 * A3 Clocks that go out are the relay's own: they only grow, over restarts too because they follow
 *    the time, and no forged clock can silence anybody.
 */
export type Awareness = ReturnType<typeof createAwareness>;
export type Speaker = { who: Principal; awarenessClient?: number };

/** Ids remembered after their owner left, so that nobody else's echo can take one over. */
const MAX_REMEMBERED = 1_000;

/** What a customer sees of a teammate: that somebody types, and under which public name. */
const Seen = z.object({
	typing: z.optional(z.boolean()),
	as: z.optional(z.string().check(z.overwrite(visibleText), z.maxLength(500))),
});

type Owner = { principal: string; clock: number; state: string; isPresent: boolean };

type Options = { maxBytes: number; isForCustomers: boolean; now: () => Instant };

export function createAwareness({ maxBytes, isForCustomers, now }: Options) {
	const owners = new Map<number, Owner>();

	function announce(client: number, owner: Owner): AwarenessState {
		return { client, clock: owner.clock, state: owner.state };
	}

	return {
		/** The message for the other members, or why the speaker must leave. */
		say(
			speaker: Speaker,
			states: readonly AwarenessState[],
		): { message?: Uint8Array; problem?: string } {
			const own = states.find(({ client }) => isOwn(speaker, client));
			if (!own) return {};
			if (own.state.length > maxBytes) return { problem: 'a presence too large' };
			const state = stamp(own.state, speaker.who, isForCustomers);
			if (state === undefined) return { problem: 'a presence that does not parse' };
			speaker.awarenessClient = own.client;
			const clock = nextInstant(owners.get(own.client)?.clock ?? 0, now());
			const owner = { principal: speaker.who.id, clock, state, isPresent: state !== 'null' };
			owners.set(own.client, owner);
			return { message: awarenessMessage([announce(own.client, owner)]) };
		},
		/** The message that takes a member's state away, if it had one. */
		leave(speaker: Speaker): Uint8Array | undefined {
			const client = speaker.awarenessClient;
			const owner = client === undefined ? undefined : owners.get(client);
			if (client === undefined || !owner?.isPresent) return undefined;
			owner.isPresent = false;
			owner.state = 'null';
			owner.clock = nextInstant(owner.clock, now());
			forget();
			return awarenessMessage([announce(client, owner)]);
		},
		/** Everybody present, for one who has just come. */
		all(): Uint8Array | undefined {
			const present = [...owners].filter(([, owner]) => owner.isPresent);
			return present.length === 0
				? undefined
				: awarenessMessage(present.map(([client, owner]) => announce(client, owner)));
		},
	};

	function isOwn(speaker: Speaker, client: number): boolean {
		if (speaker.awarenessClient !== undefined) return speaker.awarenessClient === client;
		const owner = owners.get(client);
		return !owner || (owner.principal === speaker.who.id && !owner.isPresent);
	}

	function forget() {
		for (const [client, owner] of owners) {
			if (owners.size <= MAX_REMEMBERED) return;
			if (!owner.isPresent) owners.delete(client);
		}
	}
}

/** The state with the speaker's real identity; undefined when it is not an object or null. */
function stamp(text: string, { id, role }: Principal, isForCustomers: boolean): string | undefined {
	let state: unknown;
	try {
		state = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (state === null) return 'null';
	if (typeof state !== 'object' || Array.isArray(state)) return undefined;
	if (isForCustomers) return JSON.stringify(Seen.safeParse(state).data ?? {});
	return JSON.stringify({ ...state, user: { id, role } });
}
