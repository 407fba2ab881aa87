import { expect, test } from 'vitest';
import { AGENT, ANA, CONVERSATION, RUNNER, setup, VISITOR } from '../../../tests/core-stage';
import { HOUR, MINUTE } from '../base/clock';
import { decide } from '../engine/decide';
import { silencesOf } from '../engine/episodes';
import { versionId } from '../model/version';
import type { Conversation } from '../model/conversation';
import type { EventBody } from '../model/event';
import type { Run } from '../model/run';
import type { Principal } from '../model/role';
import { defaultSettings, type WorkflowDefinition } from '../model/workflow';
import { emptyWorkspace, type Workspace } from '../model/workspace';
import type { Core } from './contract';
import { createEngineHost } from './engine-host';
import type { ContactView } from './watchers';

/** E-29: devices that are cut off from each other, and one relay. */

const conversation = CONVERSATION;
const say = (text: string): EventBody => ({ type: 'messageSent', conversation, text });
const CLOSE: EventBody = { type: 'conversationClosed', conversation };
const SNOOZE: EventBody = { type: 'conversationSnoozed', conversation };
const OWNER: Principal = { id: 'tm_owner', role: 'owner' };
const WORKFLOW = 'wf_silence';

test('LW-1 words that were written before a closing and arrive after it reopen it', async () => {
	const { visitor, agent, pass, clock } = await talking();
	visitor.line.cut();
	await visitor.core.write(ANA, [say('STILL BROKEN, do not close')]);
	await pass(3 * MINUTE);
	await agent.core.write(ANA, [say('fixed, bye')]);
	await agent.core.write(ANA, [CLOSE]);
	await pass(35 * MINUTE);
	expect(await seenBy(agent.core)).toMatchObject({ state: 'closed' });
	const before = clock.now();
	visitor.line.mend();
	await pass(MINUTE);
	const now = await seenBy(agent.core);
	expect(now).toMatchObject({ state: 'open', lastMessage: { by: { id: ANA } } });
	expect(now?.waitingSince).toBeGreaterThanOrEqual(before);
	expect(now?.updatedAt).toBeGreaterThanOrEqual(before);
	const onBoth = [await order(agent.core), await order(visitor.core)];
	expect(onBoth[0]).toEqual(['hola', 'fixed, bye', 'closed', 'STILL BROKEN, do not close']);
	expect(onBoth[1]).toEqual(onBoth[0]);
	expect((await seenBy(visitor.core))?.state).toBe('open');
});

test('LW-1 a device that reads the log later folds it alike', async () => {
	const { visitor, agent, open, pass } = await talking();
	visitor.line.cut();
	await visitor.core.write(ANA, [say('one')]);
	await visitor.core.write(ANA, [say('two')]);
	await pass(MINUTE);
	await agent.core.write(ANA, [CLOSE]);
	await pass(MINUTE);
	visitor.line.mend();
	await pass(MINUTE);
	const late = await open({ id: 'tm_late', role: 'agent' });
	await pass(MINUTE);
	expect(await order(late.core)).toEqual(['hola', 'closed', 'one', 'two']);
	expect(await seenBy(late.core)).toEqual(await seenBy(agent.core));
	expect((await seenBy(visitor.core))?.waitingSince).toBe((await seenBy(agent.core))?.waitingSince);
});

test('LW-3 words that were written before a snooze and arrive after it wake it', async () => {
	const { visitor, agent, pass } = await talking();
	visitor.line.cut();
	await visitor.core.write(ANA, [say('and one more thing')]);
	await pass(MINUTE);
	await agent.core.write(ANA, [SNOOZE]);
	await pass(MINUTE);
	expect((await seenBy(agent.core))?.state).toBe('snoozed');
	visitor.line.mend();
	await pass(MINUTE);
	expect(await seenBy(agent.core)).toMatchObject({ state: 'open' });
});

test('LW-5 a teammate who was cut off closes over words that are at the relay: they stay open', async () => {
	const { visitor, agent, open, pass } = await talking();
	const colleague = await open(OWNER);
	await pass(MINUTE);
	agent.line.cut();
	await visitor.core.write(ANA, [say('STILL BROKEN')]);
	await pass(MINUTE);
	const asked = (await seenBy(colleague.core))?.lastCustomerAt;
	await agent.core.write(ANA, [CLOSE]);
	expect((await seenBy(agent.core))?.state).toBe('closed');
	await pass(MINUTE);
	agent.line.mend();
	await pass(MINUTE);
	for (const { core } of [agent, colleague, visitor]) {
		expect(await seenBy(core)).toMatchObject({ state: 'open', waitingSince: asked });
		expect(await order(core)).toEqual(['hola', 'STILL BROKEN', 'closed']);
	}
});

test('LW-2 a workflow that waits for the team to answer fires, counted from the arrival', async () => {
	const { visitor, agent, runner, pass } = await talking(
		silence('teammate-unresponsive', { kind: 'tag', params: { add: ['tag_waits'], remove: [] } }),
	);
	visitor.line.cut();
	await visitor.core.write(ANA, [say('and the other one?')]);
	await pass(MINUTE);
	await agent.core.write(ANA, [say('here you are')]);
	await pass(6 * HOUR);
	expect(await runsOn(runner.core)).toEqual([]);
	visitor.line.mend();
	await pass(MINUTE);
	await pass(3 * HOUR);
	expect(await runsOn(runner.core)).toEqual([]);
	await pass(2 * HOUR);
	expect(await runsOn(runner.core)).toHaveLength(1);
});

test('LW-4 an answer that a workflow did not know when it closed reopens, and its run tells', async () => {
	const { visitor, agent, runner, pass } = await talking(
		silence('customer-unresponsive', { kind: 'close', params: {} }),
	);
	await agent.core.write(ANA, [say('which one is it?')]);
	await pass(MINUTE);
	visitor.line.cut();
	await visitor.core.write(ANA, [say('the red one')]);
	await pass(5 * HOUR);
	expect(await seenBy(agent.core)).toMatchObject({ state: 'closed', closedBy: 'engine' });
	visitor.line.mend();
	await pass(MINUTE);
	expect(await seenBy(agent.core)).toMatchObject({ state: 'open' });
	const [run] = await runsOn(runner.core);
	const missed = run?.missed;
	expect(run?.ended?.reason).toBe('completed');
	expect(missed?.arrivedAt).toBeGreaterThan(run?.ended?.at ?? Infinity);
	expect(missed?.writtenAt).toBeLessThan(run?.startedAt ?? 0);
});

/** A visitor has written, and an agent has seen it. */
async function talking(definition?: WorkflowDefinition) {
	const stage = setup();
	const workspace: Workspace = {
		...emptyWorkspace(),
		workflows: {
			[WORKFLOW]: { id: WORKFLOW, title: 'Silence', order: 1, createdAt: 1, createdBy: OWNER.id },
		},
	};
	const engine = {
		createHost: createEngineHost,
		decide,
		silences: silencesOf,
		workspace: { apply() {}, read: () => workspace },
	};
	const runner = await stage.open(RUNNER, { engine, preference: 2 });
	const owner = await stage.open(OWNER);
	await stage.pass(1_000);
	if (definition) await owner.core.write('', [published(definition)]);
	await stage.pass(1_000);
	await owner.core.stop();
	const visitor = await stage.open(VISITOR);
	const agent = await stage.open(AGENT);
	await stage.pass(1_000);
	await visitor.core.write(ANA, [say('hola')]);
	await stage.pass(MINUTE);
	return { ...stage, runner, visitor, agent };
}

function silence(
	trigger: string,
	step: { kind: string; params: Record<string, unknown> },
): WorkflowDefinition {
	return {
		format: 'relevo.workflow/1',
		title: 'Silence',
		trigger: { kind: trigger, params: { afterMs: 4 * HOUR } },
		settings: defaultSettings(),
		start: 'node_one',
		nodes: { node_one: { ...step, next: {} } },
	};
}

function published(definition: WorkflowDefinition): EventBody {
	const version = versionId(definition);
	return { type: 'workflowPublished', workflow: WORKFLOW, version, number: 1, definition };
}

/** What stands on a screen now, copied: the core changes its fold in place. */
function shown(core: Core): Promise<ContactView> {
	return new Promise((resolve) => {
		const stop = core.watch(ANA, ({ state, events, unknown, isPending }) => {
			resolve({ state: structuredClone(state), events: [...events], unknown, isPending });
			queueMicrotask(() => stop());
		});
	});
}

async function seenBy(core: Core): Promise<Conversation | undefined> {
	return (await shown(core)).state.conversations[conversation];
}

async function order(core: Core): Promise<string[]> {
	const { events } = await shown(core);
	return events.flatMap((event) => {
		if (event.type === 'conversationClosed') return ['closed'];
		return event.type === 'messageSent' ? [event.text] : [];
	});
}

async function runsOn(core: Core): Promise<Run[]> {
	return Object.values((await shown(core)).state.runs);
}
