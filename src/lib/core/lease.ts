import { SECOND, stopwatch } from '../base/clock';
import type { Handled } from './handled';
import type { Outbox } from './outbox';
import type { Relay, World } from './ports';

/**
 * The right to run the engine for the workspace.
 *
 * I1 Held only while the relay's grant, counted from the moment it was asked for, has not run out:
 *    a host that was asleep or cut off never believes that it still holds it, whatever happens to
 *    its clock.
 */
export type Lease = {
	/** The fence to write under; undefined when this host must not run the engine. */
	fence(): number | undefined;
	/** How long somebody else has held it without a break, as far as we were told. */
	elsewhereForMs(): number;
	/** The relay is reachable and its log has been read: ask from now on. */
	begin(): void;
	answered(answer: { held: boolean; fence: number; ttlMs: number }): void;
	/** Cut off, or stopping: pause at once. */
	end(): void;
};

/** Often enough that two lost renewals do not lose the lease (it lasts 15 s). */
const RENEW_MS = 5 * SECOND;
/** A standby asks less often: it takes over within the lease's time plus this. */
const STANDBY_MS = 10 * SECOND;

export function createLease(options: {
	relay: Relay;
	world: World;
	preference(): number;
	/** How far the engine has come here, and whether decisions wait that the log has lost. */
	progress(): { handled: Pick<Handled, 'upTo'>; outbox: Pick<Outbox, 'holdsLost'> };
	gained(): void;
}): Lease {
	const { relay, world } = options;
	let active = false;
	let held: { fence: number; ttlMs: number; passed: () => number } | undefined;
	let elsewhere: (() => number) | undefined;
	let sinceAsked = stopwatch(world);
	let cancel: (() => void) | undefined;

	function ask(): void {
		if (!active) return;
		sinceAsked = stopwatch(world);
		cancel = world.after(held ? RENEW_MS : STANDBY_MS, ask);
		const { handled, outbox } = options.progress();
		relay.requestLease({
			preference: options.preference(),
			...(fence() !== undefined && { handled: handled.upTo() }),
			...(outbox.holdsLost() && { restores: true }),
		});
	}

	function fence(): number | undefined {
		return held && held.passed() < held.ttlMs ? held.fence : undefined;
	}

	return {
		fence,
		elsewhereForMs: () => elsewhere?.() ?? 0,
		begin() {
			if (active) return;
			active = true;
			ask();
		},
		answered(answer) {
			if (!active) return;
			const before = fence();
			const { fence: given, ttlMs } = answer;
			held = answer.held ? { fence: given, ttlMs, passed: sinceAsked } : undefined;
			elsewhere = answer.held ? undefined : (elsewhere ?? stopwatch(world));
			if (held && held.fence !== before) {
				// It was asked for at the pace of a standby, maybe long ago; from now on it is renewed.
				cancel?.();
				if (sinceAsked() > RENEW_MS / 2) ask();
				else cancel = world.after(RENEW_MS, ask);
				world.passing?.('lease.justGained');
				options.gained();
			}
		},
		end() {
			active = false;
			held = undefined;
			elsewhere = undefined;
			cancel?.();
			cancel = undefined;
		},
	};
}
