import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

/**
 * The house as its own tests see it: every file that git tracks or would add, and what each
 * imports.
 */

export const ROOT = join(import.meta.dirname, '..');

/** Paths from the root, with forward slashes. */
export function sourceFiles(): string[] {
	const list = execFileSync(
		'git',
		['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
		{
			cwd: ROOT,
			encoding: 'utf8',
			maxBuffer: 1 << 26,
		},
	);
	return [...new Set(list.split('\0'))].filter(
		(file) => file !== '' && existsSync(join(ROOT, file)),
	);
}

export function read(file: string): string {
	return readFileSync(join(ROOT, file), 'utf8');
}

/** What titles and tables of cases of tests name, and not what their comments say. */
export function citedByTests(rule: RegExp): Set<string> {
	const tests = sourceFiles().filter((file) => /\.(test|spec|conformance)\.ts$/.test(file));
	const lines = tests.flatMap((file) => read(file).match(/^[^/\n]*['"`].*$/gm) ?? []);
	return new Set(lines.flatMap((line) => line.match(rule) ?? []));
}

export function sizeBytes(file: string): number {
	return statSync(join(ROOT, file)).size;
}

/** `target` is a file of ours or, for a package, its bare specifier. */
export type Import = { target: string; isPackage: boolean };

/**
 * Static, dynamic and re-exporting imports, and what `import.meta.glob` names is left out: it is
 * lazy and typed by nobody.
 */
export function importsOf(file: string): Import[] {
	const code = file.endsWith('.svelte') ? scriptsOf(read(file)) : read(file);
	return ts
		.preProcessFile(code, true, true)
		.importedFiles.map(({ fileName }) => resolveImport(file, fileName))
		.filter((found) => found !== undefined);
}

function scriptsOf(component: string): string {
	return [...component.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)]
		.map((match) => match[1])
		.join('\n');
}

function resolveImport(from: string, specifier: string): Import | undefined {
	const aliased = specifier.replace(/^#lib\//, 'src/lib/');
	const isOurs = aliased !== specifier || specifier.startsWith('.');
	if (!isOurs) return { target: specifier, isPackage: true };
	const path = aliased.split('?')[0] ?? aliased;
	const base = aliased === specifier ? posix.join(dirname(from), path) : path;
	const found = CANDIDATES.map((end) => base + end).find(isFile);
	// Generated (the compiled messages) or not code: nothing to hold to a rule.
	if (found === undefined || found.endsWith('.css')) return undefined;
	return { target: found, isPackage: false };
}

const CANDIDATES = ['', '.ts', '.svelte.ts', '.js', '/index.ts'];

function isFile(path: string): boolean {
	return statSync(join(ROOT, path), { throwIfNoEntry: false })?.isFile() ?? false;
}
