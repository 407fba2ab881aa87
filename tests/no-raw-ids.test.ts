// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { ID_PATTERN } from './id-pattern';
import { describeField, fieldChoices } from '../src/lib/attributes/condition-fields';
import { graphOf } from '../src/lib/features/workflows/graph';
import type { DomainEvent } from '../src/lib/model/event';
import { defaultSettings, type WorkflowDefinition } from '../src/lib/model/workflow';
import { emptyWorkspace, Locale, type Workspace } from '../src/lib/model/workspace';
import { steps } from '../src/lib/steps';
import { triggers } from '../src/lib/triggers';
import { locale } from '../src/lib/ui/locale.svelte';
import { eventWords } from '../src/lib/app/event-words';
import { evidenceWords } from '../src/lib/app/evidence-words';

/** Names stand everywhere that a person reads, and what is gone is told in words. */
beforeEach(() => locale.choose('es'));

const idOf = (prefix: string) => `${prefix}_01m8p28b4q8wx3z22zeg0251abhjkmnpqrst`;
const IDS = {
	attribute: idOf('atr'),
	tag: idOf('tag'),
	team: idOf('tea'),
	teammate: idOf('agt'),
	ticketType: idOf('tty'),
	workflow: idOf('wfl'),
};
const TEXT = `Tu monto: {{contact.${IDS.attribute} | fallback: "?"}} {{contact.name}}`;

function workspaceWith(isThere: boolean): Workspace {
	const workspace = emptyWorkspace();
	if (!isThere) return workspace;
	const { attribute, tag, team, teammate, ticketType, workflow } = IDS;
	const schema = { id: attribute, subject: 'contact' as const, name: 'Monto', format: 'number' };
	workspace.attributes[attribute] = { ...schema, archived: true };
	workspace.tags[tag] = { id: tag, name: 'VIP' };
	workspace.teams[team] = { id: team, name: 'Ventas', members: [] };
	workspace.teammates[teammate] = { id: teammate, name: 'Ana', role: 'agent' };
	workspace.ticketTypes[ticketType] = {
		id: ticketType,
		name: 'Reclamo',
		category: 'customer',
		fields: [],
		isShared: false,
	};
	const entry = { title: 'Bienvenida', order: 1, createdAt: 1, createdBy: teammate };
	workspace.workflows[workflow] = { ...entry, id: workflow };
	return workspace;
}

/** Fills every place of the params that can hold an id or a text, by the name of the place. */
function filled(params: object): Record<string, unknown> {
	const lists = {
		add: [IDS.tag],
		remove: [IDS.tag],
		tags: [IDS.tag],
		types: [IDS.ticketType],
		fields: [{ attribute: IDS.attribute, required: true }],
	};
	const texts = { text: TEXT, summary: TEXT, subject: TEXT, body: TEXT };
	const rooms = { ...IDS, type: IDS.ticketType, ...lists, ...texts };
	const own = new Set(Object.keys(params));
	const put = Object.entries(rooms).filter(([name]) => own.has(name));
	return { ...params, ...Object.fromEntries(put) };
}

function drawn(part: Partial<WorkflowDefinition>, workspace: Workspace, language: Locale) {
	const definition: WorkflowDefinition = {
		format: 'relevo.workflow/1',
		title: 'Ventas',
		trigger: { kind: 'manual', params: {} },
		settings: defaultSettings(),
		start: null,
		nodes: {},
		...part,
	};
	return graphOf(definition, workspace, language)
		.map(({ title, summary, ports }) => [title, summary, ...ports.map(({ label }) => label)].join())
		.join();
}

const WORLDS = [true, false].flatMap((isThere) =>
	Locale.options.map((language) => ({ isThere, language })),
);
const OPTIONS: Record<string, readonly unknown[]> = {
	to: ['team', 'team-member', 'teammate', 'anyone'],
	until: ['date'],
	saveAs: ['attribute'],
};

function variants(initial: object): Record<string, unknown>[] {
	const base = filled(initial);
	const changed = Object.entries(OPTIONS).flatMap(([name, values]) =>
		Object.hasOwn(initial, name) ? values.map((value) => ({ ...base, [name]: value })) : [],
	);
	return [base, ...changed];
}

test.each(steps)('no card of a step shows an id: $kind', ({ kind, initial }) => {
	for (const { isThere, language } of WORLDS) {
		for (const params of variants(initial())) {
			const nodes = { stp_1: { kind, params, next: {} } };
			const card = drawn({ start: 'stp_1', nodes }, workspaceWith(isThere), language);
			expect(card, JSON.stringify(params)).not.toMatch(ID_PATTERN);
			if (card.includes('Tu monto')) expect(card.includes('{{Monto}}')).toBe(isThere);
		}
	}
});

test.each(triggers)('no card of a trigger shows an id: $kind', ({ kind, initial }) => {
	for (const { isThere, language } of WORLDS) {
		for (const params of variants(initial())) {
			const card = drawn({ trigger: { kind, params } }, workspaceWith(isThere), language);
			expect(card).not.toMatch(ID_PATTERN);
		}
	}
});

const VARIABLES = [{ name: 'monto_v', format: 'number' }];

test('a condition names its field: also an archived one, one that is gone, and a variable', () => {
	for (const { isThere, language } of WORLDS) {
		const workspace = workspaceWith(isThere);
		for (const subject of ['contact', 'conversation']) {
			const path = `${subject}.${IDS.attribute}`;
			expect(describeField(path, workspace, language).name).not.toMatch(ID_PATTERN);
		}
		const names = fieldChoices(workspace, language, VARIABLES).map(({ text }) => text);
		for (const name of names) expect(name).not.toMatch(/^(run|contact|conversation)\.|_0/);
		expect(names.some((name) => name.startsWith('monto_v'))).toBe(true);
	}
	const { name } = describeField(`contact.${IDS.attribute}`, workspaceWith(true), 'es');
	expect(name).toBe('Monto');
});

test('what a condition saw is told by names: the field, and what it was compared with', () => {
	for (const { isThere, language } of WORLDS) {
		locale.choose(language);
		const workspace = workspaceWith(isThere);
		const told = [
			{ field: `contact.${IDS.attribute}`, operator: 'is', actual: 3, expected: 4 },
			{ field: 'conversation.tags', operator: 'isAnyOf', actual: [IDS.tag], expected: [IDS.tag] },
			{ field: 'conversation.team', operator: 'isAnyOf', actual: IDS.team, expected: [IDS.team] },
			{ field: 'run.monto_v', operator: 'is', actual: 3, expected: 4 },
		].map((one) => Object.values(evidenceWords({ ...one, holds: true }, workspace)).join(' '));
		for (const words of told) expect(words).not.toMatch(ID_PATTERN);
		expect(told[3]).not.toContain('run.');
		if (isThere) expect(told[0]).toContain('Monto');
	}
});

const EVENTS = [
	{ type: 'tagAdded', tag: IDS.tag },
	{ type: 'tagRemoved', tag: IDS.tag },
	{ type: 'contactTagAdded', tag: IDS.tag },
	{ type: 'contactTagRemoved', tag: IDS.tag },
	{ type: 'attributeChanged', subject: 'contact', attribute: IDS.attribute, value: 3 },
	{ type: 'conversationAssigned', teammate: IDS.teammate, team: IDS.team },
	{ type: 'ticketCreated', ticket: 'tic_1', ticketType: IDS.ticketType },
	{ type: 'answersGiven', prompt: 'prm_1', answers: { [IDS.attribute]: '3' } },
	{ type: 'detailsGiven', details: { [IDS.attribute]: '3' } },
];

test.each(EVENTS)('no line of the thread or of a run shows an id: $type', (body) => {
	for (const { isThere, language } of WORLDS) {
		locale.choose(language);
		const by = { kind: 'teammate', id: IDS.teammate };
		const event = { id: 'evt_1', at: 1, by, conversation: 'cnv_1', ...body };
		const words = eventWords(event as unknown as DomainEvent, workspaceWith(isThere));
		expect(words).not.toMatch(ID_PATTERN);
		expect(words).toMatch(/\S/);
	}
});
