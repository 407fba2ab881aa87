import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from '../../src/lib/model/schema';

/**
 * What a browser loads of the build, in bytes after gzip, for the budgets and the bench. Which
 * files come with one is read from the manifest: `imports` are loaded with it, everything else only
 * when the code asks for it.
 */
const root = join(import.meta.dirname, '../..');
const client = join(root, '.svelte-kit/output/client');
const manifestFile = join(client, '.vite/manifest.json');
const files = {
	launcher: join(root, 'build/widget.js'),
	worker: join(root, 'build/service-worker.js'),
	install: join(root, 'build/_app/install.json'),
	frame: join(root, 'build/messenger/assets/immutable'),
};

export function isBuilt(): boolean {
	return [...Object.values(files), manifestFile].every((file) => existsSync(file));
}

export const bytes = {
	launcher: () => gzipped(files.launcher),
	worker: () => gzipped(files.worker),
	/** All scripts of the frame but those that come with the first form. */
	frame: () => scriptsOfFrame((name) => !FORMS.test(name)),
	/** What reads the answers of a form. */
	forms: () => scriptsOfFrame((name) => FORMS.test(name)),
	/** The page of whichever address brings the most. */
	firstPaint() {
		const manifest = readManifest();
		const shell = some(manifest, SHELL);
		const pages = Object.keys(manifest).filter((key) => PAGE.test(key));
		return Math.max(...pages.map((page) => bytesOf(scripts(manifest, [...shell, page]))));
	},
	/** Until a signed-in teammate's list can be used. */
	inbox() {
		const manifest = readManifest();
		const [view = ''] = some(manifest, [INBOX_VIEW]);
		const pages = Object.keys(manifest).filter(
			(key) => PAGE.test(key) && manifest[key]?.dynamicImports?.includes(view),
		);
		if (pages.length === 0) throw new Error('No page of the build shows the inbox.');
		return bytesOf(scripts(manifest, [...some(manifest, [...SHELL, ...INBOX]), ...pages]));
	},
	largestChunk() {
		const manifest = readManifest();
		return Math.max(...scripts(manifest, Object.keys(manifest)).map(gzipped));
	},
	install() {
		const listed = z.array(z.string()).parse(JSON.parse(readFileSync(files.install, 'utf8')));
		return sum(listed.map((file) => gzipped(join(root, 'build', file))));
	},
};

const FORMS = /^read-answers-/;

function scriptsOfFrame(test: (name: string) => boolean): number {
	const scripts = readdirSync(files.frame).filter((name) => name.endsWith('.js') && test(name));
	return sum(scripts.map((name) => gzipped(join(files.frame, name))));
}

const PAGE = /nodes\/\d+\.js$/;
/** What Kit starts with: its client, the list of routes, and the root layout. */
const SHELL = [/client\/entry\.js$/, /client-optimized\/app\.js$/, /nodes\/0\.js$/];
const INBOX_VIEW = /src\/lib\/features\/inbox\/InboxView\.svelte$/;
/** What the list of the inbox waits for, and nothing that comes after it. */
const INBOX = [
	/src\/lib\/app\/session\.ts$/,
	/src\/lib\/app\/open-desk\.svelte\.ts$/,
	/src\/lib\/features\/shell\/SignedIn\.svelte$/,
	INBOX_VIEW,
];

const Manifest = z.record(
	z.string(),
	z.object({
		file: z.string(),
		imports: z.optional(z.array(z.string())),
		dynamicImports: z.optional(z.array(z.string())),
	}),
);
type Manifest = z.infer<typeof Manifest>;

function readManifest(): Manifest {
	return Manifest.parse(JSON.parse(readFileSync(manifestFile, 'utf8')));
}

/** One key for each pattern: a part that was renamed must not be forgotten in a sum. */
function some(manifest: Manifest, patterns: readonly RegExp[]): string[] {
	return patterns.map((pattern) => {
		const key = Object.keys(manifest).find((candidate) => pattern.test(candidate));
		if (key === undefined) throw new Error(`The build has no ${pattern.source}.`);
		return key;
	});
}

/** The scripts that come with these, each once. */
function scripts(manifest: Manifest, entries: readonly string[]): string[] {
	const seen = new Set(entries);
	for (const key of seen) for (const next of manifest[key]?.imports ?? []) seen.add(next);
	const loaded = new Set([...seen].map((key) => manifest[key]?.file ?? ''));
	return [...loaded].filter((file) => file.endsWith('.js')).map((file) => join(client, file));
}

function bytesOf(loaded: readonly string[]): number {
	return sum(loaded.map(gzipped));
}

function gzipped(file: string): number {
	return gzipSync(readFileSync(file), { level: 9 }).length;
}

function sum(sizes: readonly number[]): number {
	return sizes.reduce((total, size) => total + size, 0);
}
