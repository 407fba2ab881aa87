import { fail, ok, type Result } from '../base/result';
import { type MessengerLook, readLook, setLook } from '../documents/public';
import * as workspace from '../documents/workspace';
import { attributesBeside, sameNamed } from '../model/names';
import { manages } from '../model/role';
import type { TicketType } from '../model/ticket-type';
import type { AttributeSchema, Tag, Team, Workspace, WorkflowEntry } from '../model/workspace';
import type { Desk } from './desk';

/**
 * Changes to what the whole team shares. Each replaces one entry or one setting; with a relay, only
 * owners and managers may, and the relay holds to that whatever is tried here.
 *
 * N1 A name that another one bears already is refused as `exists` (S-4). Devices that are apart may
 *    still make one each; the screens show it.
 */

export function addTeam(desk: Desk, team: Omit<Team, 'id'>): Promise<Result<Team>> {
	return add(desk, 'tea', team, workspace.putTeam, teams);
}

export function changeTeam(desk: Desk, team: Team): Promise<Result<Team>> {
	return putNamed(desk, team, workspace.putTeam, teams);
}

export function removeTeam(desk: Desk, id: string): Promise<Result<string>> {
	return put(desk, id, workspace.removeTeam);
}

export function setRestricted(desk: Desk, id: string, on: boolean): Promise<Result<unknown>> {
	return put(desk, { id, on }, workspace.setRestricted);
}

export function addTag(desk: Desk, tag: Omit<Tag, 'id'>): Promise<Result<Tag>> {
	return add(desk, 'tag', tag, workspace.putTag, tags);
}

export function changeTag(desk: Desk, tag: Tag): Promise<Result<Tag>> {
	return putNamed(desk, tag, workspace.putTag, tags);
}

export function removeTag(desk: Desk, id: string): Promise<Result<string>> {
	return put(desk, id, workspace.removeTag);
}

export function addAttribute(
	desk: Desk,
	attribute: Omit<AttributeSchema, 'id'>,
): Promise<Result<AttributeSchema>> {
	return add(desk, 'atr', attribute, workspace.putAttribute, attributes);
}

export function changeAttribute(
	desk: Desk,
	attribute: AttributeSchema,
): Promise<Result<AttributeSchema>> {
	return putNamed(desk, attribute, workspace.putAttribute, attributes);
}

export function addTicketType(
	desk: Desk,
	type: Omit<TicketType, 'id'>,
): Promise<Result<TicketType>> {
	return add(desk, 'tty', type, workspace.putTicketType, ticketTypes);
}

export function changeTicketType(desk: Desk, type: TicketType): Promise<Result<TicketType>> {
	return putNamed(desk, type, workspace.putTicketType, ticketTypes);
}

/** A new workflow is tried last; its draft is the canvas `workflow/<id>`. */
export function addWorkflow(desk: Desk, title: string): Promise<Result<WorkflowEntry>> {
	const orders = Object.values(desk.workspace.workflows).map((entry) => entry.order);
	const order = Math.max(0, ...orders) + 1;
	const entry = { title, order, createdAt: desk.now(), createdBy: desk.me.id };
	return put(desk, { ...entry, id: desk.newId('wfl') }, workspace.putWorkflow);
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

type Named = { id: string; name: string; archived?: boolean | undefined };

/** Those among which a name is one's own. */
type Beside<T> = (workspace: Workspace, value: T) => readonly Named[];

const tags: Beside<Tag> = (now) => Object.values(now.tags);
const teams: Beside<Team> = (now) => Object.values(now.teams);
const ticketTypes: Beside<TicketType> = (now) =>
	Object.values(now.ticketTypes).filter(({ archived }) => !archived);
const attributes: Beside<AttributeSchema> = (now, value) => attributesBeside(value, now);

function add<T extends { name: string }>(
	desk: Desk,
	prefix: string,
	fields: T,
	edit: Edit<T & { id: string }>,
	beside: Beside<T & { id: string }>,
): Promise<Result<T & { id: string }>> {
	return putNamed(desk, { ...fields, id: desk.newId(prefix) }, edit, beside);
}

async function putNamed<T extends Named>(
	desk: Desk,
	value: T,
	edit: Edit<T>,
	beside: Beside<T>,
): Promise<Result<T>> {
	if (!manages(desk.me.role)) return fail('forbidden');
	const { doc, whenLoaded } = await desk.workspaceCanvas();
	await whenLoaded;
	const others = beside(workspace.readWorkspace(doc), value);
	// What bears its name already, alike or not, can still be changed in other ways.
	const isNamedSo = others.some(({ id, name }) => id === value.id && name === value.name);
	const other = isNamedSo ? undefined : sameNamed(others, value);
	if (other) return fail('exists', { name: other.name, ...(!other.archived && { id: other.id }) });
	return attempt(value, () => edit(doc, value));
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
