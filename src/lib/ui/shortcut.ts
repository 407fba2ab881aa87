/**
 * Shortcuts are written as `e`, `shift+e`, `mod+k` or, one key after the other, `g i`.
 * `mod` is ⌘ on Apple's systems and Ctrl elsewhere.
 */
export type Shortcut = string;

const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** The keys as they are printed on a keyboard: `⌘K`, `Ctrl K`, `G I`. */
export function spellShortcut(shortcut: Shortcut, apple = isApple): string[] {
	// A `+` that nothing follows is the key itself.
	return shortcut.split(/ |\+(?=.)/).map((key) => NAMES[key]?.[apple ? 0 : 1] ?? key.toUpperCase());
}

/** One key press in the notation above; undefined for a lone modifier. */
export function pressed(event: KeyboardEvent): Shortcut | undefined {
	if (MODIFIERS.has(event.key)) return undefined;
	const key = keyOf(event);
	const parts = [];
	if (event.ctrlKey || event.metaKey) parts.push('mod');
	if (event.altKey) parts.push('alt');
	// A sign such as `?` already says that Shift was down.
	if (event.shiftKey && (key.length > 1 || /[a-z]/.test(key))) parts.push('shift');
	return [...parts, key].join('+');
}

/** True where single keys are text and not commands. */
export function isTyping(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	return target.isContentEditable || target.matches('input, textarea, select, [role="textbox"]');
}

const MODIFIERS = new Set(['Control', 'Meta', 'Alt', 'AltGraph', 'Shift', 'CapsLock', 'Dead']);

const NAMES: Record<string, [string, string]> = {
	mod: ['⌘', 'Ctrl'],
	shift: ['⇧', '⇧'],
	alt: ['⌥', 'Alt'],
	enter: ['↵', '↵'],
	escape: ['Esc', 'Esc'],
	backspace: ['⌫', '⌫'],
};

/**
 * `event.key` says what the layout means; on a non-Latin layout only `event.code` names the letter.
 */
function keyOf(event: KeyboardEvent): string {
	const key = event.key.toLowerCase();
	const isForeignLetter = key.length === 1 && /\p{L}/u.test(key) && !/[a-zñç]/.test(key);
	const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
	return isForeignLetter && letter ? letter.toLowerCase() : key;
}
