/**
 * States what must be true. A failure is a programmer's error: it throws and is caught only at a
 * host's border.
 */
export function assert(condition: unknown, why: string): asserts condition {
	if (!condition) throw new Error(`Assertion failed: ${why}`);
}

/** Ends an exhaustive switch: adding a member to the union makes the call a type error. */
export function unreachable(value: never): never {
	throw new Error(`Unreachable: ${JSON.stringify(value)}`);
}
