import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build, install, ROOT, run, say } from '../sync-server/prepare.js';

/**
 * `npm test`: everything that must hold, from a fresh clone, ending with one line of numbers.
 * `npm test -- unit e2e` runs the named parts alone.
 */
const SIMULATION_SEEDS = 40;

/**
 * What one part found. A failure is its name: a long log is often kept by its tail alone, so they
 * are told again at the end.
 *
 * @typedef {{ passed: number, failures: string[], skipped: number, flaky?: string[] }} Outcome
 */
/** @type {Record<string, () => Outcome | Promise<Outcome>>} */
const parts = { unit, budgets, simulation, e2e };

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !(name in parts));
if (unknown !== undefined) {
	say(`There is no part "${unknown}": ${Object.keys(parts).join(', ')}.`);
	process.exit(2);
}
const names = chosen.length > 0 ? chosen : Object.keys(parts);
const scratch = mkdtempSync(join(tmpdir(), 'relevo-test-'));

install();
run('npx', ['--no-install', 'svelte-kit', 'sync']);
run('npm', ['run', '--silent', 'messages']);

let passed = 0;
let skipped = 0;
/** @type {string[]} */
const failures = [];
/** @type {string[]} */
const flaky = [];
for (const name of names) {
	say(`\n── ${name}`);
	const outcome = await parts[name]?.();
	passed += outcome?.passed ?? 0;
	skipped += outcome?.skipped ?? 0;
	failures.push(...(outcome?.failures ?? []).map((failure) => `${name} · ${failure}`));
	flaky.push(...(outcome?.flaky ?? []));
}
rmSync(scratch, { recursive: true });

if (flaky.length > 0) say(`\nPassed only when tried again:\n  ${flaky.join('\n  ')}`);
if (failures.length > 0) say(`\nFailed:\n  ${failures.join('\n  ')}`);
const skips = skipped > 0 ? `, ${skipped} skipped` : '';
say(`\n${passed} passed, ${failures.length} failed${skips}`);
process.exit(failures.length > 0 || passed === 0 ? 1 : 0);

function unit() {
	return vitest('unit', ['--exclude', 'tests/budgets/**']);
}

/** Sizes are those of a build, so it comes first. */
function budgets() {
	build();
	return vitest('budgets', ['tests/budgets']);
}

/** @param {string} name @param {string[]} args @returns {Outcome} */
function vitest(name, args) {
	const file = join(scratch, `${name}.json`);
	const status = npx('vitest', [
		'run',
		...args,
		'--reporter=default',
		'--reporter=json',
		`--outputFile=${file}`,
	]);
	const report = readReport(file);
	if (!report) return broken(`vitest (${name})`);
	/** @type {string[]} */
	const failures = report.testResults.flatMap(
		/** @param {TestFile} file */
		({ name: path, status, assertionResults }) => {
			// A file that does not even load holds no failed test: it counts as one.
			if (status === 'failed' && assertionResults.length === 0) return [relative(ROOT, path)];
			return assertionResults
				.filter((test) => test.status === 'failed')
				.map((test) => `${relative(ROOT, path)} · ${test.fullName}`);
		},
	);
	if (failures.length === 0 && status !== 0) failures.push('vitest ended with an error');
	return { passed: report.numPassedTests, failures, skipped: report.numPendingTests };
}

/**
 * @typedef {{ status: string, fullName: string }} TestCase
 * @typedef {{ name: string, status: string, assertionResults: TestCase[] }} TestFile
 */

/** @returns {Outcome} */
function simulation() {
	const args = ['run', '--silent', 'simulate', '--', '--seeds', String(SIMULATION_SEEDS)];
	const { stdout, status } = spawnSync('npm', args, {
		cwd: ROOT,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	// Indented, so that the closing line of this run is the only one of its form.
	say(stdout.replace(/^/gm, '  ').trimEnd());
	const counts = /(\d+) passed, (\d+) failed/.exec(stdout);
	if (!counts || (status !== 0 && counts[2] === '0')) return broken('simulation');
	const failed = Array.from({ length: Number(counts[2]) }, () => 'a seed, told above');
	return { passed: Number(counts[1]), failures: failed, skipped: 0 };
}

/** @returns {Promise<Outcome>} */
async function e2e() {
	// Only now: before `install` there may be nothing to import.
	const { findChromium, NO_CHROMIUM } = await import('./chromium.js');
	if (!findChromium()) return broken(NO_CHROMIUM);
	build();
	const file = join(scratch, 'e2e.json');
	// A busy machine may break a test of many minutes; a defect breaks it twice. What needed a second
	// try is told by name, so that it is looked at.
	const args = ['test', '-c', 'tests/e2e', '--reporter=list,json', '--retries=1'];
	const status = npx('playwright', args, { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
	const report = readReport(file);
	if (!report || report.stats.expected === 0) return broken('playwright');
	// A file that does not load holds no test: it is told as an error of its own.
	const failures = [
		...report.errors.map(
			/** @param {{ message?: string }} error */ ({ message }) => message ?? '?',
		),
		...specsThat(report.suites, 'unexpected'),
	];
	if (failures.length === 0 && status !== 0) failures.push('playwright ended with an error');
	const flaky = specsThat(report.suites, 'flaky');
	const { expected, skipped } = report.stats;
	return { passed: expected + flaky.length, failures, skipped, flaky };
}

/**
 * @typedef {{ title: string, tests: { status: string }[] }} Spec
 * @typedef {{ title: string, specs: Spec[], suites?: Suite[] }} Suite
 * @param {Suite[]} suites @param {string} ended @returns {string[]}
 */
function specsThat(suites, ended) {
	return suites.flatMap(({ title, specs, suites: inner = [] }) => [
		...specs
			.filter(({ tests }) => tests.some(({ status }) => status === ended))
			.map((spec) => `${title} · ${spec.title}`),
		...specsThat(inner, ended),
	]);
}

/** @param {string} command @param {string[]} args @param {Record<string, string>} [env] */
function npx(command, args, env) {
	return spawnSync('npx', ['--no-install', command, ...args], {
		cwd: ROOT,
		stdio: 'inherit',
		env: { ...process.env, ...env },
		shell: process.platform === 'win32',
	}).status;
}

/** @param {string} file */
function readReport(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		// The runner died before it wrote its report; the caller counts that as a failure.
		return undefined;
	}
}

/** @param {string} what @returns {Outcome} */
function broken(what) {
	say(`Did not finish: ${what}`);
	return { passed: 0, failures: [what], skipped: 0 };
}
