import { z } from '../model/schema';
import { TicketType } from '../model/ticket-type';
import {
	AttributeSchema,
	emptyWorkspace,
	Locale,
	Tag,
	Team,
	Teammate,
	type Workspace,
	WorkflowEntry,
} from '../model/workspace';
import type { Session } from '../read/device';
import { CACHED_WORKSPACE } from '../read/names';
import type { Store } from '../read/store';

/**
 * The workspace as this device knew it last, so that the first paint needs no document and no
 * network (U3). A cache: the canvas replaces it as soon as it is loaded.
 */
const Cached = z.object({
	name: z.string(),
	locale: Locale,
	timeZone: z.string(),
	brandColor: z.string(),
	fallbackTeam: z._default(z.nullable(z.string()), null),
	teammates: z.record(z.string(), Teammate),
	teams: z.record(z.string(), Team),
	tags: z.record(z.string(), Tag),
	attributes: z.record(z.string(), AttributeSchema),
	ticketTypes: z._default(z.record(z.string(), TicketType), {}),
	workflows: z.record(z.string(), WorkflowEntry),
	restricted: z.optional(z.record(z.string(), z.literal(true))),
});

export function cachedWorkspace(stored: unknown, session: Session): Workspace {
	const cached = Cached.safeParse(stored);
	return named(cached.success ? cached.data : emptyWorkspace(), session);
}

export async function cacheWorkspace(store: Store, workspace: Workspace): Promise<void> {
	await store.write(
		({ settings }) => settings.put({ name: CACHED_WORKSPACE, value: workspace }),
		[],
	);
}

/** Until the canvas has arrived for the first time, what the session knows stands in for it. */
export function named(workspace: Workspace, { workspace: known, me }: Session): Workspace {
	if (workspace.teammates[me.id]) return workspace;
	return {
		...workspace,
		name: workspace.name || known.name,
		locale: workspace.name ? workspace.locale : known.locale,
		teammates: { ...workspace.teammates, [me.id]: { ...me } },
	};
}
