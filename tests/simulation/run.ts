import { parseArgs } from 'node:util';
import { fuzzCanvases, fuzzFrames } from '../fuzz/fuzz';
import { HANDOVER_NAMES } from './handover';
import { PLANTED } from './planted';
import { inParallel, type Simulate, WORKERS } from './pool';
import type { Outcome } from './simulate';

/**
 * `--seeds N [--seed S] [--browser]` runs N seeds from S on and ends with `N passed, M failed` and
 * seeds per second; with `--browser` the team's devices of all of them keep their store in
 * IndexedDB, and else of one in ten;
 * `--planted [--only NAME]` plants one bug after the other, or those whose name contains NAME, and
 * tells after how many seeds each was caught;
 * `--handover N` breaks N turns of each kind, and tells how many were lost;
 * `--fuzz N` throws N hostile updates of canvases at the guard and a third more frames at the hub.
 */
const { values } = parseArgs({
	options: {
		seeds: { type: 'string' },
		seed: { type: 'string', default: '1' },
		browser: { type: 'boolean' },
		planted: { type: 'boolean', default: false },
		only: { type: 'string', default: '' },
		handover: { type: 'string' },
		fuzz: { type: 'string' },
	},
});
// Of seeds that hold a planted bug most are never run: the first that shows it ends the search.
const seeds = whole(values.seeds ?? (values.planted ? '1000' : '100'), 'seeds');
const first = whole(values.seed, 'seed');
const SHOWN_LOSSES = 3;
process.exitCode = (await chosen()()) ? 0 : 1;

function chosen(): () => Promise<boolean> {
	if (values.planted) return plantAll;
	if (values.handover) return handOverAll;
	return values.fuzz ? fuzzAll : runAll;
}

async function runAll(): Promise<boolean> {
	const started = performance.now();
	let failed = 0;
	let steps = 0;
	let updates = 0;
	let restores = 0;
	const kinds = new Set<string>();
	const all = Array.from({ length: seeds }, (_, index) => first + index);
	await inParallel(all, async (seed, simulate) => {
		const outcome = await simulate({ seed, inBrowser: values.browser });
		steps += outcome.steps;
		updates += outcome.updates;
		restores += outcome.restores;
		for (const kind of outcome.kinds) kinds.add(kind);
		if (!outcome.violations.length) return;
		failed++;
		describe(outcome);
		const again = await simulate({ seed, inBrowser: values.browser });
		if (again.trace !== outcome.trace) print(`  seed ${seed} is not deterministic`);
	});
	const seconds = (performance.now() - started) / 1_000;
	const size = `${Math.round(steps / seeds)} steps and ${Math.round(updates / seeds)} updates a seed`;
	print(`${(seeds / seconds).toFixed(1)} seeds/s on ${WORKERS} workers, ${size}`);
	print(`${kinds.size} kinds of steps: ${[...kinds].sort().join(', ')}`);
	print(`an older copy of the relay's data was put back ${restores} times`);
	print(`${seeds - failed} passed, ${failed} failed`);
	return failed === 0;
}

async function handOverAll(): Promise<boolean> {
	const count = whole(values.handover ?? '', 'handover');
	let lost = 0;
	for (const handover of HANDOVER_NAMES) {
		const all = Array.from({ length: count }, (_, index) => first + index);
		let lostHere = 0;
		await inParallel(all, async (seed, simulate) => {
			const outcome = await simulate({ seed, handover });
			if (!outcome.violations.length) return;
			if (lostHere++ < SHOWN_LOSSES) describe(outcome);
		});
		print(`${handover}: ${lostHere} of ${count} lost`);
		lost += lostHere;
	}
	print(`${HANDOVER_NAMES.length * count - lost} passed, ${lost} failed`);
	return lost === 0;
}

async function fuzzAll(): Promise<boolean> {
	const count = whole(values.fuzz ?? '', 'fuzz');
	const started = performance.now();
	const canvases = fuzzCanvases(count, values.seed);
	print(`canvases: ${JSON.stringify(canvases)}`);
	const frames = await fuzzFrames(Math.round((count * 4) / 3), values.seed);
	print(`frames: ${JSON.stringify(frames)}`);
	print(`${((performance.now() - started) / 1_000).toFixed(0)} s`);
	const failed = canvases.threw + canvases.waiting;
	print(`${canvases.accepted - failed} passed, ${failed} failed`);
	return failed === 0;
}

async function plantAll(): Promise<boolean> {
	let missed = 0;
	const names = Object.keys(PLANTED).filter((name) => name.includes(values.only));
	if (!names.length) throw new Error(`no planted bug is called "${values.only}"`);
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
