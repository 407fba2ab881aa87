import { nameOf, STANDARD_CONTACT_ATTRIBUTES, type Workspace } from '../model/workspace';

/** For a summary that names one attribute. */
export function summaryWord(attribute: string | null, workspace: Workspace): string | string[] {
	return isStandard(attribute) ? [attribute] : nameOf(workspace.attributes, attribute);
}

/** A standard attribute as a key of the kind's `fields`; any other as the team calls it. */
export function wordOf(attribute: string | null, { attributes }: Workspace): string {
	return isStandard(attribute) ? attribute : nameOf(attributes, attribute);
}

function isStandard(attribute: string | null): attribute is string {
	return STANDARD_CONTACT_ATTRIBUTES.some(({ id }) => id === attribute);
}
