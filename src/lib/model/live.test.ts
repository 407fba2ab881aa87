import { describe, expect, test } from 'vitest';
import type { DomainEvent, EventOf } from './event';
import { foldLive, liveWorkflows } from './live';
import { isTrueVersion, versionId } from './version';
import { defaultSettings, type WorkflowDefinition } from './workflow';
import { emptyWorkspace } from './workspace';

const by = { kind: 'teammate' as const, id: 'tm_1' };
const definition: WorkflowDefinition = {
	format: 'relevo.workflow/1',
	title: 'T',
	trigger: { kind: 'first-message', params: {} },
	settings: defaultSettings(),
	start: null,
	nodes: {},
};

/** The version of this name: its title is its content. */
const v = (name: string) => versionId(contentOf(name));
const contentOf = (name: string) => ({ ...definition, title: name });

function published(at: number, workflow: string, name: string, content: object = contentOf(name)) {
	const event: DomainEvent = {
		id: `ev_${at}`,
		at,
		by,
		type: 'workflowPublished',
		workflow,
		version: versionId(content),
		number: at,
		definition: content,
	};
	return event;
}

function stopped(at: number, workflow: string): DomainEvent {
	return { id: `ev_${at}`, at, by, type: 'workflowStopped', workflow };
}

test('the newest published version is live until its workflow is stopped', () => {
	const events = [published(1, 'wf_a', 'v1'), published(2, 'wf_a', 'v2')];
	expect(foldLive(events).current.get('wf_a')).toBe(v('v2'));
	expect(foldLive([...events, stopped(3, 'wf_a')]).current.get('wf_a')).toBeUndefined();
	// Events may arrive in any order.
	expect(foldLive([stopped(3, 'wf_a'), ...events]).current.size).toBe(0);
});

test('E-02: versions that are no longer live can still be found by the runs bound to them', () => {
	const live = foldLive([published(1, 'wf_a', 'v1'), published(2, 'wf_a', 'v2')]);
	expect(live.versions.get(v('v1'))?.number).toBe(1);
});

test('E-04: publishing the same version again counts from then on', () => {
	const live = foldLive([
		published(1, 'wf_a', 'v1'),
		stopped(2, 'wf_a'),
		published(9, 'wf_a', 'v1'),
	]);
	expect(live.versions.get(v('v1'))?.liveSince).toBe(9);
	const twice = foldLive([published(1, 'wf_a', 'v1'), published(9, 'wf_a', 'v1')]);
	expect(twice.versions.get(v('v1'))?.liveSince).toBe(1);
});

test('I2: a definition that this release cannot read is not live', () => {
	const live = foldLive([
		published(1, 'wf_a', 'v1'),
		published(2, 'wf_a', 'v2', { format: 'x/9' }),
	]);
	expect(live.current.has('wf_a')).toBe(false);
});

describe('48, I4: a version whose id is not the hash of its content', () => {
	const forged: [string, (event: EventOf<'workflowPublished'>) => object][] = [
		['the content of another under an id that is live', () => ({ definition: contentOf('evil') })],
		[
			'one member more',
			({ definition: content }) => ({ definition: { ...Object(content), x: 1 } }),
		],
		['no content', () => ({ definition: undefined })],
		['another id', () => ({ version: 'ver_00000000000000000000000000000000' })],
		['an id that is every object’s', () => ({ version: 'ver' })],
	];
	test.each(forged)('%s: is neither live nor found, and what was live stays', (_, change) => {
		const honest = [published(1, 'wf_a', 'v1'), published(3, 'wf_b', 'v2')];
		for (const workflow of ['wf_a', 'wf_c']) {
			for (const at of [0, 2, 9]) {
				const event = published(at, workflow, 'v1');
				const strange = { ...event, id: 'ev_false', ...change(event) } satisfies DomainEvent;
				const live = foldLive([...honest, strange]);
				expect(live).toEqual(foldLive(honest));
			}
		}
	});

	test('is looked at once for each event', () => {
		let reads = 0;
		const watched = new Proxy(contentOf('v1'), {
			ownKeys(target) {
				reads++;
				return Reflect.ownKeys(target);
			},
		});
		const event = { ...published(1, 'wf_a', 'v1'), definition: watched };
		expect(isTrueVersion(event)).toBe(true);
		const once = reads;
		expect(once).toBeGreaterThan(0);
		for (let i = 0; i < 5; i++) expect(isTrueVersion(event)).toBe(true);
		expect(reads).toBe(once);
	});
});

test('workflows are tried in the order of the workspace, deleted ones never', () => {
	const live = foldLive([
		published(1, 'wf_a', 'v1'),
		published(2, 'wf_b', 'v2'),
		published(3, 'wf_c', 'v3'),
		published(4, 'wf_d', 'v4'),
	]);
	const entry = (id: string, order: number) => ({
		id,
		title: id,
		order,
		createdAt: 0,
		createdBy: 'tm_1',
	});
	const workspace = {
		...emptyWorkspace(),
		workflows: {
			wf_a: entry('wf_a', 2),
			wf_b: entry('wf_b', 1),
			wf_c: { ...entry('wf_c', 0), deleted: true },
		},
	};
	expect(liveWorkflows(live, workspace).map((item) => item.workflow)).toEqual([
		'wf_b',
		'wf_a',
		'wf_d',
	]);
});
