import { findAttribute } from '../attributes/fields';
import type { Reference } from '../model/reference';
import type { Workspace } from '../model/workspace';

/** Whether it can be chosen now: what publishing asks for (E-03). */
export function exists({ kind, id }: Reference, workspace: Workspace): boolean {
	switch (kind) {
		case 'tag':
			return Object.hasOwn(workspace.tags, id);
		case 'team':
			return Object.hasOwn(workspace.teams, id);
		case 'teammate':
			return Object.hasOwn(workspace.teammates, id) && !workspace.teammates[id]?.disabled;
		case 'attribute':
			return findAttribute(id, workspace) !== undefined && !workspace.attributes[id]?.archived;
		case 'ticketType':
			return Object.hasOwn(workspace.ticketTypes, id) && !workspace.ticketTypes[id]?.archived;
		case 'workflow':
			return Object.hasOwn(workspace.workflows, id) && !workspace.workflows[id]?.deleted;
	}
}

/**
 * Whether it was deleted for certain: what a run asks. What is merely not here may be newer than
 * this host's copy of the workspace, and must not fail a good step.
 */
export function isGone({ kind, id }: Reference, workspace: Workspace): boolean {
	switch (kind) {
		case 'tag':
		case 'team':
			return workspace.removed?.[id] === true;
		case 'teammate':
			return workspace.teammates[id]?.disabled === true;
		case 'attribute':
			return workspace.attributes[id]?.archived === true;
		case 'ticketType':
			return workspace.ticketTypes[id]?.archived === true;
		case 'workflow':
			return workspace.workflows[id]?.deleted === true;
	}
}
