import type { Instant } from '../base/clock';

/** The relay's time as far as it is known here: this device's clock and how far it is off. */
export type DeviceClock = {
	now(): Instant;
	/** Add this to the local clock to get the relay's. */
	set(offsetMs: number): void;
	/** By how much it was corrected since this was last asked. */
	takeShift(): number;
};

export function deviceClock(
	world: { now(): number },
	offsetMs: number,
	moved: (offsetMs: number) => void,
): DeviceClock {
	let offset = offsetMs;
	let shift = 0;
	return {
		now: () => Math.round(world.now() + offset),
		set(offsetMs) {
			if (Math.abs(offsetMs - offset) < 1) return;
			shift += offsetMs - offset;
			offset = offsetMs;
			moved(offset);
		},
		takeShift() {
			const taken = Math.round(shift);
			shift = 0;
			return taken;
		},
	};
}
