import { visibleName } from '../base/visible-text';
import type { OfficeHours } from './office-hours';
import { z } from './schema';
import type { TicketType } from './ticket-type';

/**
 * The `workspace` canvas as plain data: what managers configure and the whole team reads.
 * Each map is a Y.Map of id → JSON in the document (documents/workspace.ts).
 */
const Name = z.string().check(z.overwrite(visibleName), z.minLength(1), z.maxLength(120));

export const Locale = z.enum(['es', 'en']);
export type Locale = z.infer<typeof Locale>;

export const Country = z.string().check(z.regex(/^[A-Z]{2}$/));

/** More open conversations than this are given to nobody. */
const OpenLimit = z.optional(z.int().check(z.gte(1), z.lte(1_000)));

export const Teammate = z.object({
	id: z.string(),
	name: Name,
	maxOpen: OpenLimit,
	email: z.optional(z.string().check(z.maxLength(200))),
	role: z.enum(['owner', 'manager', 'agent']),
	/** Disabled teammates keep their name in history and lose every right. */
	disabled: z.optional(z.boolean()),
});
export type Teammate = z.infer<typeof Teammate>;

export const Team = z.object({
	id: z.string(),
	name: Name,
	members: z.array(z.string()),
	/** For those who are given this team's conversations. */
	maxOpen: OpenLimit,
});
export type Team = z.infer<typeof Team>;

export const Tag = z.object({ id: z.string(), name: Name });
export type Tag = z.infer<typeof Tag>;

export const AttributeSchema = z.object({
	id: z.string(),
	subject: z.enum(['contact', 'conversation']),
	name: Name,
	/** The kind in the registry of attribute formats. */
	format: z.string(),
	/** The format's own settings, such as the items of a list. */
	settings: z.optional(z.unknown()),
	archived: z.optional(z.boolean()),
});
export type AttributeSchema = z.infer<typeof AttributeSchema>;

export type Workspace = {
	name: string;
	locale: Locale;
	/** IANA name; schedules and office hours are read in it. */
	timeZone: string;
	/** ISO 3166: how telephone numbers and dates are written where a text does not say it itself. */
	country?: string | undefined;
	/** CSS hex; the messenger's head. */
	brandColor: string;
	/** Whose inbox a conversation goes to when an automation fails and nobody has it (E-22). */
	fallbackTeam: string | null;
	teammates: Record<string, Teammate>;
	teams: Record<string, Team>;
	tags: Record<string, Tag>;
	attributes: Record<string, AttributeSchema>;
	ticketTypes: Record<string, TicketType>;
	/** Workflow ids in evaluation order with what the list page needs when the draft is not open. */
	workflows: Record<string, WorkflowEntry>;
	/** Absent: always open. */
	officeHours?: OfficeHours | undefined;
	/** How soon a customer can expect a person (STG-09). */
	replyTime?: ReplyTime | undefined;
	/**
	 * Ids of tags and teams that were removed. What is in neither place is not known here (yet): a
	 * host whose copy is behind must not take it for gone.
	 */
	removed?: Record<string, true>;
	/** Agents who neither stop nor start a workflow for a contact (W-CTL-04). */
	restricted?: Record<string, true>;
};

export const ReplyTime = z.enum(['minutes', 'hours', 'day']);
export type ReplyTime = z.infer<typeof ReplyTime>;

export const WorkflowEntry = z.object({
	id: z.string(),
	title: Name,
	/** Sort key: ascending is the order in which workflows are tried (W-LIFE-14). */
	order: z.number(),
	/** Where the list shows it; absent: in no folder. A folder is there as long as it holds one. */
	folder: z.optional(z.string().check(z.overwrite(visibleName), z.minLength(1), z.maxLength(60))),
	createdAt: z.number(),
	createdBy: z.string(),
	deleted: z.optional(z.boolean()),
});
export type WorkflowEntry = z.infer<typeof WorkflowEntry>;

export function emptyWorkspace(): Workspace {
	return {
		name: '',
		locale: 'es',
		timeZone: 'UTC',
		brandColor: '#00756f',
		fallbackTeam: null,
		teammates: {},
		teams: {},
		tags: {},
		attributes: {},
		ticketTypes: {},
		workflows: {},
	};
}

/** W-CTL-04: whoever publishes workflows can always stop and start them. */
export function mayRunWorkflows(
	{ restricted }: Workspace,
	{ id, role }: Pick<Teammate, 'id' | 'role'>,
): boolean {
	return role !== 'agent' || !restricted?.[id];
}

/** Attributes that every contact has; custom ones come from the workspace. */
export const STANDARD_CONTACT_ATTRIBUTES: readonly AttributeSchema[] = [
	{ id: 'name', subject: 'contact', name: 'name', format: 'text' },
	{ id: 'email', subject: 'contact', name: 'email', format: 'text', settings: { shape: 'email' } },
	{ id: 'phone', subject: 'contact', name: 'phone', format: 'text', settings: { shape: 'phone' } },
	{ id: 'language', subject: 'contact', name: 'language', format: 'text' },
];

/** The name under which people know a team, tag or teammate; a dash for one that is gone. */
export function nameOf(entries: Record<string, { name: string }>, id: string | null): string {
	return id !== null && Object.hasOwn(entries, id) ? (entries[id]?.name ?? '—') : '—';
}
