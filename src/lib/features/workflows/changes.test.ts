import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type WorkflowDefinition, defaultSettings } from '../../model/workflow';
import { changesBetween, changesByAuthor, isSame } from './changes';

function definition(): WorkflowDefinition {
	return {
		format: 'relevo.workflow/1',
		title: 'Returns',
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start: 'hello',
		nodes: {
			hello: { kind: 'message', params: { text: 'Hi' }, next: { next: 'bye' } },
			bye: { kind: 'close', params: {}, next: {} },
		},
	};
}

test('nothing differs from itself', () => {
	expect(changesBetween(definition(), definition())).toEqual([]);
});

test('names each step that differs, and how (U30)', () => {
	const draft = definition();
	draft.title = 'Refunds';
	draft.trigger.kind = 'any-message';
	draft.settings = { ...draft.settings, stoppable: false };
	draft.nodes.hello = { kind: 'message', name: 'Greeting', params: { text: 'Hello' }, next: {} };
	draft.nodes.note = { kind: 'note', params: {}, next: {} };
	expect(changesBetween(definition(), draft)).toMatchObject([
		{ what: 'title' },
		{ what: 'trigger' },
		{ what: 'settings', names: ['stoppable'] },
		{ what: 'edited', node: 'hello', params: ['text'] },
		{ what: 'renamed', node: 'hello' },
		{ what: 'rewired', node: 'hello' },
		{ what: 'added', node: 'note' },
	]);
});

test('a step put between two others, or taken out, is one change', () => {
	const draft = definition();
	draft.nodes.hello!.next = { next: 'note' };
	draft.nodes.note = { kind: 'note', params: {}, next: { next: 'bye' } };
	expect(changesBetween(definition(), draft)).toMatchObject([{ what: 'added', node: 'note' }]);
	expect(changesBetween(draft, definition())).toMatchObject([{ what: 'removed', node: 'note' }]);
});

test('another first step is a change, unless a new or removed step explains it', () => {
	const draft = definition();
	draft.start = 'bye';
	expect(changesBetween(definition(), draft)).toEqual([{ what: 'start' }]);
	draft.nodes.note = { kind: 'note', params: {}, next: { next: 'bye' } };
	draft.start = 'note';
	expect(changesBetween(definition(), draft)).toMatchObject([{ what: 'added' }]);
});

test('changes stand under those who made them; nobody’s at the end (U30)', () => {
	const draft = definition();
	draft.title = 'Refunds';
	draft.settings = { ...draft.settings, stoppable: false };
	draft.nodes.hello!.params = { text: 'Hello' };
	draft.nodes.bye!.params = { note: 'x' };
	const changes = changesBetween(definition(), draft);
	const authors = { '#title': ['agt_luis'], hello: ['agt_ana', 'agt_luis'], bye: ['agt_luis'] };
	expect(changesByAuthor(changes, authors)).toEqual([
		{ authors: ['agt_luis'], changes: [changes[0], changes[3]] },
		{ authors: ['agt_ana', 'agt_luis'], changes: [changes[2]] },
		{ authors: [], changes: [changes[1]] },
	]);
});

test('plain data is the same after a round trip, and differs once a value does', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			expect(isSame(value, JSON.parse(JSON.stringify(value)))).toBe(true);
			expect(isSame({ value }, { value: { value } })).toBe(false);
		}),
	);
	// A number that JSON rounds: minus nought comes back as nought.
	expect(isSame({ at: -0 }, { at: 0 })).toBe(true);
	expect(isSame([1, 2], [1])).toBe(false);
	expect(isSame([], {})).toBe(false);
	expect(isSame({ a: undefined }, {})).toBe(true);
});
