import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { attributeFormats } from '../src/lib/attributes/index';
import type { FormatText } from '../src/lib/attributes/attribute';
import { type KindText, summaryLine } from '../src/lib/model/kind-text';
import { AttributeValue } from '../src/lib/model/event';
import { emptyWorkspace, Locale } from '../src/lib/model/workspace';
import { steps } from '../src/lib/steps/index';
import { triggers } from '../src/lib/triggers/index';
import { filledTexts } from '../src/lib/engine/texts';
import { contextWith } from '../src/lib/steps/step.test-kit';
import { sourceFiles } from './source';

/**
 * What every kind of an open set owes the code that never names it. Each message says the remedy.
 */

const workspace = emptyWorkspace();
const stepTexts = import.meta.glob<KindText>(['../src/lib/steps/*.ts', '!**/*.test.ts'], {
	import: 'text',
	eager: true,
});
const triggerTexts = import.meta.glob<KindText>(['../src/lib/triggers/*.ts', '!**/*.test.ts'], {
	import: 'text',
	eager: true,
});
const formatTexts = import.meta.glob<FormatText>(['../src/lib/attributes/*.ts', '!**/*.test.ts'], {
	import: 'text',
	eager: true,
});

/** Sets whose editors exist: from then on a kind without one is unfinished. */
const WITH_EDITORS = ['steps', 'triggers', 'attributes'].filter((set) =>
	sourceFiles().some((file) => file.startsWith(`src/lib/${set}/`) && file.endsWith('.svelte')),
);

const registries = [
	...steps.map(({ kind }) => ({ set: 'steps', kind })),
	...triggers.map(({ kind }) => ({ set: 'triggers', kind })),
	...attributeFormats.map(({ format }) => ({ set: 'attributes', kind: format })),
];

/** Parts in the first params of a kind, and in the richer ones below. */
test.each(steps)('A8: $kind says which of its params are lists of parts', (step) => {
	const examples = [step.initial(), ...(RICHER[step.kind] ?? [])];
	const lists = examples.flatMap((params) =>
		Object.entries(params).flatMap(([name, value]: [string, unknown]) => {
			const items: unknown[] = Array.isArray(value) ? value : [];
			const isPart = (item: unknown) => typeof item === 'object' && item !== null && 'id' in item;
			return items.some(isPart) ? [name] : [];
		}),
	);
	const known = 'parts' in step ? step.parts : [];
	expect(lists.filter((name) => !known?.some((list) => list === name))).toEqual([]);
});

describe.each(registries)('$set/$kind', ({ set, kind }) => {
	const place = `src/lib/${set}/${kind}`;

	test('is a file of its name with a test beside it', () => {
		expect(existsSync(`${place}.ts`), `${place}.ts is missing.`).toBe(true);
		expect(existsSync(`${place}.test.ts`), `${place}.test.ts is missing.`).toBe(true);
	});

	test('has an editor once its set has editors', () => {
		// A kind without params needs none: there is nothing to edit.
		if (!WITH_EDITORS.includes(set) || !hasParams(set, kind)) return;
		expect(existsSync(`${place}.svelte`), `${place}.svelte is missing.`).toBe(true);
	});

	test('is named in no code but its own', () => {
		const own = [`${place}.ts`, `${place}.test.ts`, `${place}.svelte`];
		const shared = sourceFiles().filter(
			(file) =>
				/^src\/lib\/.*\.(ts|svelte)$/.test(file) &&
				!/\.test(-kit)?\.ts$/.test(file) &&
				!own.includes(file) &&
				!isOtherKind(file),
		);
		// Short kinds are also the names of nouns: only a comparison with a kind gives those away.
		const cases = kind.includes('-') ? `|case ['"]${kind}['"]` : '';
		const quoted = new RegExp(`kind [!=]== ['"]${kind}['"]${cases}`);
		const wrong = shared.filter((file) => quoted.test(readFileSync(file, 'utf8')));
		expect(wrong.map((file) => `${file}: ask the kind for a property instead.`)).toEqual([]);
	});
});

/** Params of those whose first ones fill in little. */
const RICHER: Partial<Record<string, object[]>> = {
	'ask-question': [
		{
			...steps.find(({ kind }) => kind === 'ask-question')?.initial(),
			answer: 'choice',
			options: [{ id: 'a', label: '', tag: null }],
		},
	],
	'set-attribute': [{ attribute: 'name', action: 'set', value: '-', by: 1 }],
	'apply-rules': [
		{
			rules: [
				{ id: 'r', condition: { match: 'all', rules: [] }, actions: [{ do: 'note', text: '' }] },
			],
		},
	],
};

/** Every empty text becomes one that is found again. */
function mark(value: unknown, place: string | number): unknown {
	if (value === '' || value === '-') return `text at ${place}`;
	if (typeof value !== 'object' || value === null) return value;
	const marked = Object.entries(value).map(([key, part]) => [key, mark(part, `${place}.${key}`)]);
	return Array.isArray(value) ? marked.map(([, part]) => part) : Object.fromEntries(marked);
}

test('no two kinds of a set have the same name', () => {
	const names = registries.map(({ set, kind }) => `${set}/${kind}`);
	expect(new Set(names).size).toBe(names.length);
});

describe.each(steps.map((step) => ({ kind: step.kind, step })))('steps/$kind', ({ kind, step }) => {
	const params = step.initial();
	const text = stepTexts[`../src/lib/steps/${kind}.ts`];

	test('begins with params that its own schema accepts unchanged', () => {
		expect(step.params.parse(params)).toEqual(params);
		expect(step.initial()).not.toBe(params);
	});

	test('has ports, each with an id of its own and a label in both languages', () => {
		const ports = step.ports(params as never);
		expect(ports.length).toBeGreaterThan(0);
		expect(new Set(ports.map(({ id }) => id)).size).toBe(ports.length);
		for (const locale of Locale.options) {
			for (const { id, label } of ports) {
				expect(
					label ?? text?.[locale].ports?.[id],
					`${kind}: text.${locale}.ports.${id}`,
				).toBeDefined();
			}
		}
	});

	test('goes on after a failure by a port that it has, or by none (E-22)', () => {
		const ports = step.ports(params as never).map(({ id }) => id);
		const { afterFailure } = step;
		if (typeof afterFailure === 'string') expect(ports).toContain(afterFailure);
		expect(afterFailure, 'The failure path is taken where it is wired.').not.toBe('failure');
	});

	test('explains each problem of its empty form in both languages', () => {
		for (const { code, param } of step.problems(params as never)) {
			for (const locale of Locale.options) {
				expect(
					text?.[locale].problems?.[code],
					`${kind}: text.${locale}.problems.${code}`,
				).toBeTruthy();
			}
			if (param) expect(Object.keys(params)).toContain(param);
		}
	});

	test('names its text params truly', () => {
		for (const name of step.texts) expect(params).toHaveProperty(name, expect.any(String));
	});

	test('T-10: tells every text that it fills, so that it is checked at publish', () => {
		const given = [params, ...(RICHER[kind] ?? [])].map((some) => step.params.parse(some));
		const told = new Set<string>();
		const filled: string[] = [];
		for (const [index, some] of given.entries()) {
			const marked = mark(some, index);
			for (const { text } of filledTexts(step as never, marked as never)) told.add(text);
			const render = (text: string) => (filled.push(text), text);
			step.enter(marked as never, { ...contextWith(), render });
		}
		expect(filled.filter((text) => !told.has(text))).toEqual([]);
	});

	test('has no reference that is empty, and no condition that is not one', () => {
		for (const { id } of step.references(params as never)) expect(id).not.toBe('');
		for (const { rules } of step.conditions?.(params as never) ?? [])
			expect(rules).toBeInstanceOf(Array);
	});

	test('wakes exactly if it parks', () => {
		if (step.parks) expect(step.resume, `${kind} parks: it needs resume.`).toBeDefined();
	});
});

describe.each([
	...steps.map((step) => ({
		place: `steps/${step.kind}`,
		text: stepTexts[`../src/lib/steps/${step.kind}.ts`],
		summary: step.summary(step.initial() as never, workspace),
	})),
	...triggers.map((trigger) => ({
		place: `triggers/${trigger.kind}`,
		text: triggerTexts[`../src/lib/triggers/${trigger.kind}.ts`],
		summary: trigger.summary(trigger.initial() as never, workspace),
	})),
])('text of $place', ({ text, summary }) => {
	test('is there in both languages with the same keys', () => {
		expect(text).toBeDefined();
		if (!text) return;
		expect(keysOf(text.es)).toEqual(keysOf(text.en));
		for (const locale of Locale.options) {
			for (const words of [text[locale].title, text[locale].description]) {
				expect(words.trim()).not.toBe('');
			}
		}
	});

	test('fills every placeholder of its summary', () => {
		for (const locale of Locale.options) {
			const names = [...(text?.[locale].summary ?? '').matchAll(/\{(\w+)\}/g)].map(
				([, name]) => name,
			);
			expect(new Set(names)).toEqual(new Set(Object.keys(summary)));
			expect(text && summaryLine(text, locale, summary)).not.toMatch(/[{}]/);
		}
	});

	test('names every code of its summary', () => {
		for (const code of Object.values(summary).flatMap((value) =>
			Array.isArray(value) ? value : [],
		)) {
			for (const locale of Locale.options) expect(text?.[locale].fields).toHaveProperty([code]);
		}
	});
});

describe.each(triggers.map((trigger) => ({ kind: trigger.kind, trigger })))(
	'triggers/$kind',
	({ trigger }) => {
		test('begins with params that its own schema accepts unchanged', () => {
			expect(trigger.params.parse(trigger.initial())).toEqual(trigger.initial());
		});

		test('listens to signals of the form author.event', () => {
			for (const signal of trigger.listens)
				expect(signal).toMatch(/^(contact|teammate|engine)\.\w+$/);
		});
	},
);

describe.each(attributeFormats.map((format) => ({ name: format.format, format })))(
	'attributes/$name',
	({ name, format }) => {
		const settings = format.initialSettings() as never;
		const text = formatTexts[`../src/lib/attributes/${name}.ts`];

		test('begins with settings that its own schema accepts unchanged', () => {
			expect(format.settings.parse(settings)).toEqual(settings);
			expect(AttributeValue.safeParse(format.empty).success).toBe(true);
		});

		test('names every operator in both languages, and no other', () => {
			expect(text).toBeDefined();
			if (text) expect(keysOf(text.es)).toEqual(keysOf(text.en));
			for (const locale of Locale.options) {
				expect(Object.keys(text?.[locale].operators ?? {})).toEqual(Object.keys(format.operators));
			}
		});

		test('judges nothing and nonsense without an error (E-19)', () => {
			const odd = [undefined, null, '', 'x', 0, Number.NaN, true, [], ['x']] as const;
			for (const [operator, { holds }] of Object.entries(format.operators)) {
				for (const actual of odd) {
					for (const expected of [...odd, {}, () => 0]) {
						expect(typeof holds(actual as never, expected, 0), operator).toBe('boolean');
					}
				}
			}
		});

		test('prints and sorts its empty value', () => {
			for (const locale of Locale.options)
				expect(format.print(format.empty, settings, { locale, zone: 'UTC' })).toBe('');
			expect(['string', 'number']).toContain(typeof format.sortKey(format.empty));
		});

		test('accepts no value of another kind', () => {
			const wrong = [{}, () => 0, Symbol('no'), undefined];
			for (const value of wrong)
				expect(format.value(settings).safeParse(value).success).toBe(false);
		});
	},
);

function hasParams(set: string, kind: string): boolean {
	const found =
		set === 'steps'
			? steps.find((step) => step.kind === kind)?.initial()
			: triggers.find((trigger) => trigger.kind === kind)?.initial();
	return set === 'attributes' || Object.keys(found ?? {}).length > 0;
}

/** Kinds may use words that another set uses as a name: `message` is also a field of conditions. */
function isOtherKind(file: string): boolean {
	return registries.some(({ set, kind }) => file.startsWith(`src/lib/${set}/${kind}.`));
}

function keysOf(text: object): unknown {
	return Object.fromEntries(
		Object.entries(text).map(([key, value]) => [
			key,
			typeof value === 'object' && value !== null ? Object.keys(value).sort() : typeof value,
		]),
	);
}
