import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What `npm start` and `npm test` do before anything else, so that a fresh clone needs no step by
 * hand. Plain JavaScript on Node alone: it runs before there is anything to import.
 */

export const ROOT = join(import.meta.dirname, '..');

/**
 * With which a server of relay and runner takes less of the machine's memory, for 2 % more CPU: a
 * young generation of 12 MB in place of 48, old pages collected when they have grown by half, and
 * two heaps of C (glibc) in place of one for each thread.
 */
export const MEMORY = {
	args: ['--max-semi-space-size=4', '--heap-growing-percent=50'],
	env: { MALLOC_ARENA_MAX: '2' },
};

/** Installs what package-lock.json asks for, unless it is there already. */
export function install() {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	if (major < 20 || (major === 20 && minor < 19)) {
		stop(`Relevo needs Node 20.19 or newer; this is ${process.versions.node}.`);
	}
	if (isInstalled()) return;
	say('Installing dependencies…');
	run('npm', ['ci', '--no-audit', '--no-fund']);
}

/**
 * Builds desk, messenger and launcher into build/, unless nothing has changed since the last time.
 */
export function build() {
	const stamp = join(ROOT, 'node_modules/.cache/relevo/build');
	const inputs = fingerprint(BUILD_INPUTS);
	if (existsSync(join(ROOT, 'build/index.html')) && readIf(stamp) === inputs) return;
	console.error('Building…');
	run('npm', ['run', '--silent', 'build']);
	mkdirSync(join(stamp, '..'), { recursive: true });
	writeFileSync(stamp, inputs);
}

/**
 * What it prints is progress, and goes where progress belongs: standard output is for results that
 * another program may read.
 *
 * @param {string} command @param {string[]} args
 */
export function run(command, args) {
	const { status } = spawnSync(command, args, {
		cwd: ROOT,
		stdio: ['inherit', process.stderr.fd, 'inherit'],
		shell: process.platform === 'win32',
	});
	if (status !== 0) stop(`\`${command} ${args.join(' ')}\` failed; the reason stands above.`);
}

/** @param {string} line */
export function say(line) {
	console.log(line);
}

/** @param {string} line @returns {never} */
export function stop(line) {
	console.error(line);
	process.exit(1);
}

const BUILD_INPUTS = ['src', 'static', 'package-lock.json', 'vite.config.ts', 'svelte.config.js'];

/**
 * npm writes what it installed into node_modules: compare that, not dates, which a checkout
 * changes.
 */
function isInstalled() {
	const installed = readIf(join(ROOT, 'node_modules/.package-lock.json'));
	if (installed === undefined) return false;
	const have = JSON.parse(installed).packages;
	const want = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
	return Object.keys(want).every(
		(path) => path === '' || want[path].optional || have[path]?.version === want[path].version,
	);
}

/** @param {string[]} paths */
function fingerprint(paths) {
	const hash = createHash('sha256');
	for (const path of paths.flatMap(filesUnder)) {
		hash.update(path).update(readFileSync(join(ROOT, path)));
	}
	return hash.digest('hex');
}

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
	const stat = statSync(join(ROOT, path), { throwIfNoEntry: false });
	// The compiled messages are made by the build: they are not among what it is made from.
	if (!stat || path.endsWith('i18n/paraglide')) return [];
	if (stat.isFile()) return [path];
	return readdirSync(join(ROOT, path))
		.sort()
		.flatMap((name) => filesUnder(`${path}/${name}`));
}

/** @param {string} path */
function readIf(path) {
	return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
