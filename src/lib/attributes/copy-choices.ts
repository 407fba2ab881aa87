import type { Locale, Workspace } from '../model/workspace';
import { describeField, fieldChoices } from './condition-fields';
import type { Typed } from './convert';
import { canHold } from './copies';
import type { RunVariable } from './fields';

/** The fields whose values an attribute of this format can hold, for a choice. */
export function copyChoices(
	{ format }: Typed,
	workspace: Workspace,
	locale: Locale,
	variables: readonly RunVariable[],
): { id: string; text: string }[] {
	return fieldChoices(workspace, locale, variables).filter(({ id }) =>
		canHold(format, describeField(id, workspace, locale, variables).format),
	);
}
