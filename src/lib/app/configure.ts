import { fail, ok, type Result } from '../base/result';
import { type MessengerLook, readLook, setLook } from '../documents/public';
import * as workspace from '../documents/workspace';
import { manages } from '../model/role';
import type { TicketType } from '../model/ticket-type';
import type { AttributeSchema, Tag, Team, WorkflowEntry } from '../model/workspace';
import type { Desk } from './desk';

/**
 * Changes to what the whole team shares. Each replaces one entry or one setting; with a relay, only
 * owners and managers may, and the relay holds to that whatever is tried here.
 */

export function addTeam(desk: Desk, team: Omit<Team, 'id'>): Promise<Result<Team>> {
	return add(desk, 'tea', team, workspace.putTeam);
}

export function changeTeam(desk: Desk, team: Team): Promise<Result<Team>> {
	return put(desk, team, workspace.putTeam);
}

export function removeTeam(desk: Desk, id: string): Promise<Result<string>> {
	return put(desk, id, workspace.removeTeam);
}

export function setRestricted(desk: Desk, id: string, on: boolean): Promise<Result<unknown>> {
	return put(desk, { id, on }, workspace.setRestricted);
}

export function addTag(desk: Desk, tag: Omit<Tag, 'id'>): Promise<Result<Tag>> {
	return add(desk, 'tag', tag, workspace.putTag);
}

export function changeTag(desk: Desk, tag: Tag): Promise<Result<Tag>> {
	return put(desk, tag, workspace.putTag);
}

export function removeTag(desk: Desk, id: string): Promise<Result<string>> {
	return put(desk, id, workspace.removeTag);
}

export function addAttribute(
	desk: Desk,
	attribute: Omit<AttributeSchema, 'id'>,
): Promise<Result<AttributeSchema>> {
	return add(desk, 'atr', attribute, workspace.putAttribute);
}

export function changeAttribute(
	desk: Desk,
	attribute: AttributeSchema,
): Promise<Result<AttributeSchema>> {
	return put(desk, attribute, workspace.putAttribute);
}

export function addTicketType(
	desk: Desk,
	type: Omit<TicketType, 'id'>,
): Promise<Result<TicketType>> {
	return add(desk, 'tty', type, workspace.putTicketType);
}

export function changeTicketType(desk: Desk, type: TicketType): Promise<Result<TicketType>> {
	return put(desk, type, workspace.putTicketType);
}

/** A new workflow is tried last; its draft is the canvas `workflow/<id>`. */
export function addWorkflow(desk: Desk, title: string): Promise<Result<WorkflowEntry>> {
	const orders = Object.values(desk.workspace.workflows).map((entry) => entry.order);
	const order = Math.max(0, ...orders) + 1;
	const entry = { title, order, createdAt: desk.now(), createdBy: desk.me.id };
	return add(desk, 'wfl', entry, workspace.putWorkflow);
}

export function changeWorkflow(desk: Desk, entry: WorkflowEntry): Promise<Result<WorkflowEntry>> {
	return put(desk, entry, workspace.putWorkflow);
}

export async function changeSettings(
	desk: Desk,
	settings: Partial<workspace.WorkspaceSettings>,
): Promise<Result<unknown>> {
	return put(desk, settings, workspace.setSettings);
}

/** Visitors are told in the same words as the team's workflows tell them (STG-09). */
export async function changeAvailability(
	desk: Desk,
	change: Partial<Pick<workspace.WorkspaceSettings, 'officeHours' | 'replyTime'>>,
): Promise<Result<unknown>> {
	const changed = await changeSettings(desk, change);
	if (!changed.ok) return changed;
	const { officeHours, replyTime } = desk.workspace;
	const now = { officeHours, replyTime, ...change };
	return changeLook(desk, {
		availability: {
			...(now.officeHours && { officeHours: now.officeHours }),
			...(now.replyTime && { replyTime: now.replyTime }),
		},
	});
}

export async function messengerLook(desk: Desk): Promise<MessengerLook> {
	const { doc, whenLoaded } = await desk.publicCanvas();
	await whenLoaded;
	return readLook(doc);
}

export async function changeLook(
	desk: Desk,
	look: Partial<MessengerLook>,
): Promise<Result<unknown>> {
	if (!manages(desk.me.role)) return fail('forbidden');
	const { doc } = await desk.publicCanvas();
	return attempt(look, () => setLook(doc, look));
}

type Edit<T> = (doc: Awaited<ReturnType<Desk['workspaceCanvas']>>['doc'], value: T) => void;

function add<T extends object>(
	desk: Desk,
	prefix: string,
	fields: T,
	edit: Edit<T & { id: string }>,
): Promise<Result<T & { id: string }>> {
	return put(desk, { ...fields, id: desk.newId(prefix) }, edit);
}

async function put<T>(desk: Desk, value: T, edit: Edit<T>): Promise<Result<T>> {
	if (!manages(desk.me.role)) return fail('forbidden');
	const { doc, whenLoaded } = await desk.workspaceCanvas();
	await whenLoaded;
	return attempt(value, () => edit(doc, value));
}

/** What a person typed may be too long or empty: the document refuses it, and the form says so. */
function attempt<T>(value: T, edit: () => void): Result<T> {
	try {
		edit();
		return ok(value);
	} catch (error) {
		return fail('invalid', { message: String(error) });
	}
}
