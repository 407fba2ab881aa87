import { type WhyNot, whyNot } from '../engine/why-not';
import { foldContact } from '../model/contact-state';
import { type DomainEvent, signalOf } from '../model/event';
import { foldLive } from '../model/live';
import { causesOf, type Run } from '../model/run';
import type { LiveWorkflow } from '../model/workflow';
import { liveLog } from '../read/queries/live-versions';
import { contactEvents } from '../read/queries/runs';
import { triggerKind } from '../triggers';
import type { Workspace } from '../model/workspace';
import type { Ask } from './ask';

/** Why one event did not start a workflow, with the version that was live when it was decided. */
export type EventVerdict = WhyNot & { event: DomainEvent; version: LiveWorkflow | undefined };

export type { WhyNot } from '../engine/why-not';

/**
 * Everything in a conversation that could have started this workflow, the newest first, each with
 * what was against it. Empty when nothing of that kind has happened there; `newest` is what it
 * waits for, and undefined when it was never live.
 */
export async function whyNotIn(
	ask: Ask,
	workspace: Workspace,
	of: { contact: string; conversation: string; workflow: string },
): Promise<{ verdicts: EventVerdict[]; newest: LiveWorkflow | undefined }> {
	const [events, log] = await Promise.all([ask(contactEvents, of.contact), ask(liveLog)]);
	const live = foldLive(log);
	const versions = [...live.versions.values()].filter(({ workflow }) => workflow === of.workflow);
	const signals = new Set(
		versions.flatMap(({ definition }) => triggerKind(definition.trigger.kind)?.listens ?? []),
	);
	const candidates = events
		.filter((event) => 'conversation' in event && event.conversation === of.conversation)
		.filter((event) => signals.has(signalOf(event)))
		.filter((event) => !('workflow' in event) || event.workflow === of.workflow)
		.slice(-MAX_EVENTS);
	const verdicts = candidates.map((event): EventVerdict => {
		const decidedAt = decisionTime(event, events);
		const then = foldLive(log.filter(({ at }) => at <= decidedAt));
		const version = then.versions.get(then.current.get(of.workflow) ?? '');
		const upTo = (at: number) =>
			foldContact(
				of.contact,
				events.filter((one) => one.at <= at),
			);
		const verdict = whyNot(version, event, {
			state: upTo(decidedAt),
			before: upTo(event.at),
			workspace,
			version: (id) => live.versions.get(id),
		});
		return { ...verdict, event, version };
	});
	const newest = versions.reduce<LiveWorkflow | undefined>(
		(last, one) => (last && last.number > one.number ? last : one),
		undefined,
	);
	return { verdicts: verdicts.reverse(), newest };
}

/**
 * Workflows that this event would have started, had they not led to it themselves through others
 * (E-08): what a person sees of a circle where it ended.
 */
export async function heldBackBy(
	ask: Ask,
	workspace: Workspace,
	{ event, contact }: { event: DomainEvent; contact: string },
): Promise<string[]> {
	const found = await heldBackIn(ask, workspace, { events: [event], contact });
	return found.get(event.id) ?? [];
}

/** The same for several events of a contact, by their ids; absent where nothing was held back. */
export async function heldBackIn(
	ask: Ask,
	workspace: Workspace,
	asked: { events: readonly DomainEvent[]; contact: string },
): Promise<Map<string, string[]>> {
	return heldBackReader()(ask, workspace, asked);
}

/**
 * `heldBackIn`, asked again and again while a conversation is open. An answer is as of its event:
 * what came later cannot change it. So it is kept until something older arrives, the workspace
 * changes, or its event is not asked for.
 */
export function heldBackReader(): HeldBackReader {
	let kept = new Map<string, Kept>();
	let keptFor: Workspace | undefined;
	return async (ask, workspace, { events: asked, contact }) => {
		const found = new Map<string, string[]>();
		const ofEngine = asked.filter(({ by }) => by.kind === 'engine');
		if (ofEngine.length === 0) return found;
		const [events, log] = await Promise.all([ask(contactEvents, contact), ask(liveLog)]);
		const before = keptFor === workspace ? kept : new Map<string, Kept>();
		const now = new Map<string, Kept>();
		let runs: Record<string, Run> | undefined;
		for (const event of ofEngine) {
			const then = {
				events: events.filter(({ at }) => at <= event.at),
				log: log.filter(({ at }) => at <= event.at),
			};
			const seen = `${then.events.length} ${then.log.length}`;
			let answer = before.get(event.id);
			if (answer?.seen !== seen) {
				const known = (runs ??= foldContact(contact, events).runs);
				const cause = causesOf(event, known);
				const held = heldBackThen(
					{ ...event, cause: cause ?? [] },
					{ ...then, runs: known, contact, workspace },
				);
				// The journal that tells its cause may be later than the event itself.
				answer = { seen: cause?.every((id) => known[id]) ? seen : '', held };
			}
			now.set(event.id, answer);
			if (answer.held.length > 0) found.set(event.id, answer.held);
		}
		[kept, keptFor] = [now, workspace];
		return found;
	};
}

type HeldBackReader = (
	ask: Ask,
	workspace: Workspace,
	asked: { events: readonly DomainEvent[]; contact: string },
) => ReturnType<typeof heldBackIn>;

/** `seen`: how much there was up to the event when it was answered. */
type Kept = { seen: string; held: string[] };

/** `events` and `log` up to the event; `runs` as they are known now. */
function heldBackThen(
	event: DomainEvent & { cause: string[] },
	of: {
		events: readonly DomainEvent[];
		log: Parameters<typeof foldLive>[0];
		runs: Record<string, Run>;
		contact: string;
		workspace: Workspace;
	},
): string[] {
	const [, ...before] = event.cause.map((id) => of.runs[id]?.workflow).reverse();
	if (before.length === 0) return [];
	const live = foldLive(of.log);
	const state = foldContact(of.contact, of.events);
	const version = (id: string) => live.versions.get(id);
	const admission = { state, before: state, workspace: of.workspace, version };
	return [...new Set(before)].filter((workflow): workflow is string => {
		const current = live.versions.get(live.current.get(workflow ?? '') ?? '');
		return whyNot(current, event, admission).reason === 'ownDoing';
	});
}

/** Older events are decided in the same way; nobody reads a longer list. */
const MAX_EVENTS = 20;

/**
 * When a host looked at the event: by what it wrote because of it. Where it wrote nothing, what
 * counts is the state that the event itself left.
 */
function decisionTime(event: DomainEvent, events: readonly DomainEvent[]): number {
	const written = events.filter(
		(other) =>
			(other.type === 'runStarted' && other.trigger === event.id) ||
			(other.type === 'runAdvanced' && other.wokenBy === event.id),
	);
	return Math.max(event.at, ...written.map(({ at }) => at));
}
