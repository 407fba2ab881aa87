import { untrack } from 'svelte';
import type { Desk } from '../../app/desk';
import { follow } from '../../app/follow';
import { live } from '../../app/live.svelte';
import { type Shortcut, shortcutsOf, speakingVersions } from '../../app/shortcuts';
import { runEndWords } from '../../app/run-end';
import { heldBackReader } from '../../app/why-not';
import { TAKEN_BACK } from '../../model/assignment';
import { contactOf } from '../../model/conversation';
import { type DomainEvent, isUnknown, type StepVisit } from '../../model/event';
import { entryKey } from '../../model/logged';
import { type Run, writerOf } from '../../model/run';
import { WorkflowDefinition } from '../../model/workflow';
import { mayRunWorkflows, type Workspace } from '../../model/workspace';
import { m } from '../../i18n/paraglide/messages';
import type { Opened } from '../../replica/held';
import { topicOf } from '../../replica/topic';
import { customerName } from './people';
import { threadItems } from './thread-items';

/** Of older ones the thread does not say that a circle ended there; "why" still does. */
const MAX_CHAINED = 20;

/** Why an automatic effect is there: the run, its version, and the step that wrote it. */
export type Explanation = {
	run: Run;
	version: Version | undefined;
	/** The way up to the step that wrote it. */
	visits: StepVisit[];
};

/** A published version: its number, and its content if this version of Relevo can read it. */
export type Version = { id: string; number: number; definition: WorkflowDefinition | undefined };

/**
 * Everything that is known of the conversation on the screen. Draws and changes nothing. When
 * another is asked for, the one before stays until all of the next is read, so nothing of one is
 * ever shown under the name of another, and the screen need not be drawn anew.
 */
export class OpenConversation {
	#desk: Desk;
	#wanted: () => string;
	#circles;
	/** What was shown last: it stays as it was while the next is read. */
	#before = $state.raw<Opened>();

	/** `near`: those that are probably asked for after this one, the likeliest first. */
	constructor(desk: Desk, { wanted, near }: { wanted: () => string; near: () => string[] }) {
		this.#desk = desk;
		this.#wanted = wanted;
		desk.replica.meet(['']).catch(reportError);
		const heldBack = heldBackReader();
		this.#circles = live(desk, async (ask) => {
			const [contact, workspace, events] = [this.contact?.id, desk.workspace, this.#chained];
			if (contact === undefined) return undefined;
			return heldBack(ask, workspace, { events, contact });
		});
		$effect.pre(() => {
			desk.replica.keep([wanted()]);
			this.#before = this.#current ?? untrack(() => this.#before);
		});
		$effect(() => {
			if (!this.isWanted) return undefined;
			const ids = [wanted(), ...near()];
			// Whoever looks at it must not wait for what comes after it.
			let timer: ReturnType<typeof setTimeout> | undefined;
			const frame = requestAnimationFrame(() => {
				timer = setTimeout(() => desk.replica.keep(ids));
			});
			return () => {
				cancelAnimationFrame(frame);
				clearTimeout(timer);
			};
		});
	}

	/** Undefined until it was read. */
	#current = $derived.by(() => {
		follow(this.#desk, topicOf.opened(this.#wanted()));
		return this.#desk.replica.opened(this.#wanted());
	});
	#versions = $derived.by(() => {
		follow(this.#desk, topicOf.live);
		return this.#desk.replica.liveLog() ?? [];
	});
	#shown = $derived.by(() => this.#current ?? this.#before);

	/** The one that is shown. */
	id = $derived.by(() => this.#shown?.id ?? this.#wanted());
	/** False while another is asked for: what is done then is not meant for this one. */
	isWanted = $derived.by(() => this.#shown?.id === this.#wanted());
	row = $derived.by(() => this.#shown?.row);
	/** It is in the list, and its events are on their way. */
	isComing = $derived.by(() => this.#shown?.isComing === true && this.isWanted);
	contact = $derived.by(() => this.#shown?.contact);
	customer = $derived.by(() => customerName(this.row));
	entries = $derived.by(() => this.#shown?.thread.entries ?? []);
	items = $derived.by(() => threadItems(this.entries, this.runs, this.#circles.current));
	hasOlder = $derived.by(() => this.#shown?.thread.hasOlder ?? false);
	runs = $derived.by(() => this.#shown?.runs ?? []);

	/** What a run wrote that others had led to: a circle can end there. */
	#chained = $derived.by(() =>
		this.entries
			.flatMap(({ event }) => (isUnknown(event) ? [] : [event]))
			.filter((event) => (writerOf(event, this.runs)?.run.chain.length ?? 0) > 0)
			.slice(-MAX_CHAINED),
	);

	#published = $derived.by(() =>
		this.#versions.flatMap((event) => {
			if (event.type !== 'workflowPublished') return [];
			const { data } = WorkflowDefinition.safeParse(event.definition);
			return [{ id: event.version, number: event.number, definition: data }];
		}),
	);

	#speaking = $derived.by(() => speakingVersions(this.#versions));

	/** What a teammate can start here by hand (W-TRG-18). */
	shortcutsIn(workspace: Workspace): Shortcut[] {
		return shortcutsOf(this.#versions, workspace);
	}

	/** Whether a workflow talks to the customer there now (E-05). */
	isSpokenIn(conversation: string): boolean {
		return this.runs.some(
			(run) => !run.ended && run.conversation === conversation && this.#speaking.has(run.version),
		);
	}

	/** W-CTL-03, W-CTL-04. */
	canStop(run: Run): boolean {
		if (run.ended || !mayRunWorkflows(this.#desk.workspace, this.#desk.me)) return false;
		return this.versionOf(run)?.definition?.settings.stoppable !== false;
	}

	/** Teammates other than me who have it open. */
	people = $derived.by(() =>
		this.#desk.people.filter(
			(person) => person.at === this.id && person.teammate !== this.#desk.me.id,
		),
	);

	showOlder(): Promise<void> {
		return this.#desk.replica.showOlder(this.id);
	}

	/** This person had seen the conversation as theirs, and another host gave it away (E-26). */
	wasMine(event: DomainEvent): boolean {
		if (event.type !== 'conversationAssigned' || !event.teammate) return false;
		follow(this.#desk, topicOf.settings);
		const told = this.#desk.replica.setting(TAKEN_BACK + entryKey(contactOf(this.id), event.id));
		return told !== undefined && event.teammate !== this.#desk.me.id;
	}

	/** What a run was bound to when it started (E-02). */
	versionOf(run: Run): Version | undefined {
		return this.#published.find((version) => version.id === run.version);
	}

	workflowTitle(run: Run, workspace: Workspace): string {
		const title = this.versionOf(run)?.definition?.title;
		return title ?? workspace.workflows[run.workflow]?.title ?? m.inbox_automation();
	}

	/** Where and why it ended before its last step; empty for one that came to its end. */
	whyEnded(run: Run): string[] {
		return runEndWords(run, {
			definition: this.versionOf(run)?.definition,
			events: this.entries.flatMap(({ event }) => (isUnknown(event) ? [] : [event])),
			workspace: this.#desk.workspace,
		});
	}

	explain(event: DomainEvent): Explanation | undefined {
		const writer = writerOf(event, this.runs);
		if (!writer) return undefined;
		const { run, visit } = writer;
		const visits = visit ? run.steps.slice(0, run.steps.indexOf(visit) + 1) : [];
		return { run, version: this.versionOf(run), visits };
	}
}
