import { getContext, setContext, type Component } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { isTyping, pressed, type Shortcut } from './shortcut';

/**
 * One thing that can be done here and now: a row of the palette, a line of the shortcut sheet, a
 * key.
 */
export type Action = {
	/** Stable: a changed key is remembered under it. */
	id: string;
	/** The heading under which it stands. */
	group: string;
	text: string;
	icon?: Component | undefined;
	/** The default; `g i` is one key after the other. */
	keys?: Shortcut | undefined;
	/** Its key has a meaning of its own where somebody types, and in a dialog. */
	notInText?: boolean;
	/** Either does something, or opens a page of choices. */
	run?: (() => void) | undefined;
	choices?: (() => readonly Choice[]) | undefined;
};

export type Choice = { id: string; text: string; run: () => void };

/** A search of the palette: what is found early is told, and begins the answer. */
export type Searched = {
	query: string;
	tell: (found: readonly Choice[]) => void;
	/** Aborted when something else is asked. */
	signal: AbortSignal;
};

/** What the two-key shortcuts wait for the second key. */
const SEQUENCE_MS = 1_200;
const STORED_KEYS = 'relevo.keys';
const STORED_OFF = 'relevo.keys.off';

/**
 * Every action of the screens that are open, their keys, and the palette. Does not own what an
 * action does.
 *
 * I1 Single keys never fire while a person types, in a dialog or an open list, or when they are
 *    switched off (WCAG 2.1.4).
 * I2 Of two that offer a key, the one with the higher rank has it: a conversation before the shell.
 */
export class Actions {
	/** The palette: closed, at its root, or on the page of one action. */
	palette = $state<{ page?: string }>();
	isSheetOpen = $state(false);

	#offers = new SvelteMap<symbol, { actions: () => readonly Action[]; rank: number }>();
	#keys = $state<Record<string, Shortcut>>(readKeys());
	#singleKeysOff = $state(read(STORED_OFF) === 'yes');
	#begun: { key: Shortcut; at: number } | undefined;

	all: readonly Action[] = $derived(
		[...this.#offers.values()].sort((a, b) => b.rank - a.rank).flatMap(({ actions }) => actions()),
	);

	/**
	 * Offers actions until the component goes. The function is read reactively; what is nearer ranks
	 * higher.
	 */
	offer(actions: () => readonly Action[], rank = 1): void {
		$effect(() => {
			const id = Symbol('offer');
			this.#offers.set(id, { actions, rank });
			return () => this.#offers.delete(id);
		});
	}

	keysOf(action: Action): Shortcut | undefined {
		const keys = this.#keys[action.id] ?? action.keys;
		return keys || undefined;
	}

	/** An empty shortcut takes the key away; undefined brings the default back. */
	setKeys(action: Action, keys: Shortcut | undefined): void {
		if (keys === undefined) delete this.#keys[action.id];
		else this.#keys[action.id] = keys;
		store(STORED_KEYS, JSON.stringify(this.#keys));
	}

	get singleKeysOff(): boolean {
		return this.#singleKeysOff;
	}

	set singleKeysOff(off: boolean) {
		this.#singleKeysOff = off;
		store(STORED_OFF, off ? 'yes' : 'no');
	}

	perform(action: Action): void {
		if (action.choices) this.palette = { page: action.id };
		else {
			this.palette = undefined;
			action.run?.();
		}
	}

	onkeydown(event: KeyboardEvent): void {
		const key = pressed(event);
		if (!key || event.defaultPrevented) return;
		const isSingle = !key.startsWith('mod+');
		const isInText = isTyping(event.target) || isInLayer(event.target);
		if (isSingle && (this.#singleKeysOff || isInText)) return;
		const action = this.#find(key, event.timeStamp);
		if (!action || (isInText && action.notInText)) return;
		event.preventDefault();
		if (!event.repeat) this.perform(action);
	}

	#find(key: Shortcut, now: number): Action | undefined {
		const begun = this.#begun;
		this.#begun = undefined;
		const isSecond = begun !== undefined && now - begun.at < SEQUENCE_MS;
		const wanted = isSecond ? `${begun.key} ${key}` : key;
		const found = this.all.find((action) => this.keysOf(action) === wanted);
		if (found) return found;
		if (this.all.some((action) => this.keysOf(action)?.startsWith(`${key} `))) {
			this.#begun = { key, at: now };
		}
		return undefined;
	}
}

const KEY = Symbol('actions');

export function setActions(actions: Actions): Actions {
	return setContext(KEY, actions);
}

export function getActions(): Actions {
	return getContext(KEY);
}

/**
 * A dialog, a menu and whatever finds its choices by their first letters keep their keys. A list
 * whose rows the keys are about says so.
 */
const OWN_KEYS = [
	'[role="dialog"]',
	'[role="alertdialog"]',
	'[role="menu"]',
	'[role="menubar"]',
	'[role="combobox"]',
	'[role="listbox"]:not([data-takes-keys])',
].join();

function isInLayer(target: EventTarget | null): boolean {
	return target instanceof Element && target.closest(OWN_KEYS) !== null;
}

function readKeys(): Record<string, Shortcut> {
	const stored: unknown = JSON.parse(read(STORED_KEYS) ?? '{}');
	if (typeof stored !== 'object' || stored === null) return {};
	return Object.fromEntries(
		Object.entries(stored).filter(
			(entry): entry is [string, string] => typeof entry[1] === 'string',
		),
	);
}

function read(name: string): string | null {
	try {
		return localStorage.getItem(name);
	} catch {
		// Storage is denied: the defaults hold.
		return null;
	}
}

function store(name: string, value: string): void {
	try {
		localStorage.setItem(name, value);
	} catch {
		// Storage is denied: the choice holds until the page is closed.
	}
}
