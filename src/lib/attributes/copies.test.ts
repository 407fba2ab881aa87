import { expect, test } from 'vitest';
import { type AttributeSchema, emptyWorkspace } from '../model/workspace';
import { givenProblem } from './copies';
import { copyChoices } from './copy-choices';

const contact = (id: string, format: string, settings?: unknown): AttributeSchema => ({
	id,
	subject: 'contact',
	name: `Name of ${id}`,
	format,
	settings,
});
const items = [
	{ id: 's', label: 'Small' },
	{ id: 'l', label: 'Large' },
];
const attributes = {
	budget: contact('budget', 'number'),
	limit: contact('limit', 'number', { max: 100 }),
	renewal: contact('renewal', 'date'),
	call: contact('call', 'date', { withTime: true }),
	agreed: contact('agreed', 'boolean'),
	size: contact('size', 'list', { items }),
	fit: contact('fit', 'list', { items, multiple: true }),
	note: contact('note', 'text'),
};
const workspace = { ...emptyWorkspace(), attributes };
const variables = [
	{ name: 'seats', format: 'number' },
	{ name: 'when', format: 'date' },
];

const problem = (target: keyof typeof attributes, value: string | number | boolean | string[]) =>
	givenProblem({ attribute: target, value }, workspace, variables);

test.each([
	['limit', '{{contact.budget}}'],
	['limit', ' {{ contact.budget | fallback: "3" }} '],
	['limit', '{{contact.note}}'],
	['limit', '{{run.seats}}'],
	['limit', '{{run.reply}}'],
	['limit', '{{conversation.rating}}'],
	['renewal', '{{contact.call}}'],
	['call', '{{contact.renewal}}'],
	['renewal', '{{contact.lastSeenAt}}'],
	['renewal', '{{run.when}}'],
	['agreed', '{{workspace.open}}'],
	['fit', '{{contact.size}}'],
	['note', 'from {{contact.budget}} on {{contact.renewal}}'],
	// What does not exist is told as such.
	['limit', '{{contact.gone}}'],
] as const)('V-3: %s takes %s', (target, value) => {
	expect(problem(target, value)).toBeUndefined();
});

test.each([
	['limit', '{{contact.renewal}}'],
	['limit', '{{contact.agreed}}'],
	['limit', '{{contact.size}}'],
	['limit', '{{run.when}}'],
	['renewal', '{{contact.budget}}'],
	['renewal', '{{run.seats}}'],
	['agreed', '{{contact.budget}}'],
	['size', '{{contact.renewal}}'],
] as const)('V-3: %s does not take %s, which is of another format', (target, value) => {
	expect(problem(target, value)).toBe('variableDoesNotFit');
});

test.each([
	['limit', 'about {{contact.budget}}'],
	['limit', '{{contact.budget}}{{contact.budget}}'],
	['renewal', '{{contact.renewal}}.'],
	['size', '{{contact.size'],
] as const)('V-3: %s does not take %s, which is no single variable', (target, value) => {
	expect(problem(target, value)).toBe('notOneVariable');
});

test.each([
	['limit', 5, undefined],
	['limit', '5', undefined],
	['limit', 500, 'valueDoesNotFit'],
	['limit', 'many', 'valueDoesNotFit'],
	['renewal', '2026-11-22', undefined],
	['renewal', 'soon', 'valueDoesNotFit'],
	['renewal', Number.MAX_SAFE_INTEGER, 'valueDoesNotFit'],
	['agreed', true, undefined],
	['agreed', 'yes', undefined],
	['agreed', 'maybe', 'valueDoesNotFit'],
	['size', 'l', undefined],
	['size', 'gone', 'valueDoesNotFit'],
	['fit', ['s', 'l'], undefined],
	['fit', ['gone'], 'valueDoesNotFit'],
	['note', 'anything', undefined],
] as const)('V-3: %s given the literal %j: %s', (target, value, expected) => {
	expect(problem(target, Array.isArray(value) ? [...value] : (value as string))).toBe(expected);
});

test('V-3: the fields that an attribute can hold are offered, what the run learns among them', () => {
	const offered = (target: keyof typeof attributes) =>
		copyChoices(attributes[target], workspace, 'en', variables).map(({ id }) => id);
	expect(offered('limit')).toEqual(
		expect.arrayContaining(['contact.budget', 'contact.note', 'run.seats', 'run.reply']),
	);
	expect(offered('limit')).not.toContain('contact.renewal');
	expect(offered('limit')).not.toContain('run.when');
	expect(offered('renewal')).toEqual(
		expect.arrayContaining(['contact.call', 'contact.lastSeenAt', 'run.when']),
	);
	for (const target of ['limit', 'renewal', 'agreed', 'fit'] as const) {
		for (const id of offered(target)) expect(problem(target, `{{${id}}}`)).toBeUndefined();
	}
});
