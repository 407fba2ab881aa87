import type { ContactView } from '../../src/lib/core/watchers';
import type { Violation } from './checks';

/**
 * I12: what a screen has shown as sent neither disappears from it nor changes places, as long as
 * the screen stays open.
 */
export function watchScreens(violations: Violation[]) {
	const shown = new Map<string, string[]>();

	return (screen: string, view: ContactView, isNew: boolean): void => {
		const messages = view.events.filter(({ type }) => type === 'messageSent');
		const now = messages.map(({ id }) => id).filter((id) => !view.isPending(id));
		const before = isNew ? [] : (shown.get(screen) ?? []);
		const places = new Map(now.map((id, place) => [id, place]));
		let last = -1;
		for (const id of before) {
			const place = places.get(id);
			if (place === undefined) return fail(`${id} disappeared from ${screen}`);
			if (place < last) return fail(`${id} changed places on ${screen}`);
			last = place;
		}
		shown.set(screen, now);
	};

	function fail(what: string): void {
		violations.push({ invariant: 'I12', what });
	}
}
