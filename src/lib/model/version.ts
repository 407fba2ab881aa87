import { hashId } from '../base/hash';

/**
 * The id of a published version is the hash of its content: the same definition is the same
 * version.
 */
export function versionId(definition: unknown): string {
	return hashId('ver', canonicalJson(definition));
}

/** Looked at once for each event, however often its log is folded. */
export function isTrueVersion(event: { version: string; definition?: unknown }): boolean {
	const known = looked.get(event);
	if (known !== undefined) return known;
	const isTrue = versionId(event.definition) === event.version;
	looked.set(event, isTrue);
	return isTrue;
}

const looked = new WeakMap<object, boolean>();

/** JSON with sorted keys and without undefined members: equal values give equal text everywhere. */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value))
		return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
	if (typeof value === 'bigint') return `${value}`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
	const members = Object.entries(value)
		.filter(([, member]) => member !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
	return `{${members.join(',')}}`;
}
