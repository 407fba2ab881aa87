import type { Desk } from '../../app/desk';
import { live } from '../../app/live.svelte';
import { mayTell } from '../../app/taken-back';
import { m } from '../../i18n/paraglide/messages';
import { nameOf } from '../../model/workspace';
import { conversation } from '../../read/queries/conversation';
import { type TakenBack, takenBack } from '../../read/queries/taken-back';
import { notify } from '../../ui/notify';
import type { Place } from '../../ui/place';
import { viewPath } from './views';

/** Tells once, and only somebody who is looking, that a conversation is no longer theirs (E-26). */
export function tellTakenBack(desk: Desk, place: Place): void {
	const taken = live(() => takenBack(desk.db, { me: desk.me.id }));

	$effect(() => {
		for (const one of taken.current ?? []) if (!one.isTold) void tell(one);
	});

	async function tell({ effect, conversation: id, to }: TakenBack): Promise<void> {
		await whenVisible();
		if (!(await mayTell(desk, effect))) return;
		const row = await conversation(desk.db, id);
		notify({
			text: m.shell_taken_back({
				customer: row?.name ?? row?.email ?? m.shell_visitor(),
				name: nameOf(desk.workspace.teammates, to),
			}),
			action: { text: m.shell_taken_back_show(), run: () => place.go(`${viewPath('all')}/${id}`) },
		});
	}
}

async function whenVisible(): Promise<void> {
	while (document.hidden) {
		await new Promise((resolve) =>
			document.addEventListener('visibilitychange', resolve, { once: true }),
		);
	}
}
