import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, ROOT, run, say } from '../sync-server/prepare.js';

/**
 * `npm test`: everything that must hold, from a fresh clone, ending with one line of numbers.
 * `npm test -- unit e2e` runs the named parts alone.
 */
const SIMULATION_SEEDS = 40;

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @type {Record<string, () => Counts | Promise<Counts>>} */
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

/** @type {Counts} */
const total = { passed: 0, failed: 0, skipped: 0 };
for (const name of names) {
	say(`\n── ${name}`);
	const counts = await parts[name]?.();
	total.passed += counts?.passed ?? 0;
	total.failed += counts?.failed ?? 0;
	total.skipped += counts?.skipped ?? 0;
}
rmSync(scratch, { recursive: true });

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
say(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

function unit() {
	return vitest('unit', ['--exclude', 'tests/budgets/**']);
}

/** Sizes are those of a build, so it comes first. */
function budgets() {
	build();
	return vitest('budgets', ['tests/budgets']);
}

/** @param {string} name @param {string[]} args @returns {Counts} */
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
	// A file that does not even load holds no failed test: it counts as one.
	const unloaded = report.testResults.filter(
		/** @param {{ status: string, assertionResults: unknown[] }} file */
		({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
	).length;
	const failed = report.numFailedTests + unloaded;
	return {
		passed: report.numPassedTests,
		failed: failed === 0 && status !== 0 ? 1 : failed,
		skipped: report.numPendingTests,
	};
}

/** @returns {Counts} */
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
	return { passed: Number(counts[1]), failed: Number(counts[2]), skipped: 0 };
}

/** @returns {Promise<Counts>} */
async function e2e() {
	// Only now: before `install` there may be nothing to import.
	const { findChromium, NO_CHROMIUM } = await import('./chromium.js');
	if (!findChromium()) return broken(NO_CHROMIUM);
	build();
	const file = join(scratch, 'e2e.json');
	const status = npx('playwright', ['test', '-c', 'tests/e2e', '--reporter=list,json'], {
		PLAYWRIGHT_JSON_OUTPUT_NAME: file,
	});
	const report = readReport(file);
	if (!report || report.stats.expected === 0) return broken('playwright');
	const { expected, unexpected, flaky, skipped } = report.stats;
	// A test that passed only when tried again is flaky, and flaky is failed; so is a file that does
	// not load, which is no test at all.
	const failed = unexpected + flaky + report.errors.length;
	return { passed: expected, failed: failed === 0 && status !== 0 ? 1 : failed, skipped };
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

/** @param {string} what @returns {Counts} */
function broken(what) {
	say(`Did not finish: ${what}`);
	return { passed: 0, failed: 1, skipped: 0 };
}
