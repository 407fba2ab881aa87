import { nameOf, STANDARD_CONTACT_ATTRIBUTES, type Workspace } from '../model/workspace';

/** A standard attribute as a key of the kind's `fields`; any other as the team calls it. */
export function wordOf(attribute: string | null, { attributes }: Workspace): string {
	const isStandard = STANDARD_CONTACT_ATTRIBUTES.some(({ id }) => id === attribute);
	return isStandard && attribute !== null ? attribute : nameOf(attributes, attribute);
}
