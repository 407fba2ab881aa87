import { afterEach, beforeEach, expect, test } from 'vitest';
import { versionId } from '../../model/version';
import { defaultSettings, type WorkflowSettings } from '../../model/workflow';
import { conversationKey } from '../../model/conversation';
import { conversation as conversationRow } from '../../read/queries/conversation';
import { openLoneDesk } from '../../../../tests/lone-desk';
import type { OpenDesk } from '../open-desk.svelte';
import { publishWorkflow } from './publish-workflow';
import { stopRun } from './stop-run';

const CONTACT = 'con_0000000000000000000001';
const HERE = 'cnv_0000000000000000000001';
const ELSEWHERE = 'cnv_0000000000000000000002';

let desk: OpenDesk;
beforeEach(async () => void (desk = await openLoneDesk()));
afterEach(() => desk.close());

/** A run of a live workflow in the other conversation, and the conversation that is open. */
async function running(settings: Partial<WorkflowSettings>) {
	const definition = {
		format: 'relevo.workflow/1' as const,
		title: 'Menu',
		trigger: { kind: 'first-message', params: {} },
		settings: { ...defaultSettings(), ...settings },
		start: 'note',
		nodes: { note: { kind: 'note', params: { text: 'hi' }, next: {} } },
	};
	const entry = { id: 'wfl_menu', title: 'Menu', order: 1, createdAt: 0, createdBy: 'agt_ana' };
	expect(await publishWorkflow.run(desk, entry, { definition })).toMatchObject({ ok: true });
	const version = versionId(definition);
	const run = { run: 'run_1', workflow: entry.id, version, trigger: 'ev_1', chain: [] };
	await desk.write(CONTACT, [
		{ type: 'noteAdded', conversation: HERE, text: 'open here' },
		{ type: 'runStarted', conversation: ELSEWHERE, ...run },
		{ type: 'composerTakenAway', conversation: ELSEWHERE, until: desk.now() + 1_000_000 },
	]);
	const open = (await desk.ask(conversationRow, conversationKey(CONTACT, HERE)))?.conversation;
	if (!open) throw new Error('The conversation is not there.');
	return open;
}

async function composerReturnsAt() {
	return (await desk.ask(conversationRow, conversationKey(CONTACT, ELSEWHERE)))?.conversation
		.composerReturnsAt;
}

test('W-ACT-08, E-14: stopping a run that let nobody type gives the composer back', async () => {
	const open = await running({ typing: false });
	expect(await composerReturnsAt()).toBeGreaterThan(desk.now());
	const stopped = await stopRun.run(desk, open, { run: 'run_1' });
	expect(stopped).toMatchObject({
		ok: true,
		value: [
			{ type: 'composerGivenBack', conversation: ELSEWHERE },
			{ type: 'runEnded', conversation: ELSEWHERE, reason: 'stoppedByTeammate' },
		],
	});
	expect(await composerReturnsAt()).toBeUndefined();
});

test('W-CTL-03: a workflow that people may not stop goes on', async () => {
	const open = await running({ stoppable: false });
	expect(await stopRun.run(desk, open, { run: 'run_1' })).toMatchObject({
		ok: false,
		problem: { kind: 'forbidden' },
	});
});
