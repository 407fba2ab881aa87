import type * as Y from 'yjs';
import { visibleText } from '../base/visible-text';
import { OfficeHours } from '../model/office-hours';
import { z } from '../model/schema';
import { canonicalJson } from '../model/version';
import { TicketType } from '../model/ticket-type';
import { putChoices, withChoices } from './choices';
import {
	AttributeSchema,
	Country,
	emptyWorkspace,
	Locale,
	ReplyTime,
	Tag,
	Team,
	Teammate,
	type Workspace,
	WorkflowEntry,
} from '../model/workspace';

/**
 * The `workspace` canvas: Y.Maps of id → JSON, and one map of settings.
 *
 * W1 Reading never fails: an entry that does not parse is left out, and left alone.
 * W2 An edit replaces one entry, or one setting. Two people who edit different ones never disturb
 *    each other. The choices of a list are apart from its entry (choices).
 * W3 Nothing that history may name is removed: a teammate is disabled, an attribute or ticket type
 *    archived, a workflow marked deleted. Tags and teams can be removed; what wore them shows the
 *    id no longer.
 * W4 What was removed is remembered as removed: what a replica does not hold may only be late.
 */
export function readWorkspace(doc: Y.Doc): Workspace {
	return workspaceFrom((name) => doc.getMap(name));
}

/** The same from the root maps alone, whoever has read them. */
export function workspaceFrom(mapOf: (name: string) => RootMap): Workspace {
	const empty = emptyWorkspace();
	const settings = mapOf(SETTINGS);
	return {
		name: parsed(WorkspaceName, settings.get('name')) ?? empty.name,
		locale: parsed(Locale, settings.get('locale')) ?? empty.locale,
		timeZone: parsed(z.string(), settings.get('timeZone')) ?? empty.timeZone,
		country: parsed(Country, settings.get('country')),
		brandColor: parsed(BrandColor, settings.get('brandColor')) ?? empty.brandColor,
		fallbackTeam: parsed(z.string(), settings.get('fallbackTeam')) ?? empty.fallbackTeam,
		officeHours: parsed(OfficeHours, settings.get('officeHours')),
		replyTime: parsed(ReplyTime, settings.get('replyTime')),
		removed: idsOf(mapOf(REMOVED)),
		restricted: idsOf(mapOf(RESTRICTED)),
		teammates: entries(mapOf('teammates'), Teammate),
		teams: entries(mapOf('teams'), Team),
		tags: entries(mapOf('tags'), Tag),
		attributes: withChoices(entries(mapOf('attributes'), AttributeSchema), mapOf),
		ticketTypes: entries(mapOf('ticketTypes'), TicketType),
		workflows: entries(mapOf('workflows'), WorkflowEntry),
	};
}

/** Calls back after every change of the canvas, whoever made it. Returns how to stop. */
export function observeWorkspace(doc: Y.Doc, changed: () => void): () => void {
	doc.on('update', changed);
	return () => doc.off('update', changed);
}

export type WorkspaceSettings = Pick<
	Workspace,
	'name' | 'locale' | 'timeZone' | 'brandColor' | 'fallbackTeam'
> & {
	/** Null: none are set (any more). */
	officeHours: OfficeHours | null;
	country: string | null;
	replyTime: ReplyTime | null;
};

export function setSettings(doc: Y.Doc, settings: Partial<WorkspaceSettings>): void {
	doc.transact(() => {
		const map = doc.getMap(SETTINGS);
		for (const [name, given] of Object.entries(settings)) {
			const value = name === 'name' && given ? parsed(WorkspaceName, given) : given;
			// What stands there already is not written again: it would only make the document
			// longer.
			if (value !== undefined && map.get(name) !== value) map.set(name, value);
		}
	});
}

export function putTeammate(doc: Y.Doc, teammate: Teammate): void {
	put(doc, 'teammates', Teammate, teammate);
}

/** Apart from the entry of the teammate, which the relay writes as a whole (W-CTL-04). */
export function setRestricted(doc: Y.Doc, { id, on }: { id: string; on: boolean }): void {
	if (on) doc.getMap(RESTRICTED).set(id, true);
	else doc.getMap(RESTRICTED).delete(id);
}

export function putTeam(doc: Y.Doc, team: Team): void {
	put(doc, 'teams', Team, team);
}

export function removeTeam(doc: Y.Doc, id: string): void {
	remove(doc, 'teams', id);
}

export function putTag(doc: Y.Doc, tag: Tag): void {
	put(doc, 'tags', Tag, tag);
}

export function removeTag(doc: Y.Doc, id: string): void {
	remove(doc, 'tags', id);
}

export function putAttribute(doc: Y.Doc, attribute: AttributeSchema): void {
	doc.transact(() => {
		const stored = parsed(AttributeSchema, doc.getMap('attributes').get(attribute.id));
		const entry = putChoices(doc, AttributeSchema.parse(attribute), stored);
		if (!stored || canonicalJson(entry) !== canonicalJson(stored)) {
			put(doc, 'attributes', AttributeSchema, entry);
		}
	});
}

export function putTicketType(doc: Y.Doc, type: TicketType): void {
	put(doc, 'ticketTypes', TicketType, type);
}

export function putWorkflow(doc: Y.Doc, workflow: WorkflowEntry): void {
	put(doc, 'workflows', WorkflowEntry, workflow);
}

type RootMap = Pick<ReadonlyMap<string, unknown>, 'get' | typeof Symbol.iterator>;

const SETTINGS = 'settings';
const REMOVED = 'removed';
const RESTRICTED = 'restricted';
const WorkspaceName = z.string().check(z.overwrite(visibleText));
const BrandColor = z.string().check(z.regex(/^#[0-9a-f]{6}$/i));

type Table = 'teammates' | 'teams' | 'tags' | 'attributes' | 'ticketTypes' | 'workflows';

/**
 * Throws on an entry that readers would leave out: whoever edits has checked what a person typed.
 */
function put<T extends { id: string }>(
	doc: Y.Doc,
	table: Table,
	schema: z.ZodMiniType<T>,
	entry: T,
): void {
	doc.transact(() => {
		doc.getMap(table).set(entry.id, schema.parse(entry));
		doc.getMap(REMOVED).delete(entry.id);
	});
}

/** W4. */
function remove(doc: Y.Doc, table: 'tags' | 'teams', id: string): void {
	doc.transact(() => {
		doc.getMap(table).delete(id);
		doc.getMap(REMOVED).set(id, true);
	});
}

function idsOf(map: RootMap): Record<string, true> {
	const ids: Record<string, true> = Object.create(null);
	for (const [id] of map) ids[id] = true;
	return ids;
}

function entries<T extends { id: string }>(
	map: RootMap,
	schema: z.ZodMiniType<T>,
): Record<string, T> {
	// Without a prototype: an id is data, whatever it spells.
	const result: Record<string, T> = Object.create(null);
	for (const [key, value] of map) {
		const entry = parsed(schema, value);
		if (entry?.id === key) result[key] = entry;
	}
	return result;
}

function parsed<T>(schema: z.ZodMiniType<T>, value: unknown): T | undefined {
	const result = schema.safeParse(value);
	return result.success ? result.data : undefined;
}
