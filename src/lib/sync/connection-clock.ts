import { type MeasuredClock, measuredClock, stopwatch } from '../base/clock';

/**
 * A device clock further off than this is believed only when a second measurement agrees (E-18).
 */
const BELIEVABLE_JUMP_MS = 5 * 60_000;
/** Smaller changes are noise of the network: nobody is told. */
const NOTICEABLE_MS = 250;

/**
 * How far the relay's clock is ahead of ours, from the welcome and the heartbeat. A sample is as
 * good as its round trip was short; a device that slept between ping and pong gives one that is
 * wild, and is ignored.
 */
export function connectionClock(
	world: { now(): number; elapsed(): number },
	changed: (measured: MeasuredClock) => void,
) {
	let asked: { sent: number; passed: () => number } | undefined;
	let known: { offset: number; roundTrip: number } | undefined;
	let told: MeasuredClock | undefined;
	let hello = () => 0;
	let suspicious: number | undefined;

	function accept(measured: MeasuredClock, roundTrip: number): void {
		const { offsetMs, withinMs } = measured;
		known = { offset: offsetMs, roundTrip };
		suspicious = undefined;
		if (told && Math.abs(offsetMs - told.offsetMs) < NOTICEABLE_MS) {
			// It may be the same and known much better.
			if (told.withinMs - withinMs < NOTICEABLE_MS) return;
		}
		told = measured;
		changed(measured);
	}

	function sample(relayNow: number, roundTrip: number): void {
		const measured = measuredClock(relayNow, world.now(), roundTrip);
		const { offsetMs: offset } = measured;
		if (!known) return accept(measured, roundTrip);
		if (Math.abs(offset - known.offset) > BELIEVABLE_JUMP_MS) {
			const confirmed =
				suspicious !== undefined && Math.abs(offset - suspicious) <= BELIEVABLE_JUMP_MS;
			if (confirmed) return accept(measured, roundTrip);
			suspicious = offset;
			return;
		}
		// One of the clocks was set: no network explains both.
		const isOther = Math.abs(offset - known.offset) > (roundTrip + known.roundTrip) / 2 + 1;
		// The bar falls slowly, so that drift is followed even if the network gets worse for good.
		if (isOther || roundTrip <= known.roundTrip * 1.5 + 1) accept(measured, roundTrip);
		else known.roundTrip *= 1.2;
	}

	return {
		/** The last that was told. */
		told: () => told,
		/** When it is sent: the welcome answers it. */
		hello(): void {
			hello = stopwatch(world);
		},
		/** How long the relay and the way took, of which a slow line takes the most. */
		welcome(relayNow: number): number {
			const roundTrip = hello();
			sample(relayNow, roundTrip);
			return roundTrip;
		},
		/** When it is sent, by the clock that only grows: somebody may set the other one meanwhile. */
		ping(): number {
			asked = { sent: world.elapsed(), passed: stopwatch(world) };
			return asked.sent;
		},
		pong({ sent, now }: { sent: number; now: number }): void {
			// A device that slept in between knows it by its other clock.
			const roundTrip = asked?.sent === sent ? asked.passed() : world.elapsed() - sent;
			sample(now, roundTrip);
		},
	};
}
