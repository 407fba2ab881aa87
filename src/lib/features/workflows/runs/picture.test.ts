import { expect, test } from 'vitest';
import type { StepVisit } from '../../../model/event';
import { emptyWorkspace } from '../../../model/workspace';
import { defaultSettings, type WorkflowDefinition } from '../../../model/workflow';
import { graphOf } from '../graph';
import { marksOf, pictureOf, takenBy } from './picture';

const definition: WorkflowDefinition = {
	format: 'relevo.workflow/1',
	title: 'Test',
	trigger: { kind: 'first-message', params: {} },
	settings: defaultSettings(),
	start: 'ask',
	nodes: {
		ask: { kind: 'collect-reply', params: { timeoutMs: null }, next: { next: 'note' } },
		note: { kind: 'note', params: { text: 'n' }, next: { next: 'ask' } },
	},
};
const visit = (node: string, number: number, left?: string): StepVisit => ({
	node,
	kind: 'note',
	visit: number,
	...(left ? { left } : {}),
});
const visits = [
	visit('ask', 1),
	visit('ask', 2, 'next'),
	visit('note', 1, 'next'),
	visit('ask', 3),
];

test('U29: a step that is waked and rests again is one visit, one that is come back to is two', () => {
	const marks = marksOf(visits);
	expect(marks.get('ask')).toEqual({ visits: 2, isCurrent: true, hasFailed: false });
	expect(marks.get('note')).toMatchObject({ visits: 1, isCurrent: false });
	expect(marks.get('trigger')).toMatchObject({ visits: 1, isCurrent: false });
});

test('U29: before its first step a run stands at the trigger; replay knows nothing of later steps', () => {
	expect(marksOf([]).get('trigger')).toMatchObject({ isCurrent: true });
	expect([...takenBy([])]).toEqual([]);
	expect([...takenBy(visits.slice(0, 1))]).toEqual(['trigger:next']);
	expect([...marksOf(visits.slice(0, 2)).keys()]).toEqual(['trigger', 'ask']);
});

test('U29: the ways that were taken stand out, and a way back is a name and not a line', () => {
	const steps = graphOf(definition, emptyWorkspace(), 'en');
	const { nodes, edges } = pictureOf(steps, marksOf(visits), takenBy(visits));
	expect(edges.map(({ id, selected }) => [id, selected])).toEqual([
		['trigger:next', true],
		['ask:next', true],
	]);
	const note = nodes.find(({ id }) => id === 'note');
	expect(note?.data.back).toEqual({ next: steps.find(({ id }) => id === 'ask')?.title });
});
