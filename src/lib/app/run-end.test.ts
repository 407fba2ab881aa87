// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import type { DomainEvent, RunEndReason, StepVisit } from '../model/event';
import type { Run } from '../model/run';
import type { WorkflowDefinition } from '../model/workflow';
import { defaultSettings } from '../model/workflow';
import { emptyWorkspace, Locale } from '../model/workspace';
import { ID_PATTERN } from '../../../tests/id-pattern';
import { steps } from '../steps';
import { locale } from '../ui/locale.svelte';
import { problemWords } from './run-words';
import { runEndWords } from './run-end';

beforeEach(() => locale.choose('es'));

const definition: WorkflowDefinition = {
	format: 'relevo.workflow/1',
	title: 'Atención',
	trigger: { kind: 'first-message', params: {} },
	start: 'stp_ask',
	settings: defaultSettings(),
	nodes: {
		stp_ask: { kind: 'ask-question', name: '¿Qué necesitas?', params: {}, next: { next: 'stp_w' } },
		stp_w: { kind: 'wait', params: {}, next: { done: 'stp_tag' } },
		stp_tag: { kind: 'tag', params: {}, next: { next: 'stp_give' } },
		stp_give: { kind: 'assign', params: {}, next: {} },
	},
};

function runThat(reason: RunEndReason, visit: Partial<StepVisit> & { node: string; kind: string }) {
	return {
		id: 'run_1',
		contact: 'con_1',
		conversation: 'cnv_1',
		steps: [{ visit: 1, ...visit }],
		wokenBy: ['msg_0', 'msg_1'],
		ended: { at: 9, happenedAt: 9, reason },
	} as unknown as Run;
}

function said(text: string): DomainEvent {
	const by = { kind: 'contact', id: 'con_1' } as const;
	return { type: 'messageSent', id: 'msg_1', at: 5, by, conversation: 'cnv_1', text };
}

const words = (run: Run, events: DomainEvent[] = []) =>
	runEndWords(run, { definition, events, workspace: emptyWorkspace() }).join(' ');

test('a run that failed over an answer tells the step, the answer and the reason', () => {
	const visit = { node: 'stp_ask', kind: 'ask-question', left: 'invalid', skipped: 'doesNotFit' };
	const told = words(runThat('failed', visit), [said('quiero cotizar po')]);
	expect(told).toContain('¿Qué necesitas?');
	expect(told).toContain('quiero cotizar po');
	expect(told).toMatch(/no se puede guardar/);
	locale.choose('en');
	expect(words(runThat('failed', visit))).toMatch(/cannot be kept/);
});

test.each([
	['customerReply', /escribió el cliente/i, /customer wrote/i],
	['teammateReply', /respondió/i, /replied/i],
	['stateChange', /estado/i, /state/i],
	['assignment', /asignó/i, /assigned/i],
	['ticketChange', /ticket/i, /ticket/i],
])('a wait that %s ended says so, and what did not happen because of it', (skipped, es, en) => {
	const run = runThat('interrupted', { node: 'stp_w', kind: 'wait', left: 'interrupted', skipped });
	const told = words(run);
	expect(told).toMatch(es);
	expect(told).not.toMatch(/otro flujo/i);
	expect(told).toMatch(/Etiquetar conversación/);
	expect(told).toMatch(/Asignar/);
	locale.choose('en');
	expect(words(run)).toMatch(en);
});

test('a run from before visits said why still names the way out, and a keyword is its own reason', () => {
	expect(
		words(runThat('interrupted', { node: 'stp_w', kind: 'wait', left: 'interrupted' })),
	).toMatch(/Interrumpido/);
	expect(words(runThat('interrupted', { node: 'stp_w', kind: 'wait' }))).toMatch(/palabra/);
	expect(
		words(runThat('expired', { node: 'stp_ask', kind: 'ask-question', left: 'timeout' })),
	).toMatch(/No respondió a tiempo/);
});

test('a run that goes on or came to its end has nothing to tell', () => {
	const visit = { node: 'stp_give', kind: 'assign', left: 'next' };
	expect(words(runThat('completed', visit))).toBe('');
	expect(words({ ...runThat('completed', visit), ended: undefined } as unknown as Run)).toBe('');
});

test('what was done is not told as undone, and long lists of steps are cut short', () => {
	const run = runThat('teammateReplied', { node: 'stp_w', kind: 'wait' });
	expect(words(run)).not.toContain('¿Qué necesitas?');
	const nodes = Object.fromEntries(
		Array.from({ length: 12 }, (_, i) => [
			`stp_${i}`,
			{ kind: 'tag', name: `Paso ${i}`, params: {}, next: { next: `stp_${i + 1}` } },
		]),
	);
	const long = { definition: { ...definition, nodes }, events: [], workspace: emptyWorkspace() };
	const told = runEndWords(runThat('teammateReplied', { node: 'stp_0', kind: 'tag' }), long).join();
	expect(told).toContain('Paso 5');
	expect(told).not.toContain('Paso 9');
	expect(told).toMatch(/5 más/);
});

const sources = import.meta.glob<string>(['../steps/*.ts', '../engine/*.ts'], {
	query: '?raw',
	import: 'default',
	eager: true,
});
const CODES = [
	...new Set(
		Object.entries(sources)
			.filter(([file]) => !file.includes('test'))
			.flatMap(([, text]) => [...text.matchAll(/\bfail: '(\w+)'/g)].map(([, code]) => code ?? '')),
	),
];

test.each([
	...CODES,
	...['failed', 'loopLimit', 'newerVersionNeeded'],
	...['tag', 'team', 'teammate', 'attribute', 'ticketType', 'workflow'].map(
		(kind) => `deleted:${kind}:${kind.slice(0, 3)}_01m8p28b4q8wx3z22zeg0251ab`,
	),
	'call:notLive',
	'x is not a function',
])('a problem is told in words, in both languages, with no code and no id: %s', (code) => {
	const told = Locale.options.map((language) => {
		locale.choose(language);
		return steps.map(({ kind }) => problemWords(code, kind, emptyWorkspace()));
	});
	expect(told[0]?.some((words, place) => words === told[1]?.[place])).toBe(false);
	for (const one of told.flat()) {
		expect(one).not.toMatch(ID_PATTERN);
		expect(one).not.toBe(code);
		expect(one).toMatch(/ /);
	}
});

test('a problem names what was deleted where its name is still known', () => {
	const workspace = emptyWorkspace();
	workspace.workflows['wfl_1'] = {
		id: 'wfl_1',
		title: 'Ventas',
		order: 1,
		createdAt: 0,
		createdBy: '',
		deleted: true,
	};
	expect(problemWords('deleted:workflow:wfl_1', 'trigger-workflow', workspace)).toContain('Ventas');
	expect(problemWords('deleted:tag:tag_1', 'tag', workspace)).toMatch(/etiqueta/);
});
