// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { m } from '../../../i18n/paraglide/messages';
import { alikeIn } from '../../../model/names';
import { defaultSettings, type WorkflowDefinition } from '../../../model/workflow';
import { emptyWorkspace } from '../../../model/workspace';
import type { WorkflowCounts } from '../../../read/queries/workflow-counts';
import { steps } from '../../../steps';
import type { Published } from '../published';
import WorkflowRow from './WorkflowRow.svelte';

let stop: (() => void) | undefined;
afterEach(() => stop?.());

type Told = {
	title?: string;
	isAlike?: boolean;
	counts?: WorkflowCounts;
	published?: Published;
	tags?: string[];
};

function draw({ title = 'Ventas', isAlike = false, counts, published, tags = [] }: Told) {
	document.body.innerHTML = '';
	const workspace = emptyWorkspace();
	for (const id of tags) workspace.tags[id] = { id, name: id };
	const component = mount(WorkflowRow, {
		target: document.body,
		props: {
			entry: { id: 'wf_1', title, order: 1, createdAt: 0, createdBy: 'tea_1' },
			place: 1,
			published,
			counts,
			workspace,
			circle: undefined,
			isAlike,
			canEdit: false,
			items: [],
			ondrag: () => undefined,
		},
	});
	flushSync();
	stop = () => void unmount(component);
	return document.body;
}

const wordsOf = (told: Told) => draw(told).textContent ?? '';

test('S-4: a workflow whose name another one bears says so, and no other does', () => {
	const names = ['Bienvenida', ' bienvenida ', 'BIENVENIDA', 'Despedida'];
	const alike = alikeIn(names.map((name, place) => ({ id: `wf_${place}`, name })));
	expect([...alike]).toEqual(['wf_0', 'wf_1', 'wf_2']);
	names.forEach((name, place) => {
		const isAlike = alike.has(`wf_${place}`);
		expect(wordsOf({ title: name, isAlike }).includes(m.shell_same_name()), name).toBe(isAlike);
	});
});

test('E-22: a workflow whose runs failed says how many and leads to them, and no other does', () => {
	const counts = { started: 4, running: 0, failed: 3, converted: undefined };
	const link = draw({ counts }).querySelector('a[href*="show=failed"]');
	expect(link?.textContent).toBe(m.lifecycle_failed({ count: 3 }));
	expect(link?.getAttribute('href')).toContain('workflow=wf_1');
	for (const none of [{ ...counts, failed: 0 }, undefined]) {
		const row = draw(none ? { counts: none } : {});
		expect(row.querySelector('a[href*="show=failed"]')).toBeNull();
	}
});

test('E-22: a live version that uses a deleted tag says so; one that is stopped, or whole, does not', () => {
	const published = { definition: tagging(), number: 1, at: 1, by: 'tea_1', isLive: true };
	const isTold = (told: Told) => wordsOf(told).includes(m.lifecycle_live_problem({ problem: '' }));
	expect(isTold({ published })).toBe(true);
	expect(isTold({ published: { ...published, isLive: false } })).toBe(false);
	expect(isTold({ published, tags: ['tag_1'] })).toBe(false);
});

function tagging(): WorkflowDefinition {
	const tag = steps.find(({ kind }) => kind === 'tag');
	const params = { ...tag?.initial(), tags: ['tag_1'], add: ['tag_1'] };
	return {
		format: 'relevo.workflow/1',
		title: 'Ventas',
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start: 'stp_1',
		nodes: { stp_1: { kind: 'tag', params, next: {} } },
	};
}
