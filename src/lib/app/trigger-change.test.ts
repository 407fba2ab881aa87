import { expect, test } from 'vitest';
import { defaultSettings, type WorkflowDefinition } from '../model/workflow';
import { emptyWorkspace } from '../model/workspace';
import { stepsLostTo } from './trigger-change';

const definition: WorkflowDefinition = {
	format: 'relevo.workflow/1',
	title: 'Returns',
	trigger: { kind: 'first-message', params: {} },
	settings: defaultSettings(),
	start: 'note',
	nodes: {
		note: { kind: 'note', params: { text: 'x' }, next: { next: 'hello' } },
		hello: { kind: 'message', params: { text: 'Hi' }, next: { next: 'empty' } },
		empty: { kind: 'message', params: { text: '' }, next: {} },
	},
};
const lost = (kind: string) => stepsLostTo(kind, definition, emptyWorkspace(), 'en');

test('names the steps that a trigger behind the scenes does not allow (W-LIFE-02)', () => {
	const text = 'This trigger allows no steps that the customer sees.';
	expect(lost('note-added')).toEqual([
		{ node: 'hello', text },
		{ node: 'empty', text },
	]);
});

test('what was wrong before is not the new trigger’s doing', () => {
	expect(lost('any-message')).toEqual([]);
});
