import { expect, test } from 'vitest';
import { type WorkflowDefinition, defaultSettings } from '../model/workflow';
import { emptyWorkspace } from '../model/workspace';
import { stepKind } from '../steps';
import { draftWarnings, problemsOf } from './draft-problems';

function definition(): WorkflowDefinition {
	return {
		format: 'relevo.workflow/1',
		title: 'Returns',
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start: 'hello',
		nodes: { hello: { kind: 'message', params: { text: 'Hi' }, next: {} } },
	};
}

test('a sound draft has no problems (E-03)', () => {
	expect(problemsOf(definition(), emptyWorkspace(), 'es')).toEqual([]);
});

test('each problem names its step and its field, in the reader’s language (E-03)', () => {
	const draft = definition();
	draft.nodes.hello!.params = { text: ' ' };
	draft.nodes.lost = { kind: 'close', params: {}, next: {} };
	expect(problemsOf(draft, emptyWorkspace(), 'es')).toMatchObject([
		{ node: 'hello', param: 'text', text: 'Escribe el mensaje.' },
		{ node: 'lost', text: 'Ninguna ruta llega a este paso.' },
	]);
	expect(problemsOf(draft, emptyWorkspace(), 'en')[0]!.text).toBe('Write the message.');
});

test('an empty workflow is mended at its start (E-03, W-LIFE-04)', () => {
	const draft = { ...definition(), start: null, nodes: {} };
	expect(problemsOf(draft, emptyWorkspace(), 'en')).toMatchObject([{ node: 'trigger' }]);
});

test('what the kind of a trigger misses is told in its words, and mended there (E-03)', () => {
	const draft = definition();
	draft.trigger = { kind: 'ticket-state-changed', params: { types: ['tty_gone'], to: [] } };
	draft.nodes = { hello: { kind: 'note', params: { text: 'Hi' }, next: {} } };
	expect(problemsOf(draft, emptyWorkspace(), 'es')).toMatchObject([
		{ node: 'trigger', text: 'Elige al menos un estado.' },
		{ node: 'trigger', text: 'Algo que este paso usa se ha eliminado: un tipo de ticket.' },
	]);
});

test('problems of one step can be told apart', () => {
	const draft = definition();
	draft.nodes.hello = {
		kind: 'reply-buttons',
		params: {
			text: '',
			options: [
				{ id: 'a', label: 'Same' },
				{ id: 'b', label: 'same' },
			],
			typing: true,
			escapeMs: 600_000,
			onTyped: 'ask-again',
			timeoutMs: null,
		},
		next: {},
	};
	const ids = problemsOf(draft, emptyWorkspace(), 'en').map(({ id }) => id);
	expect(ids.length).toBeGreaterThan(2);
	expect(new Set(ids).size).toBe(ids.length);
});

test('what is wrong with a setting is mended at the trigger, where the settings are', () => {
	const draft = definition();
	draft.settings = { ...draft.settings, handlers: [{ words: ['menu'], go: 'gone' }] };
	expect(problemsOf(draft, emptyWorkspace(), 'en')).toMatchObject([
		{ node: 'trigger', param: 'handlers' },
	]);
});

test('a warning has its place and its words, and is no problem (E-03)', () => {
	const draft = definition();
	draft.nodes.hello!.params = { text: 'Hi {{contact.name}}' };
	draft.settings = {
		...draft.settings,
		audience: { match: 'all', rules: [{ field: 'contact.name', operator: 'is', value: 'Eva ' }] },
	};
	expect(problemsOf(draft, emptyWorkspace(), 'en')).toEqual([]);
	expect(draftWarnings(draft, 'en')).toMatchObject([
		{ node: 'trigger', text: 'A value begins or ends with a space: it may never match.' },
		{ node: 'hello', param: 'text' },
	]);
});

test('T-10: a variable that does not exist is named, and what only looks like one is quoted', () => {
	const draft = definition();
	draft.nodes.hello!.params = {
		text: 'Hola {{contact.monto}}, {{contact.name}} {{run.}} {{contact.fecha | fallback: "x"}} {{',
	};
	const texts = problemsOf(draft, emptyWorkspace(), 'es').map(({ text }) => text);
	expect(texts).toContain(
		'Una variable del texto no existe: {{contact.monto}}, {{contact.fecha}}.',
	);
	const broken = texts.find((text) => text.startsWith('Algo entre llaves'));
	expect(broken).toContain('{{');
	for (const text of texts) expect(text).not.toContain('contact.name');
});

test('E-03: what was deleted is named where its name is known, else by its kind', () => {
	const workspace = emptyWorkspace();
	const atr = { id: 'atr_1', subject: 'contact' as const, name: 'Monto', format: 'number' };
	workspace.attributes['atr_1'] = { ...atr, archived: true };
	const told = (kind: string, params: Record<string, unknown>) => {
		const draft = definition();
		draft.nodes = { hello: { kind, params, next: {} } };
		return problemsOf(draft, workspace, 'es')
			.map(({ text }) => text)
			.filter((text) => text.includes('eliminado'));
	};
	const deleted = 'Algo que este paso usa se ha eliminado';
	expect(told('tag', { add: ['tag_1', 'tag_2'], remove: [] })).toEqual([
		`${deleted}: una etiqueta.`,
	]);
	const written = { attribute: 'atr_1', action: 'clear', value: null, by: 1 };
	expect(told('set-attribute', written)).toEqual([`${deleted}: el atributo «Monto».`]);
	expect(told('set-attribute', { ...written, attribute: 'atr_9' })).toEqual([
		`${deleted}: un atributo.`,
	]);
});

test('E-03: an answer that is too long is quoted, and its problem stands at it', () => {
	const draft = definition();
	const options = ['Liquidación de sueldo', 'Otro', 'Certificado de trabajo'].map((label, at) => ({
		...{ id: `o${at}`, label, tag: null },
	}));
	draft.nodes.hello = {
		kind: 'ask-question',
		params: { ...stepKind('ask-question')?.initial(), text: '?', answer: 'choice', options },
		next: {},
	};
	const told = problemsOf(draft, emptyWorkspace(), 'es');
	expect(told).toMatchObject(
		[
			{ param: 'options', part: 'o0', text: /de 20 caracteres: «.?Liquidación de sueldo.?»\.$/ },
			{ param: 'options', part: 'o2', text: /: «.?Certificado de trabajo.?»\.$/ },
		].map(({ text, ...place }) => ({ ...place, text: expect.stringMatching(text) as string })),
	);
	expect(new Set(told.map(({ id }) => id)).size).toBe(2);
	expect(problemsOf(draft, emptyWorkspace(), 'en')[0]?.text).toMatch(/“.?Liquidación de sueldo.?”/);
});
