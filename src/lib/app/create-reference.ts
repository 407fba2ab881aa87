import { ok, type Result } from '../base/result';
import type { Reference } from '../model/reference';
import { addAttribute, addTag, addTeam } from './configure';
import type { Desk } from './desk';

/** People are invited, not made; workflows and ticket types have screens of their own. */
export type Creatable = Exclude<Reference['kind'], 'workflow' | 'teammate' | 'ticketType'>;

/** What a step needs, under its name: the one that is there, or else a new one; its id. */
export async function createReference(
	desk: Desk,
	kind: Creatable,
	name: string,
): Promise<Result<string>> {
	const made = await make(desk, kind, name);
	return idOrExisting(made);
}

/** What bears the name already is what was meant; no second one is made (S-4). */
export function idOrExisting(made: Result<{ id: string }>): Result<string> {
	if (made.ok) return ok(made.value.id);
	const id = made.problem.kind === 'exists' ? made.problem.details?.id : undefined;
	return id === undefined ? made : ok(String(id));
}

function make(desk: Desk, kind: Creatable, name: string): Promise<Result<{ id: string }>> {
	switch (kind) {
		case 'tag':
			return addTag(desk, { name });
		case 'team':
			// A team without members would let every conversation wait for ever.
			return addTeam(desk, { name, members: [desk.me.id] });
		case 'attribute':
			return addAttribute(desk, { name, subject: 'contact', format: 'text' });
	}
}
