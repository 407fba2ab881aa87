import { nameKey } from '../base/name-key';
import { type AttributeSchema, STANDARD_CONTACT_ATTRIBUTES, type Workspace } from './workspace';

type Named = { id: string; name: string };

/** Another one of these that bears this name. */
export function sameNamed<T extends Named>(
	entries: Iterable<T>,
	{ id, name }: { id?: string; name: string },
): T | undefined {
	const key = nameKey(name);
	for (const entry of entries) {
		if (entry.id !== id && nameKey(entry.name) === key) return entry;
	}
	return undefined;
}

/** Those among which the name of an attribute is one's own: archived ones can come back. */
export function attributesBeside(
	{ subject }: Pick<AttributeSchema, 'subject'>,
	{ attributes }: Workspace,
): AttributeSchema[] {
	return [...STANDARD_CONTACT_ATTRIBUTES, ...Object.values(attributes)].filter(
		(one) => one.subject === subject,
	);
}

/** Ids of those who share a name with another: two devices may have made one each. */
export function alikeIn(entries: readonly Named[]): Set<string> {
	const first = new Map<string, string>();
	const alike = new Set<string>();
	for (const { id, name } of entries) {
		const other = first.get(nameKey(name));
		if (other === undefined) first.set(nameKey(name), id);
		else alike.add(other).add(id);
	}
	return alike;
}
