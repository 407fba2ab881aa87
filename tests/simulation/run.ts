import { parseArgs } from 'node:util';
import { PLANTED } from './planted';
import { inParallel, type Simulate, WORKERS } from './pool';
import type { Outcome } from './simulate';

/**
 * `--seeds N [--seed S]` runs N seeds from S on and ends with `N passed, M failed` and seeds
 * per second;
 * `--planted` plants one bug after the other and tells after how many seeds each was caught.
 */
const { values } = parseArgs({
	options: {
		seeds: { type: 'string' },
		seed: { type: 'string', default: '1' },
		planted: { type: 'boolean', default: false },
	},
});
// Of seeds that hold a planted bug most are never run: the first that shows it ends the search.
const seeds = whole(values.seeds ?? (values.planted ? '1000' : '100'), 'seeds');
const first = whole(values.seed, 'seed');
process.exitCode = (await (values.planted ? plantAll() : runAll())) ? 0 : 1;

async function runAll(): Promise<boolean> {
	const started = performance.now();
	let failed = 0;
	let steps = 0;
	let updates = 0;
	const kinds = new Set<string>();
	const all = Array.from({ length: seeds }, (_, index) => first + index);
	await inParallel(all, async (seed, simulate) => {
		const outcome = await simulate({ seed });
		steps += outcome.steps;
		updates += outcome.updates;
		for (const kind of outcome.kinds) kinds.add(kind);
		if (!outcome.violations.length) return;
		failed++;
		describe(outcome);
		const again = await simulate({ seed });
		if (again.trace !== outcome.trace) print(`  seed ${seed} is not deterministic`);
	});
	const seconds = (performance.now() - started) / 1_000;
	const size = `${Math.round(steps / seeds)} steps and ${Math.round(updates / seeds)} updates a seed`;
	print(`${(seeds / seconds).toFixed(1)} seeds/s on ${WORKERS} workers, ${size}`);
	print(`${kinds.size} kinds of steps: ${[...kinds].sort().join(', ')}`);
	print(`${seeds - failed} passed, ${failed} failed`);
	return failed === 0;
}

async function plantAll(): Promise<boolean> {
	let missed = 0;
	const names = Object.keys(PLANTED);
	await inParallel(names, async (plant, simulate) => {
		const caught = await firstCaught(plant, simulate);
		if (caught) return print(`${plant}: caught after ${caught.seeds} seeds by ${caught.by}`);
		missed++;
		print(`${plant}: NOT caught in ${seeds} seeds`);
	});
	print(`${names.length - missed} passed, ${missed} failed`);
	return missed === 0;
}

async function firstCaught(plant: string, simulate: Simulate) {
	for (let tried = 0; tried < seeds; tried++) {
		const seed = first + tried;
		const { violations } = await simulate({ seed, plant });
		if (!violations.length) continue;
		// It must be the plant that was caught, not something that is wrong without it.
		const without = await simulate({ seed });
		if (without.violations.length) print(`seed ${seed} fails without any plant`);
		else return { seeds: tried + 1, by: violations[0]!.invariant };
	}
	return undefined;
}

function describe({ seed, violations }: Outcome): void {
	print(`seed ${seed}: ${violations.length} violations; repeat it with --seed ${seed} --seeds 1`);
	for (const { invariant, what } of violations.slice(0, 5)) print(`  ${invariant} ${what}`);
}

function whole(text: string, name: string): number {
	const value = Number(text);
	if (Number.isInteger(value) && value > 0) return value;
	throw new Error(`--${name} wants a whole number above zero, not "${text}"`);
}

function print(line: string): void {
	process.stdout.write(`${line}\n`);
}
