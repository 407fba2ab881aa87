import { parse, type AST } from 'svelte/compiler';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { importsOf, read, sizeBytes, sourceFiles } from './source';

/** The house style as far as a machine can see it. Each message says the remedy. */

const MAX_LINES = { ts: 400, svelte: 250 };
const MAX_FUNCTION_LINES = 70;
const MAX_LINE_LENGTH = 100;
const MAX_BINARY_BYTES = 100_000;
const TAB_WIDTH = 2;

const files = sourceFiles();
const code = files.filter((file) => /^(src|sync-server|tests)\/.*\.(ts|js|svelte)$/.test(file));
const components = code.filter((file) => file.endsWith('.svelte'));

test('no leftovers: unfinished work lives in issues, not in comments', () => {
	// Built from halves, so that this file does not find itself.
	const banned = [
		['TO' + 'DO', 'do it, or file it'],
		['FIX' + 'ME', 'mend it, or file it'],
		['console' + '.log', 'report(error, where), or a logger'],
		['@ts-' + 'ignore', '@ts-expect-error with the reason'],
		['debug' + 'ger;', 'remove it'],
	];
	const wrong = code.flatMap((file) =>
		banned
			.filter(([word = '']) => read(file).includes(word) && !isConsoleProgram(file, word))
			.map(([word, remedy]) => `${file}: ${word} → ${remedy}.`),
	);
	expect(wrong).toEqual([]);
});

test('names say what a file is about', () => {
	const wrong = files.filter((file) => /(^|\/)(utils?|helpers?|misc|common)(\.|\/)/.test(file));
	expect(wrong.map((file) => `${file}: name the noun or the verb it is about.`)).toEqual([]);
});

test('no error is swallowed without a word', () => {
	const wrong = code.filter((file) => /catch\s*(\([^)]*\)\s*)?\{\s*\}/.test(read(file)));
	expect(wrong.map((file) => `${file}: an empty catch; say why nothing needs doing.`)).toEqual([]);
});

test('files stay readable in one sitting', () => {
	const wrong = code
		.map((file) => ({ file, lines: read(file).split('\n').length - 1, limit: limitOf(file) }))
		.filter(({ lines, limit }) => lines > limit)
		.map(
			({ file, lines, limit }) =>
				`${file}: ${lines} lines, at most ${limit}. Split off its leaves.`,
		);
	expect(wrong).toEqual([]);
});

test('functions stay readable on one screen', () => {
	expect(code.filter((file) => file.endsWith('.ts')).flatMap(longFunctions)).toEqual([]);
});

test('comments fit side by side, like the code that Prettier wraps', () => {
	const wrong = code.flatMap((file) =>
		read(file)
			.split('\n')
			.map((line, index) => ({ line, place: `${file}:${index + 1}` }))
			.filter(({ line }) => /^\s*(\/\/|\/?\*)/.test(line) && widthOf(line) > MAX_LINE_LENGTH)
			.map(({ line, place }) => `${place}: ${widthOf(line)} columns, at most ${MAX_LINE_LENGTH}.`),
	);
	expect(wrong).toEqual([]);
});

test('every word that a person reads can be translated', () => {
	expect(components.flatMap(literals)).toEqual([]);
});

test('an id in an address is encoded: it may spell a way to somewhere else', () => {
	const pages = code.filter((file) => /^src\/(lib|routes)\//.test(file));
	const plain = /(?:href="\/[^"]*\{|(?:href=\{|href: |\bgo\(|\bgoto\()`\/[^`]*\$\{)/;
	const wrong = pages.filter((file) => plain.test(read(file)));
	expect(wrong.map((file) => `${file}: write to\`/path/${'${id}'}\` (ui/place.ts).`)).toEqual([]);
});

test('no file that nothing uses', () => {
	const used = new Set(code.flatMap((file) => importsOf(file).map(({ target }) => target)));
	const wrong = code.filter((file) => !used.has(file) && !isEntry(file));
	expect(wrong.map((file) => `${file}: nothing imports it. Use it or delete it.`)).toEqual([]);
});

test('history holds no heavy binaries', () => {
	const wrong = files.filter(
		(file) =>
			!/^(static|tests\/compatibility)\/|^package-lock\.json$/.test(file) &&
			sizeBytes(file) > MAX_BINARY_BYTES,
	);
	expect(wrong.map((file) => `${file}: ${sizeBytes(file)} bytes; keep it out of git.`)).toEqual([]);
});

/** Programs for a terminal print; nothing else does. */
function isConsoleProgram(file: string, word: string): boolean {
	if (!word.startsWith('console')) return false;
	return /^(tests\/(run\.js|property-seed\.ts|bench\/|simulation\/|import\/)|sync-server\/(start|prepare)\.js)/.test(
		file,
	);
}

function limitOf(file: string): number {
	return file.endsWith('.svelte') ? MAX_LINES.svelte : MAX_LINES.ts;
}

function widthOf(line: string): number {
	// A link cannot be broken.
	if (/https?:\/\//.test(line)) return 0;
	return [...line].reduce((width, char) => width + (char === '\t' ? TAB_WIDTH : 1), 0);
}

/** Lines of a function's own: functions inside it are counted for themselves. */
function longFunctions(file: string): string[] {
	const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2024, true);
	const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
	const wrong: string[] = [];
	function visit(node: ts.Node): number {
		let nested = 0;
		ts.forEachChild(node, (child) => {
			nested += visit(child);
		});
		if (!ts.isFunctionLike(node) || !('body' in node)) return nested;
		const lines = lineOf(node.getEnd()) - lineOf(node.getStart()) + 1;
		if (lines - nested > MAX_FUNCTION_LINES && !isTestBody(node)) {
			const place = `${file}:${lineOf(node.getStart()) + 1}`;
			wrong.push(`${place}: ${lines - nested} lines of its own, at most ${MAX_FUNCTION_LINES}.`);
		}
		return lines;
	}
	visit(source);
	return wrong;
}

/** A story told by a test may be long: it has one thread and no reuse. */
function isTestBody(node: ts.Node): boolean {
	return (
		ts.isCallExpression(node.parent) && /^(test|describe)/.test(node.parent.expression.getText())
	);
}

/** What a person would read that did not come from messages: text nodes and spoken attributes. */
function literals(file: string): string[] {
	const wrong: string[] = [];
	const source = read(file);
	const report = (text: string, start: number) => {
		if (!/\p{L}{2}/u.test(text)) return;
		const line = source.slice(0, start).split('\n').length;
		wrong.push(
			`${file}:${line}: “${text.trim()}” → a message in i18n/messages, or the kind's text.`,
		);
	};
	walk(parse(source, { modern: true }).fragment, (node) => {
		if (node.type === 'Text') report(node.data, node.start);
		if (node.type === 'Attribute' && SPOKEN.has(node.name) && Array.isArray(node.value)) {
			for (const part of node.value) if (part.type === 'Text') report(part.data, part.start);
		}
	});
	return wrong;
}

const SPOKEN = new Set(['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label']);

function walk(
	node: AST.Fragment | AST.TemplateNode,
	visit: (node: AST.TemplateNode) => void,
): void {
	if (node.type !== 'Fragment') visit(node);
	for (const [key, value] of Object.entries(node)) {
		if (key === 'attributes') {
			for (const attribute of value) if (attribute.type === 'Attribute') visit(attribute);
			continue;
		}
		for (const child of Array.isArray(value) ? value : [value])
			if (isNode(child)) walk(child, visit);
	}
}

/** Text in a style or an expression is not read by people, so only template nodes are walked. */
function isNode(value: unknown): value is AST.Fragment | AST.TemplateNode {
	if (typeof value !== 'object' || value === null || !('type' in value)) return false;
	return (
		typeof value.type === 'string' &&
		/^(Fragment|Text|Component|Title|[A-Z]\w*(Block|Element|Fragment|Head|Self|Document|Window|Body))$/.test(
			value.type,
		)
	);
}

function isEntry(file: string): boolean {
	return (
		/\.(test|spec|conformance|d)\.ts$/.test(file) ||
		/^src\/(routes|launcher|messenger)\/(\+.*|index\.ts|main\.ts|page-rules\.ts|.*\/\+.*)$/.test(
			file,
		) ||
		/^src\/(routes\/.*\+[^/]*|service-worker\.ts|hooks\..*)$/.test(file) ||
		/^src\/lib\/(steps|triggers|attributes|outbound|templates)\/.*\.svelte$/.test(file) ||
		/^sync-server\/(main\.ts|(start|run)\.js|demo\/.*)$/.test(file) ||
		/^tests\/(run\.js|property-seed\.ts|[^/]+\/(run|main)\.ts|bench\/.*|e2e\/.*|import\/.*)$/.test(
			file,
		) ||
		/worker\.ts$/.test(file)
	);
}
