import { stopwatch } from '../base/clock';

/**
 * A device clock further off than this is believed only when a second measurement agrees (E-18).
 */
const BELIEVABLE_JUMP_MS = 5 * 60_000;
/** Smaller changes are noise of the network: nobody is told. */
const NOTICEABLE_MS = 250;

/**
 * How far the relay's clock is ahead of ours, from the heartbeat. A sample is as good as its round
 * trip was short; a device that slept between ping and pong gives one that is wild, and is ignored.
 */
export function connectionClock(
	world: { now(): number; elapsed(): number },
	changed: (offsetMs: number) => void,
) {
	let asked: { sent: number; passed: () => number } | undefined;
	let known: { offset: number; roundTrip: number } | undefined;
	let told: number | undefined;
	let suspicious: number | undefined;

	function accept(offset: number, roundTrip: number): void {
		known = { offset, roundTrip };
		suspicious = undefined;
		if (told !== undefined && Math.abs(offset - told) < NOTICEABLE_MS) return;
		told = offset;
		changed(offset);
	}

	function sample(offset: number, roundTrip: number): void {
		if (!known) return accept(offset, roundTrip);
		if (Math.abs(offset - known.offset) > BELIEVABLE_JUMP_MS) {
			const confirmed =
				suspicious !== undefined && Math.abs(offset - suspicious) <= BELIEVABLE_JUMP_MS;
			if (confirmed) return accept(offset, roundTrip);
			suspicious = offset;
			return;
		}
		// The bar falls slowly, so that drift is followed even if the network gets worse for good.
		if (roundTrip <= known.roundTrip * 1.5 + 1) accept(offset, roundTrip);
		else known.roundTrip *= 1.2;
	}

	return {
		/** The first guess of a connection; its latency is unknown, so the first pong replaces it. */
		welcome(relayNow: number): void {
			sample(Math.round(relayNow - world.now()), Number.MAX_SAFE_INTEGER);
		},
		/** When it is sent, by the clock that only grows: somebody may set the other one meanwhile. */
		ping(): number {
			asked = { sent: world.elapsed(), passed: stopwatch(world) };
			return asked.sent;
		},
		pong({ sent, now }: { sent: number; now: number }): void {
			// A device that slept in between knows it by its other clock.
			const roundTrip = asked?.sent === sent ? asked.passed() : world.elapsed() - sent;
			// Whole milliseconds: instants become part of ids.
			sample(Math.round(now + roundTrip / 2 - world.now()), roundTrip);
		},
	};
}
