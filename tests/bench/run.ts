import { readdirSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { z } from '../../src/lib/model/schema';
import { isKept, type Measure } from './measure';

/**
 * `npm run bench -- [--json] [names…]`: runs the measurements whose file, function or target (`P9`)
 * is named, or all, one after the other. With `--json` the only thing on standard output is one
 * JSON object.
 */
const args = process.argv.slice(2);
const asJson = args.includes('--json');
const names = args.filter((arg) => !arg.startsWith('--')).map((name) => name.toLowerCase());

const Answer = z.object({
	name: z.string(),
	value: z.number(),
	unit: z.string(),
	peer: z.optional(z.string()),
	peerValue: z.optional(z.number()),
	ratio: z.optional(z.number()),
	target: z.optional(
		z.object({
			id: z.string(),
			atMost: z.optional(z.number()),
			atLeast: z.optional(z.number()),
			of: z.optional(z.literal('ratio')),
		}),
	),
});
const Failure = z.object({ name: z.string(), failed: z.string() });
const Outcome = z.union([Answer, Failure]);
const Answers = z.union([z.array(Outcome), Outcome]);

// Servers that a measurement has started end with this process, also when it is told to end.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** What others do on this machine meanwhile is part of what the figures say. */
const loadBefore = loadavg()[0] ?? NaN;
const measures: Measure[] = [];
/** One that fails must not take along what the others have found. */
const failed: Record<string, string> = {};
for (const { label, measure } of await chosen()) {
	process.stderr.write(`… ${label}\n`);
	const answer = await attempt(label, measure);
	for (const found of Array.isArray(answer) ? answer : [answer]) {
		if ('failed' in found) tellFailure(found.name, found.failed);
		else {
			measures.push(found);
			if (!asJson) print(found);
		}
	}
}
if (asJson) {
	const result = { machine: machine(), measures: byName(), failed };
	console.log(JSON.stringify(result, null, '\t'));
} else console.log(`\n${machine()}`);
// Servers and browsers that a measurement left behind must not keep the result waiting.
process.exit(Object.keys(failed).length === 0 ? 0 : 1);

type Found = { label: string; measure: () => unknown };

async function attempt(label: string, measure: () => unknown): Promise<z.infer<typeof Answers>> {
	try {
		return Answers.parse(await measure());
	} catch (error) {
		return { name: label, failed: String(error) };
	}
}

function tellFailure(name: string, reason: string): void {
	failed[name] = reason;
	process.stderr.write(`✗ ${name}: ${reason}\n`);
}

async function chosen(): Promise<Found[]> {
	const files = readdirSync(import.meta.dirname).filter(
		(file) => file.endsWith('.ts') && !['run.ts', 'measure.ts'].includes(file),
	);
	const found: Found[] = [];
	for (const file of files.sort()) {
		const module: Record<string, unknown> = await import(`./${file}`);
		const targets = Array.isArray(module.targets) ? module.targets.join(' ') : '';
		for (const [name, value] of Object.entries(module)) {
			if (!name.startsWith('measure') || typeof value !== 'function') continue;
			const label = [file.replace('.ts', ''), name, targets].join(' ').trim();
			found.push({ label, measure: () => value() });
		}
	}
	const wanted = found.filter(
		({ label }) => names.length === 0 || names.some((name) => isNamed(label, name)),
	);
	if (wanted.length > 0) return wanted;
	console.error(
		`Nothing is named so. There is:\n  ${found.map(({ label }) => label).join('\n  ')}`,
	);
	process.exit(2);
}

/** A target is named whole (`P1` is not `P13`); anything else by a part of its name. */
function isNamed(label: string, name: string): boolean {
	const words = label.toLowerCase().split(' ');
	const isTarget = /^[ps]\d+$/.test(name);
	return words.some((word) => (isTarget ? word === name : word.includes(name)));
}

function byName(): Record<string, Omit<Measure, 'name'> & { kept?: boolean }> {
	return Object.fromEntries(
		measures.map(({ name, ...rest }) => [name, { ...rest, kept: isKept({ name, ...rest }) }]),
	);
}

function print(measure: Measure): void {
	const peer = measure.peer
		? `  ${measure.peer} ${tidy(measure.peerValue)} → ×${tidy(measure.ratio)}`
		: '';
	const mark = { true: '✓', false: '✗', undefined: ' ' }[String(isKept(measure))];
	console.log(`${mark} ${measure.name}: ${tidy(measure.value)} ${measure.unit}${peer}`);
}

function tidy(value: number | undefined): string {
	return value === undefined ? '?' : String(Number(value.toPrecision(4)));
}

function machine(): string {
	const [first] = cpus();
	const memoryGb = Math.round(totalmem() / 2 ** 30);
	const load = [loadBefore, loadavg()[0] ?? NaN].map((each) => each.toFixed(1)).join(' → ');
	const { node } = process.versions;
	return `${cpus().length} × ${first?.model}, ${memoryGb} GB, Node ${node}, load ${load}`;
}
