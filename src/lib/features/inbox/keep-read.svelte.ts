import { markRead } from '../../app/commands/mark-read';
import type { Desk } from '../../app/desk';
import type { OpenConversation } from './open-conversation.svelte';

/**
 * A conversation that is open in a page that somebody looks at is read, and so is what arrives in
 * it.
 */
export function keepRead(desk: Desk, open: OpenConversation): void {
	let isVisible = $state(document.visibilityState === 'visible');

	$effect(() => {
		const changed = () => (isVisible = document.visibilityState === 'visible');
		document.addEventListener('visibilitychange', changed);
		return () => document.removeEventListener('visibilitychange', changed);
	});

	$effect(() => {
		if (isVisible && open.row?.unread) void markRead.run(desk, open.row.conversation);
	});
}
