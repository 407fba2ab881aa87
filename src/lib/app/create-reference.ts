import { ok, type Result } from '../base/result';
import type { Reference } from '../model/reference';
import { addAttribute, addTag, addTeam } from './configure';
import type { Desk } from './desk';

/** People are invited, not made; workflows and ticket types have screens of their own. */
export type Creatable = Exclude<Reference['kind'], 'workflow' | 'teammate' | 'ticketType'>;

/** Makes what a step needs and nobody has made yet, under its name; its id. */
export async function createReference(
	desk: Desk,
	kind: Creatable,
	name: string,
): Promise<Result<string>> {
	const made = await make(desk, kind, name);
	return made.ok ? ok(made.value.id) : made;
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
