import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DAY } from '../base/clock';
import {
	agent,
	CONTACT,
	CONVERSATION,
	customer,
	stage,
	type Stage,
	START,
	step,
	workflow,
	workspace,
} from '../engine/stage.test-kit';
import type { DomainEvent } from '../model/event';
import type { LiveWorkflow, WorkflowSettings } from '../model/workflow';
import { Database } from '../read/tables';
import type { Ask } from './ask';
import { foldContact } from '../model/contact-state';
import { heldBackBy, heldBackIn, heldBackReader, whyNotIn } from './why-not';

vi.mock(import('../model/contact-state'), async (original) => {
	const real = await original();
	return { ...real, foldContact: vi.fn(real.foldContact) };
});

let db: Database;
const device: Ask = (query, ...args) => query(db, ...args);
beforeEach(() => void (db = new Database('ws_why_not')));
afterEach(() => db.delete());

const say = { n: step('message', { text: 'hello' }) };
const made = (settings: Partial<WorkflowSettings> = {}, trigger = 'any-message') =>
	workflow('wf_a', trigger, say, settings);

async function store(s: Stage, live: LiveWorkflow[], publishedAt = START - DAY) {
	const rows = (contact: string, events: DomainEvent[]) =>
		events.map((event) => ({
			id: event.id,
			contact,
			chapter: 1,
			at: event.at,
			delivery: 'sent' as const,
			event,
		}));
	const published = live.map(({ workflow, version, definition, number }): DomainEvent => ({
		id: `pub_${workflow}`,
		at: publishedAt,
		by: agent,
		...{ type: 'workflowPublished', workflow, version, definition, number },
	}));
	await db.entries.bulkPut([...rows(CONTACT, [...s.events]), ...rows('', published)]);
}

const ask = () =>
	whyNotIn(device, workspace(), {
		contact: CONTACT,
		conversation: CONVERSATION,
		workflow: 'wf_a',
	});
const reasons = async () => (await ask()).verdicts.map(({ reason }) => reason);

test('E-28: every event that could have started it, the newest first, as it was decided then', async () => {
	const live = made({ oncePerContact: true });
	const s = stage(live);
	s.says('first');
	s.pass(DAY);
	s.says('second');
	await store(s, [live]);
	// The run that the first one started does not explain away why it started.
	expect(await reasons()).toEqual(['oncePerContact', 'started']);
});

test('E-28: the value that the audience saw is the one of then, not of now', async () => {
	const audience = {
		match: 'all' as const,
		rules: [{ field: 'contact.email', operator: 'contains', value: '@vip.example' }],
	};
	const live = made({ audience });
	const s = stage(live);
	const email = (value: string) =>
		s.write(customer, { type: 'detailsGiven', details: { email: value } });
	email('ana@example.org');
	s.says('hi');
	email('ana@vip.example');
	await store(s, [live]);
	const { verdicts } = await ask();
	expect(verdicts).toMatchObject([
		{ reason: 'audience', because: [{ actual: 'ana@example.org', holds: false }] },
	]);
});

test('E-28: a run that ended since was in the way when the event was decided', async () => {
	const live = made();
	const other = workflow('wf_b', 'first-message', { a: step('collect-reply') });
	const s = stage(other, live);
	s.says('hi');
	s.pass(DAY);
	s.replies('a person');
	await store(s, [other, live]);
	const [first] = (await ask()).verdicts;
	expect(first).toMatchObject({ reason: 'anotherSpeaks', run: s.run('wf_b').id });
});

test('E-28: what happened before it was live, while it was not, and nothing at all', async () => {
	const live = made();
	const s = stage();
	s.says('hi');
	await store(s, [live], START + DAY);
	expect(await reasons()).toEqual(['notLive']);
	expect((await ask()).newest?.workflow).toBe('wf_a');
	await db.entries.where('[contact+chapter]').equals(['', 1]).delete();
	expect(await ask()).toEqual({ verdicts: [], newest: undefined });
	await store(s, [made({}, 'note-added')]);
	expect(await ask()).toMatchObject({ verdicts: [], newest: { workflow: 'wf_a' } });
});

test('A10, E-08: the effect where a circle ended says what it did not start again', async () => {
	const closer = workflow('wf_close', ['state-changed', { to: ['snoozed'], by: 'anyone' }], {
		n: step('close'),
	});
	const snoozer = workflow('wf_snooze', ['state-changed', { to: ['closed'], by: 'anyone' }], {
		n: step('snooze', { forMs: null }),
	});
	const live = [closer, snoozer];
	const s = stage(...live);
	s.says('hi');
	s.write(agent, { type: 'conversationSnoozed', conversation: CONVERSATION });
	await store(s, live);
	const heldBack = (event: DomainEvent | undefined) =>
		event && heldBackBy(device, workspace(), { event, contact: CONTACT });
	const [byAgent, byCircle] = s.ofType('conversationSnoozed');
	expect(await heldBack(byCircle)).toEqual(['wf_close']);
	expect(await heldBack(byAgent)).toEqual([]);
	expect(await heldBack(s.ofType('conversationClosed')[0])).toEqual([]);
	// All that a thread holds, asked at once.
	const all = await heldBackIn(device, workspace(), { events: s.events, contact: CONTACT });
	expect([...all]).toEqual([[byCircle?.id, ['wf_close']]]);
});

/** A circle of two workflows, which ends at the second snooze. */
function circle() {
	const live = [
		workflow('wf_close', ['state-changed', { to: ['snoozed'], by: 'anyone' }], {
			n: step('close'),
		}),
		workflow('wf_snooze', ['state-changed', { to: ['closed'], by: 'anyone' }], {
			n: step('snooze', { forMs: null }),
		}),
	];
	const s = stage(...live);
	s.says('hi');
	s.write(agent, { type: 'conversationSnoozed', conversation: CONVERSATION });
	return { s, live, last: s.ofType('conversationSnoozed').at(-1)?.id ?? '' };
}

test('A10: what was answered for an event is not worked out again when something newer arrives', async () => {
	const { s, live, last } = circle();
	await store(s, live);
	const heldBack = heldBackReader();
	const settings = workspace();
	const ask = () => heldBack(device, settings, { events: s.events, contact: CONTACT });
	const first = await ask();
	expect([...first]).toEqual([[last, ['wf_close']]]);
	vi.mocked(foldContact).mockClear();
	expect(await ask()).toEqual(first);
	s.pass(DAY);
	s.write(agent, { type: 'noteAdded', conversation: CONVERSATION, text: 'later' });
	await store(s, live);
	expect(await ask()).toEqual(first);
	expect(foldContact).not.toHaveBeenCalled();
});

test('A10: what is older and arrives later, and another workspace, are answered for', async () => {
	const { s, live, last } = circle();
	await store(s, []);
	const heldBack = heldBackReader();
	const settings = workspace();
	const asked = { events: s.events, contact: CONTACT };
	expect(await heldBack(device, settings, asked)).toEqual(new Map());
	await store(s, live);
	expect(await heldBack(device, settings, asked)).toEqual(new Map([[last, ['wf_close']]]));
	vi.mocked(foldContact).mockClear();
	expect(await heldBack(device, { ...settings }, asked)).toEqual(new Map([[last, ['wf_close']]]));
	expect(foldContact).toHaveBeenCalled();
	// What is asked for no more is forgotten.
	const [other] = s.ofType('conversationClosed');
	await heldBack(device, settings, { ...asked, events: other ? [other] : [] });
	vi.mocked(foldContact).mockClear();
	await heldBack(device, settings, asked);
	expect(foldContact).toHaveBeenCalled();
});

test('A10: the runs of a contact that arrive after an event are answered for', async () => {
	const { s, live, last } = circle();
	const late = s.events.filter(({ type }) => type === 'runStarted');
	await store(s, live);
	await db.entries.bulkDelete(late.map(({ id }) => id));
	const heldBack = heldBackReader();
	const settings = workspace();
	const ask = () => heldBack(device, settings, { events: s.events, contact: CONTACT });
	expect(await ask()).toEqual(new Map());
	await store(s, live);
	expect(await ask()).toEqual(new Map([[last, ['wf_close']]]));
});
