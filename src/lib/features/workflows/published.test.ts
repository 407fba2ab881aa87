import { expect, test } from 'vitest';
import { type WorkflowDefinition, defaultSettings } from '../../model/workflow';
import type { LiveLogEvent } from '../../read/queries/live-versions';
import { publishedWorkflows, versionsOf } from './published';

const definition: WorkflowDefinition = {
	format: 'relevo.workflow/1',
	title: 'Returns',
	trigger: { kind: 'first-message', params: {} },
	settings: defaultSettings(),
	start: null,
	nodes: {},
};

function publish(workflow: string, number: number, at: number): LiveLogEvent {
	const by = { kind: 'teammate' as const, id: 'tm_ana' };
	const version = `ver_${number}`;
	return {
		id: `ev_${at}`,
		at,
		by,
		type: 'workflowPublished',
		workflow,
		version,
		number,
		definition,
	};
}

test('the newest publication counts, until the workflow is stopped (E-01)', () => {
	const log: LiveLogEvent[] = [
		publish('wf_a', 1, 10),
		publish('wf_b', 1, 20),
		publish('wf_a', 2, 30),
	];
	expect(publishedWorkflows(log).get('wf_a')).toMatchObject({ number: 2, at: 30, isLive: true });
	const by = { kind: 'teammate' as const, id: 'tm_luis' };
	log.push({ id: 'ev_40', at: 40, by, type: 'workflowStopped', workflow: 'wf_a' });
	expect(publishedWorkflows(log).get('wf_a')).toMatchObject({ number: 2, isLive: false });
	expect(publishedWorkflows(log).get('wf_b')).toMatchObject({ isLive: true });
	expect(publishedWorkflows(log).has('wf_c')).toBe(false);
});

test('a version that this device cannot read is live all the same', () => {
	const event = { ...publish('wf_a', 3, 10), definition: { format: 'relevo.workflow/9' } };
	expect(publishedWorkflows([event]).get('wf_a')).toMatchObject({
		isLive: true,
		definition: undefined,
	});
});

test('every version is kept under its number and name, the newest first, one of them live', () => {
	const by = { kind: 'teammate' as const, id: 'tm_luis' };
	const log: LiveLogEvent[] = [
		{ ...publish('wf_a', 1, 10), note: 'Before Christmas' } as LiveLogEvent,
		publish('wf_b', 1, 20),
		{ ...publish('wf_a', 2, 30), definition: { format: 'relevo.workflow/9' } } as LiveLogEvent,
	];
	expect(versionsOf(log, 'wf_a')).toMatchObject([
		{ number: 2, name: undefined, definition: undefined, isLive: true },
		{ number: 1, name: 'Before Christmas', definition: { title: 'Returns' }, isLive: false },
	]);
	log.push({ id: 'ev_40', at: 40, by, type: 'workflowStopped', workflow: 'wf_a' });
	expect(versionsOf(log, 'wf_a').some(({ isLive }) => isLive)).toBe(false);
});
