export type Tab = 'home' | 'messages';
export type Place = ReturnType<typeof createPlace>;

/** Where in the frame the customer is. It dies with the frame; what they wrote does not. */
export function createPlace() {
	let tab = $state<Tab>('home');
	let conversation = $state<string>();
	let left: string | undefined;
	let open = $state(false);
	let full = $state(false);
	let visible = $state(true);
	return {
		get tab() {
			return tab;
		},
		/** The open thread, or undefined on a tab. */
		get conversation() {
			return conversation;
		},
		/** The thread that was left last: its card takes the focus. */
		get left() {
			return left;
		},
		/** Whether a person can see the frame: what is not seen is not read. */
		get open() {
			return open && visible;
		},
		/** The frame covers the screen, so it must offer its own way out. */
		get full() {
			return full;
		},
		goTo(next: Tab) {
			left = undefined;
			tab = next;
			conversation = undefined;
		},
		enter(id: string) {
			conversation = id;
		},
		leave() {
			left = conversation;
			conversation = undefined;
		},
		shown(isFull: boolean) {
			open = true;
			full = isFull;
		},
		hidden() {
			open = false;
		},
		visible(isVisible: boolean) {
			visible = isVisible;
		},
	};
}
