import { expect, test } from 'vitest';
import { AGENT, OTHER, RUNNER, setup } from '../../../tests/core-stage';
import { MINUTE } from '../base/clock';
import { decide } from '../engine/decide';
import { silencesOf } from '../engine/episodes';
import { versionId } from '../model/version';
import { createEngineHost } from './engine-host';
import type { DomainEvent, EventBody } from '../model/event';
import { defaultSettings, type WorkflowDefinition } from '../model/workflow';
import type { Principal } from '../model/role';
import { emptyWorkspace, type Workspace } from '../model/workspace';
import { assign } from '../steps/assign';
import type { Storage } from './ports';
import { eventsOf } from '../../../tests/stored';

/** E-26, A-08, A-14: who waits for somebody to be free gets the next one who is, in turn. */

const [ONE, TWO, THREE] = [contactId('one'), contactId('two'), contactId('three')];
const OWNER: Principal = { id: 'tm_owner', role: 'owner' };
const TEAM = 'team_support';
const WORKFLOW = 'wf_assign';

test('longest waiting first, and one person who becomes free does not get the whole queue', async () => {
	const { runner, arrive, open, pass, problems } = await support({ maxOpen: 1 });
	await arrive(ONE, TWO, THREE);
	expect(await assignees(runner.storage)).toEqual([null, null, null]);
	const agent = await open(AGENT);
	await pass(6_000);
	expect(await assignees(runner.storage)).toEqual([AGENT.id, null, null]);
	await agent.core.write(ONE, [closed(ONE)]);
	await pass(1_000);
	expect(await assignees(runner.storage)).toEqual([AGENT.id, AGENT.id, null]);
	await open(OTHER);
	await pass(6_000);
	expect(await assignees(runner.storage)).toEqual([AGENT.id, AGENT.id, OTHER.id]);
	expect(await runner.storage.queuedRuns(9)).toEqual([]);
	expect(problems).toEqual([]);
});

test('who writes in the moment when somebody becomes free does not jump the queue', async () => {
	const { runner, arrive, open, pass } = await support({ maxOpen: 1 });
	const agent = await open(AGENT);
	await pass(6_000);
	await arrive(ONE, TWO);
	const late = await open({ id: THREE, role: 'contact' });
	await pass(1_000);
	await Promise.all([agent.core.write(ONE, [closed(ONE)]), late.core.write(THREE, [said(THREE)])]);
	await pass(1_000);
	expect(await assignees(runner.storage)).toEqual([AGENT.id, AGENT.id, null]);
});

test('somebody who became free while no host was awake is found by the next one', async () => {
	const { runner, engine, arrive, open, pass } = await support({ maxOpen: 1 });
	const agent = await open(AGENT);
	await pass(6_000);
	await arrive(ONE, TWO);
	await runner.core.stop();
	await agent.core.write(ONE, [closed(ONE)]);
	await pass(1_000);
	const next = await open({ ...RUNNER, id: 'runner_two' }, { engine, preference: 2 });
	await pass(30_000);
	expect(await assignees(next.storage)).toEqual([AGENT.id, AGENT.id, null]);
});

test('a queue that is drained in one instant goes round the whole team', async () => {
	const { runner, arrive, open, pass } = await support({ maxOpen: null });
	const contacts = Array.from({ length: 9 }, (_, i) => contactId(`waiting${String(i)}`));
	await arrive(...contacts);
	await Promise.all([open(AGENT), open(OTHER)]);
	await pass(6_000);
	const taken = await Promise.all(contacts.map((contact) => assignee(runner.storage, contact)));
	const count = (id: string) => taken.filter((teammate) => teammate === id).length;
	expect([count(AGENT.id), count(OTHER.id)].sort()).toEqual([4, 5]);
});

test('E-30: who was given somebody in a turn that was withdrawn is offered to the team again', async () => {
	const { runner, arrive, open, pass } = await support({ maxOpen: 1 });
	await arrive(ONE);
	const push = runner.line.push.bind(runner.line);
	let refused = 0;
	runner.line.push = (frame) => {
		const isGiving = frame.fence !== 0 && refused < 2;
		if (isGiving) refused++;
		push(isGiving ? { ...frame, fence: 99 } : frame);
	};
	await open(AGENT);
	await pass(20_000);
	expect(refused).toBe(2);
	expect(await assignee(runner.storage, ONE)).toBe(AGENT.id);
	expect(await runner.storage.queuedRuns(9)).toEqual([]);
});

test('the time in the queue ends by itself, though nobody ever becomes free', async () => {
	const { runner, arrive, pass } = await support({ maxOpen: 1 });
	await arrive(ONE);
	await pass(5 * MINUTE);
	const events = (await eventsOf(runner.storage, ONE)) as DomainEvent[];
	expect(events.find(({ type }) => type === 'runEnded')).toMatchObject({ reason: 'expired' });
	expect(await runner.storage.queuedRuns(9)).toEqual([]);
});

/** A runner that hosts the engine; nobody else is there yet. */
async function support(limits: { maxOpen: number | null }) {
	const stage = setup();
	const engine = {
		createHost: createEngineHost,
		decide,
		silences: silencesOf,
		workspace: { apply() {}, read: () => WORKSPACE },
	};
	const runner = await stage.open(RUNNER, { engine, preference: 2 });
	const owner = await stage.open(OWNER);
	await stage.pass(1_000);
	await owner.core.write('', [publish(limits)]);
	await stage.pass(1_000);
	await owner.core.stop();
	return {
		...stage,
		engine,
		runner,
		/** Each customer writes for the first time, one after the other. */
		async arrive(...contacts: string[]) {
			for (const contact of contacts) {
				const visitor = await stage.open({ id: contact, role: 'contact' });
				await stage.pass(100);
				await visitor.core.write(contact, [said(contact)]);
				await stage.pass(1_000);
				await visitor.core.stop();
			}
		},
	};
}

const WORKSPACE: Workspace = {
	...emptyWorkspace(),
	name: 'Support',
	teammates: Object.fromEntries(
		[AGENT, OTHER].map(({ id }) => [id, { id, name: id, role: 'agent' as const }]),
	),
	teams: { [TEAM]: { id: TEAM, name: 'Support', members: [AGENT.id, OTHER.id] } },
	workflows: {
		[WORKFLOW]: { id: WORKFLOW, title: 'Assign', order: 1, createdAt: 1, createdBy: AGENT.id },
	},
};

function publish(limits: { maxOpen: number | null }): EventBody {
	const params = { ...assign.initial(), team: TEAM, onlineOnly: true, ...limits };
	const definition: WorkflowDefinition = {
		format: 'relevo.workflow/1',
		title: 'Assign',
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start: 'node_assign',
		nodes: {
			node_assign: { kind: 'assign', params: { ...params, timeoutMs: 4 * MINUTE }, next: {} },
		},
	};
	const version = versionId(definition);
	return { type: 'workflowPublished', workflow: WORKFLOW, version, number: 1, definition };
}

function contactId(name: string): string {
	return `ct_${name.padEnd(16, '0')}`;
}

function conversationOf(contact: string): string {
	return `cnv_${contact}`;
}

function said(contact: string): EventBody {
	return { type: 'messageSent', conversation: conversationOf(contact), text: 'hola' };
}

function closed(contact: string): EventBody {
	return { type: 'conversationClosed', conversation: conversationOf(contact) };
}

/** Who was given the conversations of the three customers of these stories. */
function assignees(storage: Storage) {
	return Promise.all([ONE, TWO, THREE].map((contact) => assignee(storage, contact)));
}

async function assignee(storage: Storage, contact: string): Promise<string | null> {
	const events = (await eventsOf(storage, contact)) as DomainEvent[];
	const given = events.find((event) => event.type === 'conversationAssigned' && event.teammate);
	return given?.type === 'conversationAssigned' ? (given.teammate ?? null) : null;
}
