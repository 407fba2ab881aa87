import { HOUR } from '../base/clock';
import type { Storage, World } from './ports';

/**
 * Wakes the engine when the next timer is due. Timers are data in storage: this only holds one
 * alarm, which is set again on every boot and whenever an earlier one appears.
 */
export type Alarm = {
	/** Reads the next due timer and sets the alarm for it. */
	rearm(): Promise<void>;
	/** A timer was stored: it may be the next. */
	consider(due: number): void;
	cancel(): void;
};

/** Platforms lose or clamp longer timeouts; the alarm then simply looks again. */
const LONGEST_MS = HOUR;

export function createAlarm(options: {
	storage: Storage;
	world: World;
	/** Relay-corrected. */
	now(): number;
	ring(): void;
}): Alarm {
	let next = Infinity;
	let cancel: (() => void) | undefined;

	function set(due: number): void {
		cancel?.();
		next = due;
		const delay = Math.min(Math.max(0, due - options.now()), LONGEST_MS);
		cancel = options.world.after(delay, () => {
			next = Infinity;
			options.ring();
		});
	}

	return {
		async rearm() {
			options.world.passing?.('engine.beforeTimerArm');
			const timer = await options.storage.nextTimer();
			if (timer) set(timer.due);
			else this.cancel();
		},
		consider(due) {
			if (due < next) set(due);
		},
		cancel() {
			cancel?.();
			cancel = undefined;
			next = Infinity;
		},
	};
}
