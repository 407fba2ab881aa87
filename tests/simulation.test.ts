import { expect, test } from 'vitest';
import { validate } from '../src/lib/engine/validate';
import { steps } from '../src/lib/steps';
import { WORKSPACE } from './simulation/cast';
import { HANDOVER_NAMES, handOver } from './simulation/handover';
import { PLANTED } from './simulation/planted';
import { simulate } from './simulation/simulate';
import { SIDE_WORKFLOWS } from './simulation/vocabulary';

/** A checker that catches nothing is worth nothing: some bugs that show at once, for every run. */
const SHOW_AT_ONCE = {
	'a reconnected device does not catch up': 'I1',
	'what is written is not stored before it is sent': 'I2',
	'a human reply does not end the run': 'I6',
	'a note is written where the visitor reads': 'I8',
	'an effect has the id of a word': 'I21',
};
const WITHIN_SEEDS = 10;
/** These take an attack, and the right moment for it. */
const SHOW_UNDER_ATTACK = {
	'an id is displaced across rooms': 'I17',
	'a conversation belongs to everybody': 'I19',
	'a gap is known': 'I2',
	'the lease goes by a claimed preference': 'I18',
};
/** These take an older copy of the relay's data that is put back. */
const SHOW_AFTER_RESTORE = {
	'what is sent again to a restored relay is given a new time': 'I22',
	'what a restored relay lacks is not sent again': 'I2',
};

test.each([
	...Object.entries(SHOW_AT_ONCE).map((plant) => [...plant, 2 * WITHIN_SEEDS] as const),
	...Object.entries({ ...SHOW_UNDER_ATTACK, ...SHOW_AFTER_RESTORE }).map(
		(plant) => [...plant, 20 * WITHIN_SEEDS] as const,
	),
])('a planted bug is caught: %s (%s)', async (name, by, seeds) => {
	const caught = new Set<string>();
	for (let seed = 1; seed <= seeds && !caught.has(by); seed++) {
		const { violations } = await simulate(seed, PLANTED[name]);
		for (const { invariant } of violations) caught.add(invariant);
	}
	expect(caught).toContain(by);
});

test.each(HANDOVER_NAMES)('E-30: a turn is whole, whoever goes on with it: %s', async (name) => {
	const lost: number[] = [];
	for (let seed = 1; seed <= 3 * WITHIN_SEEDS; seed++) {
		if ((await handOver(name, seed)).violations.length) lost.push(seed);
	}
	expect(lost).toEqual([]);
	// The fault strikes between the two pushes once in some thirty seeds.
	const plant = PLANTED['the journal is pushed without the words'];
	let isCaught = false;
	for (let seed = 1; seed <= 10 * WITHIN_SEEDS && !isCaught; seed++) {
		isCaught = (await handOver(name, seed, plant)).violations.length > 0;
	}
	expect(isCaught).toBe(true);
});

/** Each has shown a fault once that hundreds of others had not. */
const TELLING_SEEDS = [501, 1104, 20_187];

test.each(TELLING_SEEDS)('seed %i, which has found a fault before, is clean', async (seed) => {
	expect((await simulate(seed)).violations).toEqual([]);
});

test('40 seeds are clean, come to every kind of step, and restore the relay', async () => {
	let restored = 0;
	const missing = new Set<string>(steps.map(({ kind }) => kind));
	for (let seed = 1; seed <= 4 * WITHIN_SEEDS; seed++) {
		const { kinds, restores, violations } = await simulate(seed);
		restored += restores;
		expect(violations, `seed ${seed}`).toEqual([]);
		for (const kind of kinds) missing.delete(kind);
	}
	// Add what begins them to `vocabulary`, or draw it more often.
	expect([...missing]).toEqual([]);
	expect(restored).toBeGreaterThan(0);
}, 240_000);

const known = Object.fromEntries(
	Object.entries(SIDE_WORKFLOWS).map(([id, { title }]) => {
		return [id, { id, title, order: 1, createdAt: 1, createdBy: '' }];
	}),
);
test.each(Object.entries(SIDE_WORKFLOWS))('%s could be set live as it is', (_, definition) => {
	expect(validate(definition, { ...WORKSPACE, workflows: known })).toEqual([]);
});

test('a seed is one history: again, it is the same to the byte', async () => {
	const one = await simulate(1);
	const other = await simulate(1);
	expect(other).toEqual(one);
	expect(one.trace).not.toBe('');
});
