import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { MAX_SCENARIOS, type Scenario } from './scenario';
import { defaultSettings, type WorkflowDefinition } from './workflow';
import {
	idsIn,
	MAX_FILE_CHARS,
	MAX_FILE_VALUES,
	readWorkflowFile,
	withIds,
	type WorkflowFile,
} from './workflow-file';

const snapshot: WorkflowDefinition = {
	format: 'relevo.workflow/1',
	title: 'Returns',
	trigger: { kind: 'contact-tag-updated', params: { tag: 'tag_vip' } },
	settings: {
		...defaultSettings(),
		audience: { match: 'all', rules: [{ field: 'contact.atr_plan', operator: 'isKnown' }] },
	},
	start: 'stp_hello',
	nodes: {
		stp_hello: {
			kind: 'message',
			params: { text: 'Hi, {{contact.atr_plan | fallback: "you"}}. tag_vipx' },
			next: { next: 'stp_tag' },
		},
		stp_tag: { kind: 'tag', params: { add: ['tag_vip'] }, next: {} },
	},
};

const story: Scenario = {
	id: 'scn_return',
	name: 'A return',
	stage: { startAt: 0, tags: ['tag_vip'], contact: { atr_plan: 'gold' } },
	beats: [
		{
			move: { do: 'says', text: 'Hello' },
			sights: [
				{ saw: 'message', text: 'Hi, gold. tag_vipx' },
				{ saw: 'tagged', of: 'contact', tag: 'tag_vip' },
			],
		},
	],
};

function file(): WorkflowFile {
	return {
		$schema: 'relevo:workflow-file',
		export_version: 1,
		exported_at: '2026-11-22T18:00:00.000Z',
		app_id: 'Tienda',
		requires: {
			tags: [{ id: 'tag_vip', name: 'VIP' }],
			teams: [],
			agents: [],
			attributes: [],
			ticketTypes: [{ id: 'tty_refund', name: 'Refund' }],
			workflows: [],
		},
		workflows: [
			{
				id: 'wfl_a',
				title: 'Returns',
				trigger_type: 'contact-tag-updated',
				state: 'live',
				target_channels: [],
				snapshot,
				scenarios: [story],
			},
		],
	};
}
const problemsOf = (value: unknown) => {
	const read = readWorkflowFile(JSON.stringify(value));
	return 'problems' in read ? read.problems : [];
};

test('a file is read back as it was written (W-LIFE-13)', () => {
	expect(readWorkflowFile(JSON.stringify(file()))).toEqual({ file: file() });
});

test('a file from before there were ticket types is read all the same', () => {
	const { requires } = file();
	const before = { ...file(), requires: { ...requires, ticketTypes: undefined } };
	expect(readWorkflowFile(JSON.stringify(before))).toEqual({
		file: { ...file(), requires: { ...requires, ticketTypes: [] } },
	});
});

test('what a workflow speaks of is found in params, conditions and texts, and exchanged there', () => {
	const known = new Set(['tag_vip', 'atr_plan', 'tag_other']);
	const told = { definition: snapshot, scenarios: [story] };
	expect([...idsIn(told, (id) => known.has(id))].sort()).toEqual(['atr_plan', 'tag_vip']);
	const exchanged = withIds(
		told,
		new Map([
			['tag_vip', 'tag_1'],
			['atr_plan', 'atr_2'],
		]),
	);
	if (!exchanged) expect.unreachable();
	const { definition: other, scenarios } = exchanged;
	expect(other.trigger.params).toEqual({ tag: 'tag_1' });
	expect(other.settings.audience?.rules[0]?.field).toBe('contact.atr_2');
	expect(other.nodes.stp_hello?.params.text).toBe(
		'Hi, {{contact.atr_2 | fallback: "you"}}. tag_vipx',
	);
	expect(other.nodes.stp_tag?.params).toEqual({ add: ['tag_1'] });
	expect(scenarios[0]?.stage).toMatchObject({ tags: ['tag_1'], contact: { atr_2: 'gold' } });
	expect(scenarios[0]?.beats[0]?.sights[1]).toMatchObject({ tag: 'tag_1' });
	const back = new Map([
		['tag_1', 'tag_vip'],
		['atr_2', 'atr_plan'],
	]);
	expect(withIds({ definition: other, scenarios }, back)).toEqual(told);
});

test.prop([fc.string({ unit: fc.constantFrom('a', 'Z', '7', '_', ' ', '-', 'ñ') })])(
	'an id is found wherever it begins with a letter and holds an underscore',
	(text) => {
		const all = (title: string) =>
			idsIn({ definition: { ...snapshot, title }, scenarios: [] }, () => true);
		const here = text.match(/[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]+/g) ?? [];
		expect(all(text)).toEqual(new Set([...all(''), ...here]));
	},
);

test('what only a story speaks of is named too', () => {
	const told = { definition: { ...snapshot, nodes: {} }, scenarios: [story] };
	expect([...idsIn(told, (id) => id === 'tag_vip')]).toEqual(['tag_vip']);
});

test('a file from before stories travelled is read all the same', () => {
	const [workflow] = file().workflows;
	const before = { ...file(), workflows: [{ ...workflow, scenarios: undefined }] };
	const read = readWorkflowFile(JSON.stringify(before));
	expect('file' in read && read.file.workflows[0]?.scenarios).toEqual([]);
});

const stories = fc.array(
	fc.record({
		id: fc.stringMatching(/^scn_[a-z0-9]{4,12}$/),
		name: fc.string({ minLength: 1, maxLength: 40 }),
		stage: fc.record({
			startAt: fc.nat(),
			tags: fc.array(fc.constantFrom('tag_vip', 'tag_other'), { maxLength: 3 }),
			contact: fc.dictionary(fc.constantFrom('atr_plan', 'name'), fc.string()),
			open: fc.boolean(),
		}),
		beats: fc.array(
			fc.record({
				move: fc.oneof(
					fc.record({ do: fc.constant('says' as const), text: fc.string() }),
					fc.record({ do: fc.constant('rates' as const), score: fc.integer({ min: 1, max: 5 }) }),
					fc.record({ do: fc.constant('waits' as const), forMs: fc.nat() }),
				),
				sights: fc.array(
					fc.oneof(
						fc.record({ saw: fc.constant('message' as const), text: fc.string() }),
						fc.record({
							saw: fc.constant('assigned' as const),
							team: fc.constantFrom('team_sales', null),
						}),
					),
					{ maxLength: 3 },
				),
			}),
			{ maxLength: 4 },
		),
	}),
	{ maxLength: 4 },
);

test.prop([stories])('D2: whatever stories a file is given, it gives back', (scenarios) => {
	const [workflow] = file().workflows;
	const told = { ...file(), workflows: [{ ...workflow, scenarios }] };
	expect(readWorkflowFile(JSON.stringify(told))).toEqual({ file: told });
});

describe('bad input: a list of what is wrong, and nothing else', () => {
	const long: [string, string, string][] = [
		['a torn file', '{"$schema": ', 'notJson'],
		['a list', '[1, 2]', 'notOurs'],
		['another program’s', '{"name": "n8n", "nodes": []}', 'notOurs'],
		['another schema', '{"$schema": "https://json-schema.org"}', 'notOurs'],
		['too many characters', ' '.repeat(MAX_FILE_CHARS + 1), 'tooLarge'],
		['too deep', '['.repeat(100_000) + ']'.repeat(100_000), 'tooLarge'],
		['too many values', `[${'1,'.repeat(MAX_FILE_VALUES)}1]`, 'tooLarge'],
		['a newer file', JSON.stringify({ ...file(), export_version: 2 }), 'newerVersion'],
	];
	test.each(long.map(([name, , code]) => [name, code]))('%s → %s', (name, code) => {
		const text = long.find(([one]) => one === name)?.[1] ?? '';
		expect(readWorkflowFile(text)).toEqual({ problems: [{ code, path: '' }] });
	});

	test('a workflow of a newer format says so, and not that it is broken', () => {
		const newer = structuredClone(file());
		Object.assign(newer.workflows[0]!.snapshot, { format: 'relevo.workflow/2' });
		expect(problemsOf(newer)).toEqual([{ code: 'newerVersion', path: '' }]);
	});

	test.each<[string, string, (story: Scenario) => unknown]>([
		['stories by the thousand', '', (one) => Array.from({ length: MAX_SCENARIOS + 1 }, () => one)],
		[
			'a story that goes on for ever',
			'.0.beats',
			(one) => [{ ...one, beats: Array.from({ length: 101 }, () => one.beats[0]) }],
		],
		[
			'a customer with too many tags',
			'.0.stage.tags',
			(one) => [{ ...one, stage: { startAt: 0, tags: Array(21).fill('tag_vip') } }],
		],
		[
			'an attribute that nobody could have named',
			'.0.stage.contact',
			(one) => [{ ...one, stage: { startAt: 0, contact: { ['x'.repeat(65)]: 'gold' } } }],
		],
		[
			'a move of a newer version',
			'.0.beats.0.move',
			(one) => [{ ...one, beats: [{ move: { do: 'sings' }, sights: [] }] }],
		],
		['no list', '', () => 'hello'],
	])('%s: the file is refused, with its place', (_name, place, spoil) => {
		const [workflow] = file().workflows;
		const spoilt = { ...file(), workflows: [{ ...workflow, scenarios: spoil(story) }] };
		const [problem] = problemsOf(spoilt);
		expect(problem?.code).toBe('badValue');
		expect(problem?.path).toContain(`workflows.0.scenarios${place}`);
	});

	test('every bad value is told with its place', () => {
		const broken = structuredClone(file());
		Object.assign(broken.workflows[0]!, { state: 'asleep' });
		Object.assign(broken.workflows[0]!.snapshot.nodes.stp_tag!, { next: 'stp_hello' });
		expect(problemsOf(broken)).toEqual([
			{ code: 'badValue', path: 'workflows.0.state' },
			{ code: 'badValue', path: 'workflows.0.snapshot.nodes.stp_tag.next' },
		]);
	});

	test('A8: steps may be called anything, because they get new ids', () => {
		const odd = structuredClone(file());
		for (const id of ['trigger', 'a:b', 'toString', 'año 1', 'x'.repeat(300)]) {
			odd.workflows[0]!.snapshot.nodes[id] = { kind: 'note', params: {}, next: {} };
		}
		expect(problemsOf(odd)).toEqual([]);
	});

	test('too many steps are refused', () => {
		const long = structuredClone(file());
		for (let n = 0; n < 101; n++) {
			long.workflows[0]!.snapshot.nodes[`stp_${n}`] = { kind: 'note', params: {}, next: {} };
		}
		expect(problemsOf(long).map(({ code }) => code)).toEqual(['tooManySteps']);
	});

	test.prop([fc.json()])('whatever JSON it is, there is an answer', (text) => {
		expect(readWorkflowFile(text)).toHaveProperty('problems');
	});
});
