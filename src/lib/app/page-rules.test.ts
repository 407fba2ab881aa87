import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { pageRulesIn } from '../documents/public';
import { defaultSettings, type WorkflowDefinition } from '../model/workflow';
import type { WorkflowEntry } from '../model/workspace';
import { publishWorkflow } from './commands/publish-workflow';
import { stopWorkflow } from './commands/stop-workflow';
import { openLoneDesk } from '../../../tests/lone-desk';
import type { OpenDesk } from './open-desk.svelte';

/** Stands in every field of a workflow that is the team's business. */
const CANARY = 'canario-interno';

const entry: WorkflowEntry = {
	id: 'wfl_plans',
	title: CANARY,
	order: 1,
	createdAt: 0,
	createdBy: 'agt_ana',
};

function offering(url: string, settings = {}): WorkflowDefinition {
	return {
		format: 'relevo.workflow/1',
		title: CANARY,
		trigger: { kind: 'visits-page', params: { is: 'contains', url, seconds: 5 } },
		settings: {
			...defaultSettings(),
			audience: { match: 'all', rules: [{ field: 'contact.name', operator: 'is', value: CANARY }] },
			...settings,
		},
		start: 'note',
		nodes: { note: { kind: 'note', name: CANARY, params: { text: CANARY }, next: {} } },
	};
}

let desk: OpenDesk;
beforeEach(async () => void (desk = await openLoneDesk()));
afterEach(() => desk.close());

async function publicBytes(): Promise<Uint8Array> {
	return Y.encodeStateAsUpdate((await desk.publicCanvas()).doc);
}

async function shown() {
	return pageRulesIn([await publicBytes()]);
}

test('W-TRG-01: what a live workflow waits for is public from its publishing to its stop', async () => {
	await publishWorkflow.run(desk, entry, { definition: offering('/planes') });
	const rule = { url: { is: 'contains', value: '/planes' }, seconds: 5, until: 'seen' };
	expect(await shown()).toMatchObject([rule]);
	await stopWorkflow.run(desk, entry);
	expect(await shown()).toEqual([]);
});

test('W-TRG-01: a new version takes the place of the one before, and going back brings it back', async () => {
	const settings = { showUntil: 'engaged' };
	await publishWorkflow.run(desk, entry, { definition: offering('/planes') });
	const [first] = await shown();
	await publishWorkflow.run(desk, entry, { definition: offering('/precios', settings) });
	expect(await shown()).toMatchObject([{ url: { value: '/precios' }, until: 'engaged' }]);
	await publishWorkflow.run(desk, entry, { definition: offering('/planes') });
	expect(await shown()).toEqual([first]);
});

test('W-TRG-01: two workflows do not disturb each other', async () => {
	await publishWorkflow.run(desk, entry, { definition: offering('/planes') });
	const other = { ...entry, id: 'wfl_other' };
	await publishWorkflow.run(desk, other, { definition: offering('/precios') });
	await stopWorkflow.run(desk, entry);
	expect(await shown()).toMatchObject([{ url: { value: '/precios' } }]);
});

test('I8, P8: of a workflow nothing but its rule is public, neither its name nor its id', async () => {
	await publishWorkflow.run(desk, entry, { definition: offering('/planes') });
	const bytes = new TextDecoder().decode(await publicBytes());
	expect(bytes).toContain('/planes');
	expect(bytes).not.toContain(CANARY);
	expect(bytes).not.toContain(entry.id);
});
