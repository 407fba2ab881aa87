import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import type { AttributeValue } from '../model/event';
import { emptyWorkspace } from '../model/workspace';
import { evaluate, holds } from './evaluate';
import { fieldText } from './field-text';
import { fieldsOf, findField } from './fields';
import { attributeFormat } from './index';
import { placeholdersOf } from './placeholders';
import { render } from './render';

const workspace = {
	...emptyWorkspace(),
	attributes: {
		atr_plan: { id: 'atr_plan', subject: 'contact' as const, name: 'Plan', format: 'number' },
	},
};

const HERE = { locale: 'en', zone: 'UTC' };

function scopeWith(attributes: Record<string, AttributeValue>) {
	const state = emptyContactState('con_1');
	Object.assign(state.contact.attributes, attributes);
	return { state, now: 0 };
}

const rule = (field: string, operator: string, value?: unknown) => ({ field, operator, value });
const both = (match: 'all' | 'any', ...rules: ReturnType<typeof rule>[]) => {
	const condition = { match, rules };
	const verdict = evaluate(condition, workspace, scopeWith({ name: 'Ana', atr_plan: 3 }));
	expect(holds(condition, workspace, scopeWith({ name: 'Ana', atr_plan: 3 }))).toBe(verdict.holds);
	return verdict;
};

test('all and any stop at the rule that decides, and keep what they saw (E-28)', () => {
	const yes = rule('contact.name', 'is', 'ana');
	const no = rule('contact.atr_plan', 'isMoreThan', 5);
	expect(both('all', yes, no, yes)).toEqual({
		holds: false,
		because: [
			{ field: 'contact.name', operator: 'is', expected: 'ana', actual: 'Ana', holds: true },
			{ field: 'contact.atr_plan', operator: 'isMoreThan', expected: 5, actual: 3, holds: false },
		],
	});
	expect(both('any', no, yes).holds).toBe(true);
	expect(both('any', no).holds).toBe(false);
	expect(both('any').holds).toBe(true);
	expect(both('all').holds).toBe(true);
});

test('E-19: what is unknown, deleted or misspelt is no error', () => {
	expect(both('all', rule('contact.email', 'isUnknown')).holds).toBe(true);
	expect(both('all', rule('contact.atr_gone', 'isUnknown')).holds).toBe(true);
	expect(both('all', rule('nonsense', 'is', 'x')).holds).toBe(false);
	expect(both('all', rule('contact.name', 'rhymesWith', 'x')).holds).toBe(false);
});

test('case 20: what every object inherits is unknown like anything else', () => {
	for (const name of ['constructor', '__proto__', 'toString']) {
		expect(both('all', rule(`contact.${name}`, 'isUnknown')).holds).toBe(true);
		expect(both('all', rule('contact.name', name, 'x')).holds).toBe(false);
		expect(render(`a{{contact.${name}}}b`, HERE, workspace, scopeWith({}))).toBe('ab');
	}
});

test('every field of the picker can be found again and has a format and a name', () => {
	for (const field of fieldsOf(workspace)) {
		expect(findField(field.path, workspace)?.path).toBe(field.path);
		expect(attributeFormat(field.format)?.settings.safeParse(field.settings).success).toBe(true);
		for (const locale of ['es', 'en'] as const) {
			expect(field.name ?? fieldText[locale][field.path]).toBeTruthy();
		}
	}
});

test('case 20: templates are filled once, with fallbacks, and code in them is never run', () => {
	const scope = scopeWith({ name: '{{contact.email}}', email: 'secret', atr_plan: 1234.5 });
	const fill = (template: string) => render(template, HERE, workspace, scope);
	expect(fill('Hi {{contact.name}}')).toBe('Hi {{contact.email}}');
	expect(fill('{{ contact.phone | fallback: "no phone" }}')).toBe('no phone');
	expect(fill('{{contact.atr_plan}}')).toBe('1,234.5');
	expect(fill("a{{constructor.constructor('return 1')()}}b")).toBe('ab');
	expect(placeholdersOf('{{a.b}} {{c.d | fallback: "x"}}')).toEqual([
		{ path: 'a.b', fallback: undefined },
		{ path: 'c.d', fallback: 'x' },
	]);
});
