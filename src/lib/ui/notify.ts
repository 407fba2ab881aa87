import { announce } from './announce.svelte';

export type Notice = {
	text: string;
	/** What the action says and does, such as undoing (U10). */
	action?: { text: string; run: () => void };
	tone?: 'plain' | 'problem';
};

const DURATION_MS = 8_000;

/**
 * Shows a toast for 8 s, longer while it is hovered or focused. The library loads with the first
 * one.
 */
export function notify(notice: Notice): void {
	announce(notice.text);
	void import('svelte-sonner').then(({ toast }) => {
		const show = notice.tone === 'problem' ? toast.error : toast;
		show(notice.text, {
			duration: DURATION_MS,
			...(notice.action && {
				action: { label: notice.action.text, onClick: notice.action.run },
			}),
		});
	});
}
