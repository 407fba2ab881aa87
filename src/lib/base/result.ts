/**
 * What can go wrong in ordinary operation (offline, full disk, no permission, bad input) is a
 * value, so that the caller has to decide what the person sees. Programmer errors throw instead.
 */
export type Result<T, P extends Problem = Problem> =
	{ ok: true; value: T } | { ok: false; problem: P };

/** `kind` is a stable code that the interface translates; `details` are values for its sentence. */
export type Problem = { kind: string; details?: Record<string, string | number> };

export function ok<T>(value: T): { ok: true; value: T } {
	return { ok: true, value };
}

export function fail<K extends string>(
	kind: K,
	details?: Record<string, string | number>,
): { ok: false; problem: { kind: K; details?: Record<string, string | number> } } {
	return { ok: false, problem: details ? { kind, details } : { kind } };
}
