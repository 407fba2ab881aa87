import { isTeam } from '../model/role';
import { CHAPTER_SIZE } from './chapters';
import type { CoreOptions } from './contract';
import type { DeviceClock } from './device-clock';
import { createFolds } from './folds';
import { createHandled } from './handled';
import type { Inside } from './inside';
import { createLease } from './lease';
import { createOutbox } from './outbox';
import type { Relay } from './ports';
import type { ChangeDraft } from './projection';

export function openInside(
	options: CoreOptions,
	parts: {
		relay: Relay;
		clock: DeviceClock;
		/** The engine's lease is ours. */
		gained(): void;
		commit(change: ChangeDraft): Promise<void>;
	},
): Inside {
	const { storage, world, me, report, chapterSize = CHAPTER_SIZE } = options;
	const { relay, clock, gained, commit } = parts;
	const handled = createHandled();
	const outbox = createOutbox(world.random);
	const preference = () => options.preference?.() ?? 0;
	return {
		...{ storage, world, chapterSize, clock, handled, commit, report },
		outbox,
		folds: createFolds(storage),
		lease: createLease({ relay, world, preference, progress: () => ({ handled, outbox }), gained }),
		host: me.id,
		silences: isTeam(me.role) ? options.engine?.silences : undefined,
		now: clock.now,
	};
}
