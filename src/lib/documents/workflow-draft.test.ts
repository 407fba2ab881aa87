import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { MAX_SCENARIOS, type Scenario } from '../model/scenario';
import { TRIGGER_NODE, TRIGGER_PORT, WorkflowDefinition } from '../model/workflow';
import {
	connect,
	disconnect,
	createDraft,
	forgetPositions,
	insertNode,
	insertSteps,
	moveNode,
	placeNode,
	removeNode,
	removeNodes,
	removeScenario,
	renameNode,
	restoreDraft,
	saveScenario,
	setParam,
	setSetting,
	setTitle,
	setTrigger,
	setTriggerParam,
	spliceText,
	undoManager,
} from './workflow-draft';
import { type Draft, isDrafted } from './draft-shape';
import { atStart, choose, peer, sample, sampleDraft, sync } from './draft.test-kit';
import { readDraft } from './read-draft';

test('gives back exactly the definition that it was created from', () => {
	expect(isDrafted(peer().doc)).toBe(false);
	expect(isDrafted(sampleDraft().doc)).toBe(true);
	expect(readDraft(sampleDraft())).toEqual({
		definition: sample(),
		positions: {},
		scenarios: [],
		stickies: [],
		tooNew: false,
	});
});

test('an empty document is a valid, empty workflow (D2)', () => {
	const { definition } = readDraft(peer());
	expect(definition.start).toBeNull();
	expect(WorkflowDefinition.safeParse(definition).success).toBe(true);
});

test('a step inserted on an edge comes between', () => {
	const draft = sampleDraft();
	insertNode(
		draft,
		{ node: 'hello', port: 'next' },
		{ id: 'new', kind: 'say', params: { text: '' } },
	);
	const { nodes } = readDraft(draft).definition;
	expect(nodes.hello!.next).toEqual({ next: 'new' });
	expect(nodes.new!.next).toEqual({ next: 'pick' });
});

test('a step inserted behind the trigger becomes the first', () => {
	const draft = sampleDraft();
	insertNode(draft, atStart, { id: 'new', kind: 'choose', params: choose.initial() });
	const { start, nodes } = readDraft(draft).definition;
	expect(start).toBe('new');
	expect(nodes.new!.next).toEqual({ a: 'hello' });
});

test('removing a step joins its neighbours, and undo brings it back with everything (D3)', () => {
	const draft = sampleDraft();
	const undo = undoManager(draft);
	removeNode(draft, 'pick');
	expect(readDraft(draft).definition.nodes.hello!.next).toEqual({ next: 'thanks' });
	undo.undo();
	expect(readDraft(draft).definition).toEqual(sample());
	undo.redo();
	expect(readDraft(draft).definition.nodes).not.toHaveProperty('pick');
});

test('removing the steps of a ring leaves no edge behind (D2)', () => {
	const draft = sampleDraft();
	connect(draft, 'thanks', 'next', 'hello');
	for (const id of ['hello', 'pick', 'thanks']) removeNode(draft, id);
	expect(readDraft(draft).definition).toMatchObject({ start: null, nodes: {} });
});

/** ask → (a) tell, with (b) open */
const copied = {
	ask: { kind: 'choose', params: choose.initial(), next: { a: 'tell' } },
	tell: { kind: 'say', params: { text: 'Well' }, next: {} },
};

test('copied steps come between, and what stood there follows their first open way (U31)', () => {
	const draft = sampleDraft();
	const undo = undoManager(draft);
	insertSteps(draft, { node: 'hello', port: 'next' }, copied);
	const { nodes } = readDraft(draft).definition;
	expect(nodes.hello!.next).toEqual({ next: 'ask' });
	expect(nodes.ask).toEqual({ ...copied.ask, next: { a: 'tell', b: 'pick' } });
	expect(nodes.tell).toEqual(copied.tell);
	spliceText(draft, 'tell', 'text', { at: 4, remove: 0, insert: '!' });
	expect(readDraft(draft).definition.nodes.tell!.params.text).toBe('Well!');
	undo.undo();
	expect(readDraft(draft).definition).toEqual(sample());
});

test('copied steps without a place stand by themselves, also those of a newer version (D4)', () => {
	const draft = sampleDraft();
	const newer = { far: { kind: 'teleport', params: { to: ['x'] }, next: { there: 'far' } } };
	insertSteps(draft, undefined, newer);
	expect(readDraft(draft).definition.nodes).toEqual({ ...sample().nodes, ...newer });
});

test('several steps are removed together, and come back together (D3)', () => {
	const draft = sampleDraft();
	const undo = undoManager(draft);
	removeNodes(draft, ['hello', 'pick']);
	expect(readDraft(draft).definition.start).toBe('thanks');
	undo.undo();
	expect(readDraft(draft).definition).toEqual(sample());
});

test('a step is inserted before one that somebody removes at the same time: the path goes on', () => {
	const [ana, luis] = [peer(1), peer(2)];
	createDraft(ana, sample());
	sync(ana, luis);
	insertNode(
		ana,
		{ node: 'hello', port: 'next' },
		{ id: 'new', kind: 'say', params: { text: '' } },
	);
	removeNode(luis, 'pick');
	sync(ana, luis);
	const { nodes } = readDraft(luis).definition;
	expect(nodes.hello!.next).toEqual({ next: 'new' });
	expect(nodes.new!.next).toEqual({ next: 'thanks' });
	expect(readDraft(ana)).toEqual(readDraft(luis));
});

test('the edge of a deleted button disappears with it and returns with it', () => {
	const draft = sampleDraft();
	setParam(draft, 'pick', 'options', ['b']);
	expect(readDraft(draft).definition.nodes.pick!.next).toEqual({});
	setParam(draft, 'pick', 'options', ['a', 'b']);
	expect(readDraft(draft).definition.nodes.pick!.next).toEqual({ a: 'thanks' });
});

test('two people write in one text and lose nothing', () => {
	const [ana, luis] = [peer(1), peer(2)];
	createDraft(ana, sample());
	sync(ana, luis);
	spliceText(ana, 'hello', 'text', { at: 5, remove: 0, insert: ', Eva' });
	spliceText(luis, 'hello', 'text', { at: 0, remove: 5, insert: 'Hi' });
	sync(ana, luis);
	expect(readDraft(ana).definition.nodes.hello!.params.text).toBe('Hi, Eva');
	expect(readDraft(luis)).toEqual(readDraft(ana));
});

test('a splice made against a longer text is cut to what is there', () => {
	const draft = sampleDraft();
	spliceText(draft, 'hello', 'text', { at: 90, remove: 4, insert: '!' });
	expect(readDraft(draft).definition.nodes.hello!.params.text).toBe('Hello!');
});

test('undo takes back mine and leaves what others did (U12)', () => {
	const [ana, luis] = [peer(1), peer(2)];
	createDraft(ana, sample());
	sync(ana, luis);
	const undo = undoManager(ana);
	setTitle(ana, 'Refunds');
	setParam(luis, 'hello', 'mood', 'warm');
	sync(ana, luis);
	undo.undo();
	sync(ana, luis);
	const { definition } = readDraft(luis);
	expect(definition.title).toBe('Returns');
	expect(definition.nodes.hello!.params.mood).toBe('warm');
});

test('undo does not clobber what somebody changed since (U12)', () => {
	const [ana, luis] = [peer(1), peer(2)];
	createDraft(ana, sample());
	sync(ana, luis);
	const undo = undoManager(ana);
	setTitle(ana, 'Refunds');
	sync(ana, luis);
	setTitle(luis, 'Exchanges');
	sync(ana, luis);
	undo.undo();
	expect(readDraft(ana).definition.title).toBe('Exchanges');
});

test('a kind that is not known is kept with its params and edges (D4)', () => {
	const draft = peer();
	const definition = sample();
	definition.nodes.pick = { kind: 'teleport', params: { to: ['x'] }, next: { far: 'thanks' } };
	createDraft(draft, definition);
	expect(readDraft(draft).definition).toEqual(definition);
});

test('positions are stored for moved steps alone, until tidied (D5)', () => {
	const draft = sampleDraft();
	moveNode(draft, 'pick', { x: 10.4, y: 20.6 });
	placeNode(draft, { id: 'dropped', kind: 'say', params: { text: '' } }, { x: 1, y: 2 });
	expect(readDraft(draft).positions).toEqual({ pick: { x: 10, y: 21 }, dropped: { x: 1, y: 2 } });
	forgetPositions(draft);
	expect(readDraft(draft).positions).toEqual({});
});

test('params of a trigger are remembered while another kind is tried', () => {
	const draft = sampleDraft();
	setTriggerParam(draft, 'channel', 'mail');
	setTrigger(draft, 'manual', {});
	expect(readDraft(draft).definition.trigger).toEqual({ kind: 'manual', params: {} });
	setTrigger(draft, 'first-message', { channel: 'web' });
	expect(readDraft(draft).definition.trigger.params).toEqual({ channel: 'mail' });
});

test('junk in the document is left out, never thrown at the reader (D2)', () => {
	const draft = sampleDraft();
	draft.nodes.set('junk', 'text' as never);
	draft.nodes.set('__proto__', new Y.Map([['kind', 'say']]) as never);
	draft.edges.set('hello:next', '__proto__');
	draft.settings.set('exits', 'none');
	draft.settings.set('stoppable', false);
	const { definition } = readDraft(draft);
	expect(Object.keys(definition.nodes)).toEqual(['hello', 'pick', 'thanks']);
	expect(definition.nodes.hello!.next).toEqual({});
	expect(definition.settings).toMatchObject({ exits: ['teammateReplied'], stoppable: false });
});

test('a draft of a newer version says so', () => {
	const draft = sampleDraft();
	draft.meta.set('schemaVersion', 2);
	expect(readDraft(draft).tooNew).toBe(true);
});

const node = fc.constantFrom('hello', 'pick', 'thanks', 'ask', 'tell', 'n0', 'n1', 'n2');
const port = fc.constantFrom('next', 'a', 'b');
const edits: fc.Arbitrary<(draft: Draft) => void> = fc.oneof(
	fc.tuple(node, port, node).map(([from, out, id]) => (draft: Draft) => {
		insertNode(draft, { node: from, port: out }, { id, kind: 'say', params: { text: id } });
	}),
	fc.tuple(node, port, fc.subarray(['ask', 'tell'] as const)).map(
		([from, out, ids]) =>
			(d: Draft) =>
				insertSteps(
					d,
					{ node: from, port: out },
					Object.fromEntries(ids.map((id) => [id, copied[id]])),
				),
	),
	fc.subarray(['hello', 'pick', 'ask', 'n0']).map((ids) => (d: Draft) => removeNodes(d, ids)),
	fc.tuple(node, port, node).map(
		([from, out, to]) =>
			(d: Draft) =>
				connect(d, from, out, to),
	),
	fc.tuple(node, port).map(
		([from, out]) =>
			(d: Draft) =>
				disconnect(d, from, out),
	),
	node.map((id) => (d: Draft) => removeNode(d, id)),
	fc.tuple(node, fc.string()).map(
		([id, name]) =>
			(d: Draft) =>
				renameNode(d, id, name),
	),
	fc.tuple(node, fc.nat(9), fc.nat(9), fc.string()).map(
		([id, at, remove, insert]) =>
			(d: Draft) =>
				spliceText(d, id, 'text', { at, remove, insert }),
	),
	fc.subarray(['a', 'b']).map((options) => (d: Draft) => setParam(d, 'pick', 'options', options)),
	node.map((id) => (d: Draft) => moveNode(d, id, { x: 1, y: 2 })),
	fc.boolean().map((on) => (d: Draft) => setSetting(d, 'stoppable', on)),
	fc.constant((d: Draft) => connect(d, TRIGGER_NODE, TRIGGER_PORT, 'pick')),
);

test('whatever became of a draft, restoring makes it the version again, and undo is exact', () => {
	fc.assert(
		fc.property(fc.array(edits, { maxLength: 20 }), (changes) => {
			const draft = peer();
			createDraft(draft, sample());
			for (const change of changes) change(draft);
			const before = readDraft(draft);
			const undo = undoManager(draft);
			restoreDraft(draft, sample());
			expect(readDraft(draft).definition).toEqual(sample());
			undo.undo();
			expect(readDraft(draft)).toEqual(before);
		}),
	);
});

const turn = fc.oneof(
	fc.record({ peer: fc.nat(2), edit: edits }),
	fc.record({ from: fc.nat(2), to: fc.nat(2) }),
	fc.record({ undo: fc.nat(2) }),
);

test(
	'whatever three people do at once, they end with the same valid workflow (D1, D2)',
	{ timeout: 30_000 },
	() => {
		fc.assert(
			fc.property(fc.array(turn, { maxLength: 40 }), (turns) => {
				const peers = [peer(1), peer(2), peer(3)];
				createDraft(peers[0]!, sample());
				sync(...peers);
				const undo = peers.map(undoManager);
				for (const step of turns) {
					if ('undo' in step) undo[step.undo]!.undo();
					else if ('edit' in step) step.edit(peers[step.peer]!);
					else {
						const [from, to] = [peers[step.from]!.doc, peers[step.to]!.doc];
						Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)));
					}
				}
				sync(...peers);
				const [first, ...others] = peers.map(readDraft);
				for (const other of others) expect(other).toEqual(first);
				const { definition } = first!;
				expect(WorkflowDefinition.safeParse(definition).success).toBe(true);
				const known = new Set(Object.keys(definition.nodes));
				const targets = Object.values(definition.nodes).flatMap(({ next }) => Object.values(next));
				for (const target of targets) expect(known.has(target)).toBe(true);
				if (definition.start !== null) expect(known.has(definition.start)).toBe(true);
			}),
			{ numRuns: 150 },
		);
	},
);

function story(id: string, name = 'A return'): Scenario {
	const move = { do: 'says' as const, text: 'hi' };
	return { id, name, stage: { startAt: 0 }, beats: [{ move, sights: [] }] };
}

test('stories are kept with the draft, merge with those of others and are undone', () => {
	const [ana, luis] = [peer(1), peer(2)];
	createDraft(ana, sample(), [story('scn_1')]);
	sync(ana, luis);
	const undo = undoManager(ana);
	saveScenario(ana, story('scn_3'));
	saveScenario(luis, story('scn_2'));
	sync(ana, luis);
	expect(readDraft(luis).scenarios.map(({ id }) => id)).toEqual(['scn_1', 'scn_2', 'scn_3']);
	undo.undo();
	removeScenario(luis, 'scn_1');
	sync(ana, luis);
	expect(readDraft(ana).scenarios).toEqual([story('scn_2')]);
});

test('a story that cannot be read is kept and not played; the list of them has an end', () => {
	const draft = sampleDraft();
	draft.scenarios.set('scn_0', { id: 'scn_0', told: 'in verse' });
	for (let i = 0; i < MAX_SCENARIOS; i++) saveScenario(draft, story(`scn_${String(100 + i)}`));
	expect(draft.scenarios.size).toBe(MAX_SCENARIOS);
	expect(saveScenario(draft, story('scn_last'))).toMatchObject({
		problem: { kind: 'tooManyStories' },
	});
	expect(saveScenario(draft, story('scn_100', 'Another name'))).toMatchObject({ ok: true });
	expect(readDraft(draft).scenarios[0]?.name).toBe('Another name');
	expect(draft.scenarios.has('scn_0')).toBe(true);
});
