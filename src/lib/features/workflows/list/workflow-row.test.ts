// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { m } from '../../../i18n/paraglide/messages';
import { alikeIn } from '../../../model/names';
import WorkflowRow from './WorkflowRow.svelte';

let stop: (() => void) | undefined;
afterEach(() => stop?.());

function wordsOf(title: string, isAlike: boolean): string {
	document.body.innerHTML = '';
	const component = mount(WorkflowRow, {
		target: document.body,
		props: {
			entry: { id: 'wf_1', title, order: 1, createdAt: 0, createdBy: 'tea_1' },
			place: 1,
			published: undefined,
			counts: undefined,
			publisher: '',
			circle: undefined,
			isAlike,
			canEdit: false,
			items: [],
			ondrag: () => undefined,
		},
	});
	flushSync();
	stop = () => void unmount(component);
	return document.body.textContent ?? '';
}

test('S-4: a workflow whose name another one bears says so, and no other does', () => {
	const names = ['Bienvenida', ' bienvenida ', 'BIENVENIDA', 'Despedida'];
	const alike = alikeIn(names.map((name, place) => ({ id: `wf_${place}`, name })));
	expect([...alike]).toEqual(['wf_0', 'wf_1', 'wf_2']);
	names.forEach((name, place) => {
		const isAlike = alike.has(`wf_${place}`);
		expect(wordsOf(name, isAlike).includes(m.shell_same_name()), name).toBe(isAlike);
	});
});
