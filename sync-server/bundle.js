import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './prepare.js';

const SOURCES = join(ROOT, 'sync-server');

/**
 * Compiles the relay and its threads into one folder of plain JavaScript and answers the path of
 * `entry` there. It takes a tenth of a second, so it happens at every start; a loader that compiles
 * each file as it is imported costs a second, and wraps every closure that a socket keeps.
 *
 * @param {string} entry path of a TypeScript file
 */
export async function bundle(entry) {
	const folder = join(ROOT, 'node_modules/.cache/relevo/relay');
	const { outputFiles } = await build({
		entryPoints: [
			{ in: entry, out: 'entry' },
			...['sqlite-worker', 'compaction-worker', 'trial-worker'].map((name) => ({
				in: join(SOURCES, `${name}.ts`),
				out: name,
			})),
		],
		// Another entry must not overwrite the threads of a relay that is running.
		outdir: join(folder, nameOf(entry)),
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		target: 'node20',
		packages: 'external',
		// What is read at run time, such as the demo's pages, stays beside the sources.
		define: { 'import.meta.dirname': JSON.stringify(SOURCES) },
		write: false,
		logLevel: 'error',
	});
	for (const { path, contents } of outputFiles) writeWhole(path, contents);
	return join(folder, nameOf(entry), 'entry.js');
}

/** @param {string} entry */
function nameOf(entry) {
	return entry.slice(ROOT.length + 1).replace(/[^\w]+/g, '-');
}

/**
 * Another relay may be starting from the same files: it sees the old one or the new one, whole.
 *
 * @param {string} path @param {Uint8Array} contents
 */
function writeWhole(path, contents) {
	if (existsSync(path) && readFileSync(path).equals(contents)) return;
	mkdirSync(dirname(path), { recursive: true });
	const part = `${path}.${process.pid}`;
	writeFileSync(part, contents);
	renameSync(part, path);
}
