type Key = { isComposing: boolean; keyCode: number; stopPropagation(): void };

/** The code of every key that an input method handles. */
const HANDLED_BY_INPUT_METHOD = 229;

/**
 * Keys with which an input method writes, as for Japanese or Chinese: Enter accepts a candidate.
 * Safari ends the composition before that key, so that only its code still tells.
 */
export function isComposing({ isComposing, keyCode }: Omit<Key, 'stopPropagation'>): boolean {
	return isComposing || keyCode === HANDLED_BY_INPUT_METHOD;
}

/**
 * Put on the window, before everything else: no handler of ours or of a library takes such a key
 * for a command. The field still gets it.
 */
export function keepComposing(event: Key): void {
	if (isComposing(event)) event.stopPropagation();
}
