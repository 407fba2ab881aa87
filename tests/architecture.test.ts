import { expect, test } from 'vitest';
import { importsOf, read, sourceFiles } from './source';

/**
 * Who may import whom. Lower folders know nothing of higher ones, so that the engine runs anywhere,
 * the relay stays small, and one part can be read without the others. Tests may import what they
 * like.
 */
type Rule = { may: readonly string[]; packages?: readonly string[]; instead: string };

const PURE = ['base', 'model', 'attributes', 'steps', 'triggers', 'outbound'];
const YJS = ['yjs', 'y-protocols', 'lib0'];
const SVELTE = ['svelte', '@lucide/svelte'];
const KIND_EDITOR: Rule = {
	may: [...PURE, 'i18n', 'ui', 'app'],
	packages: SVELTE,
	instead: 'An editor draws its own kind from ui/ fields; anything shared belongs to ui/ or app/.',
};

const RULES: Record<string, Rule> = {
	base: {
		may: [],
		instead: 'base has no dependency at all: move the code up to the folder it needs.',
	},
	model: {
		may: ['base'],
		packages: ['zod/mini'],
		instead: 'A noun knows other nouns only: pass what it needs as an argument.',
	},
	attributes: {
		may: ['base', 'model'],
		packages: ['libphonenumber-js'],
		instead: 'A format is pure: pass what it needs.',
	},
	steps: {
		may: ['base', 'model', 'attributes'],
		instead: 'Everything a step may see is in its context.',
	},
	triggers: {
		may: ['base', 'model', 'attributes'],
		instead: 'Everything a trigger sees is an argument.',
	},
	outbound: {
		may: ['base', 'model', 'attributes'],
		instead: 'Everything a kind sees is an argument.',
	},
	engine: {
		may: PURE,
		instead:
			'The engine is a pure function: what it must know enters through view, input or world.',
	},
	templates: { may: ['base', 'model', 'steps', 'triggers'], instead: 'A template is data.' },
	documents: {
		may: PURE,
		packages: YJS,
		instead:
			'Documents turn bytes into plain data and back; who stores or sends them is not their business.',
	},
	sync: {
		may: ['base', 'model', 'documents'],
		packages: [...YJS, 'y-indexeddb', 'y-websocket'],
		instead: 'sync moves bytes; what they mean is for core and documents.',
	},
	read: {
		may: ['base', 'model', 'attributes', 'documents', 'core/ports'],
		packages: ['dexie', 'fflate'],
		instead:
			'read stores and queries rows; whoever writes them hands them over through core/ports.',
	},
	replica: {
		may: ['base', 'model', 'attributes', 'read'],
		instead: 'replica holds rows in memory and folds over them: pass what else it needs.',
	},
	core: {
		may: ['base', 'model', 'engine', 'steps', 'triggers', 'documents', 'read', 'sync'],
		instead: 'The core is wired in its hosts; a platform API enters through core/ports.',
	},
	app: {
		may: [
			...[...PURE, 'engine', 'templates', 'documents', 'sync', 'read', 'replica', 'core', 'i18n'],
			// How times are written in the language of the interface.
			...['ui/format', 'ui/locale'],
		],
		packages: ['svelte'],
		instead: 'app is what screens can reach; it draws nothing and knows no screen.',
	},
	i18n: { may: ['base'], instead: 'Texts know nothing of the product’s code.' },
	ui: {
		may: ['base', 'i18n'],
		packages: [...SVELTE, 'bits-ui', 'svelte-sonner', 'virtua', '@internationalized/date'],
		instead: 'A primitive has no product noun: take the value as a prop.',
	},
	features: {
		// The preview of a workflow speaks with the messenger as a customer's page does.
		may: [
			...PURE,
			'templates',
			'i18n',
			'ui',
			'app',
			'read/queries',
			'replica',
			'launcher/protocol',
		],
		packages: [...SVELTE, '@xyflow/svelte', 'virtua', 'svelte-sonner'],
		instead: 'A screen reads rows through read/queries and changes things through app/commands.',
	},
	routes: {
		may: ['features', 'app', 'ui', 'i18n'],
		packages: ['svelte', '@sveltejs/kit', '$app', '@fontsource-variable/inter'],
		instead: 'A route loads and shows one view; put the rest in features/.',
	},
	messenger: {
		may: [
			'base',
			'model',
			'documents',
			'sync',
			'core',
			'i18n',
			// One reading of what is typed into a form, with the engine; loaded with the first form.
			...['attributes/form-field', 'attributes/phone'],
			'launcher/protocol',
			'launcher/color',
		],
		packages: ['svelte'],
		instead: 'The messenger is counted in bytes: it shares the core and nothing of the desk.',
	},
	launcher: { may: [], instead: 'The launcher runs on other people’s pages: it imports nothing.' },
	'service-worker': {
		may: ['core', 'read'],
		packages: ['$service-worker'],
		instead: 'The worker caches the shell and starts the core; everything else is in core/hosts.',
	},
	'sync-server': {
		// What is packed is the same text in the runner's file as on a device.
		may: ['base', 'model', 'core', 'sync/wire', 'sync/client-message', 'read/pages'],
		packages: ['ws', ...YJS, 'jose', 'zod', 'libsql', 'pino', 'node:'],
		instead:
			'The relay is a log, not an application: it knows the model’s rooms and rights, no more.',
	},
};

/** Packages that one folder alone may import, whatever else it is allowed. */
const ONLY_IN: Record<string, RegExp> = {
	'@xyflow/svelte': /^src\/lib\/features\/workflows\//,
	dexie: /^src\/lib\/read\//,
	'$service-worker': /^src\/service-worker\.ts$/,
	'zod/mini': /^src\/lib\/model\/schema\.ts$/,
};

const OPEN_SETS = ['attributes', 'steps', 'triggers', 'outbound', 'templates', 'app/commands'];

const files = sourceFiles().filter(
	(file) =>
		/^(src|sync-server)\/.*\.(ts|svelte)$/.test(file) &&
		!/\.(test|conformance)\.ts$|\.d\.ts$|^sync-server\/demo\//.test(file),
);
const graph = new Map(files.map((file) => [file, importsOf(file)]));

test('every folder imports only what stands below it', () => {
	expect(files.flatMap(violationsOf)).toEqual([]);
});

test('no file imports itself through others', () => {
	expect(cycles().map((cycle) => cycle.join(' → '))).toEqual([]);
});

test('kinds of an open set do not know each other', () => {
	const setOf = (file: string) => OPEN_SETS.find((set) => file.startsWith(`src/lib/${set}/`));
	// A kind is what carries words of its own; contract, registry and shared code do not.
	const isKind = (file: string) => setOf(file) && /^export const text\b/m.test(read(file));
	const wrong = files.filter(isKind).flatMap((from) =>
		ownImports(from)
			.filter((to) => setOf(to) === setOf(from) && (isKind(to) || to.endsWith('/index.ts')))
			.map((to) => `${from} imports ${to}. A kind stands alone: share through a file without one.`),
	);
	expect(wrong).toEqual([]);
});

test('features do not import each other', () => {
	const feature = (file: string) => /^src\/lib\/features\/([^/]+)\//.exec(file)?.[1];
	const wrong = files.flatMap((from) =>
		ownImports(from)
			.filter((to) => feature(from) && feature(to) && feature(from) !== feature(to))
			.map((to) => `${from} imports ${to}. Move what both need to ui/ (no nouns) or app/.`),
	);
	expect(wrong).toEqual([]);
});

test('only registries re-export: a barrel hides who uses what', () => {
	const registries = new Set(OPEN_SETS.map((set) => `src/lib/${set}/index.ts`));
	const wrong = files.filter(
		(file) =>
			!registries.has(file) &&
			!file.endsWith('model/schema.ts') &&
			(file.endsWith('/index.ts') || /^export (\*|\{[^}]*\}) from /m.test(read(file))),
	);
	expect(wrong.map((file) => `${file}: import from the file that defines it.`)).toEqual([]);
});

test('what the service worker loads holds no component', () => {
	const seen = new Set<string>();
	const queue = ['src/service-worker.ts'];
	for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
		if (seen.has(file)) continue;
		seen.add(file);
		queue.push(...ownImports(file));
	}
	expect([...seen].filter((file) => file.endsWith('.svelte'))).toEqual([]);
});

function violationsOf(file: string): string[] {
	const name = ruleOf(file);
	if (name === undefined) return [`${file}: no folder of architecture.test.ts; add a rule for it.`];
	const rule =
		file.endsWith('.svelte') && OPEN_SETS.includes(name)
			? KIND_EDITOR
			: (RULES[name] ?? RULES.base);
	return (graph.get(file) ?? [])
		.filter(({ target, isPackage }) =>
			isPackage ? !mayUsePackage(file, target, rule) : !mayImport(name, target, rule),
		)
		.map(({ target }) => `${file} imports ${target}. ${rule?.instead}`);
}

function mayImport(from: string, target: string, rule: Rule | undefined): boolean {
	const path = pathOf(target);
	if (path === from || path.startsWith(`${from}/`)) return true;
	return rule?.may.some((folder) => path === folder || path.startsWith(`${folder}/`)) ?? false;
}

function mayUsePackage(file: string, target: string, rule: Rule | undefined): boolean {
	const home = Object.entries(ONLY_IN).find(([name]) => matches(target, name))?.[1];
	if (home && !home.test(file)) return false;
	return rule?.packages?.some((name) => matches(target, name)) ?? false;
}

function matches(specifier: string, name: string): boolean {
	return specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`);
}

/** The key of RULES: the folder under src/lib, or the top folder outside it. */
function ruleOf(file: string): string | undefined {
	const path = pathOf(file);
	return Object.keys(RULES).find((name) => path === name || path.startsWith(`${name}/`));
}

/** `src/lib/sync/wire.ts` → `sync/wire`. */
function pathOf(file: string): string {
	return file.replace(/^src\/(lib\/)?/, '').replace(/(\.svelte)?\.(ts|js)$/, '');
}

function ownImports(file: string): string[] {
	return (graph.get(file) ?? []).filter(({ isPackage }) => !isPackage).map(({ target }) => target);
}

/** Each cycle once, found by a depth-first walk. */
function cycles(): string[][] {
	const found: string[][] = [];
	const done = new Set<string>();
	function walk(file: string, path: string[]): void {
		const start = path.indexOf(file);
		if (start >= 0) found.push([...path.slice(start), file]);
		if (start >= 0 || done.has(file)) return;
		for (const next of ownImports(file)) walk(next, [...path, file]);
		done.add(file);
	}
	for (const file of files) walk(file, []);
	return found;
}
