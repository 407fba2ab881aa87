import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { SECOND } from '../base/clock';
import { createLease } from './lease';
import { NOWHERE } from '../../../tests/core-stage';

const TTL_MS = 15 * SECOND;

/** A host that was given the lease and is cut off at once. */
function stage() {
	let [day, grown] = [1_750_000_000_000, 0];
	const lease = createLease({
		relay: NOWHERE,
		world: { now: () => day, elapsed: () => grown, random: () => 0.5, after: () => () => {} },
		preference: () => 0,
		progress: () => ({ handled: { upTo: () => 0 }, outbox: { holdsLost: () => false } }),
		gained() {},
	});
	lease.begin();
	lease.answered({ held: true, fence: 7, ttlMs: TTL_MS });
	return {
		lease,
		/** Awake: both clocks go. */
		pass(ms: number) {
			day += ms;
			grown += ms;
		},
		/** Asleep: the clock that only grows may stand still. */
		sleep: (ms: number) => void (day += ms),
		setClock: (byMs: number) => void (day += byMs),
	};
}

test('A6 a host holds the lease as long as it was granted, and no longer', () => {
	const { lease, pass } = stage();
	pass(TTL_MS - 1);
	expect(lease.fence()).toBe(7);
	pass(1);
	expect(lease.fence()).toBeUndefined();
});

test('A6 a host that slept over the end of its lease does not believe in it', () => {
	const { lease, sleep } = stage();
	sleep(TTL_MS);
	expect(lease.fence()).toBeUndefined();
});

property.prop([fc.array(fc.integer({ min: -40 * 86_400_000, max: 0 }), { minLength: 1 })])(
	'A6 a clock that is set back, however often, makes no lease last longer',
	(jumps) => {
		const { lease, pass, setClock } = stage();
		for (const jump of jumps) {
			setClock(jump);
			pass(Math.ceil(TTL_MS / jumps.length));
		}
		expect(lease.fence()).toBeUndefined();
	},
);

test('A6 how long another holds it is counted on, whatever the clock does', () => {
	const { lease, pass, setClock } = stage();
	lease.answered({ held: false, fence: 8, ttlMs: TTL_MS });
	pass(10 * SECOND);
	setClock(-3_600 * SECOND);
	lease.answered({ held: false, fence: 8, ttlMs: TTL_MS });
	pass(10 * SECOND);
	expect(lease.elsewhereForMs()).toBe(20 * SECOND);
});
