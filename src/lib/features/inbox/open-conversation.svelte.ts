import type { Desk } from '../../app/desk';
import { live } from '../../app/live.svelte';
import { type Shortcut, shortcutsOf, speakingVersions } from '../../app/shortcuts';
import type { DomainEvent, StepVisit } from '../../model/event';
import { type Run, writerOf } from '../../model/run';
import { WorkflowDefinition } from '../../model/workflow';
import { mayRunWorkflows, type Workspace } from '../../model/workspace';
import { m } from '../../i18n/paraglide/messages';
import { contact } from '../../read/queries/contact';
import { conversation } from '../../read/queries/conversation';
import { liveLog } from '../../read/queries/live-versions';
import { runs } from '../../read/queries/runs';
import { takenBack } from '../../read/queries/taken-back';
import { thread } from '../../read/queries/thread';
import { customerName } from './people';
import { threadItems } from './thread-items';

/** Why an automatic effect is there: the run, its version, and the step that wrote it. */
export type Explanation = {
	run: Run;
	version: Version | undefined;
	/** The way up to the step that wrote it. */
	visits: StepVisit[];
};

/** A published version: its number, and its content if this version of Relevo can read it. */
export type Version = { id: string; number: number; definition: WorkflowDefinition | undefined };

const PAGE = 80;

/**
 * Everything that is read about the conversation on the screen. Owns the live queries; draws and
 * changes nothing. Made anew for each conversation, so nothing of one is ever shown under the name
 * of another.
 */
export class OpenConversation {
	readonly id: string;
	#desk: Desk;
	#limit = $state(PAGE);
	#row;
	#thread;
	#versions;
	#contact;
	#runs;
	#takenBack;

	constructor(desk: Desk, id: string) {
		this.id = id;
		this.#desk = desk;
		this.#row = live(() => conversation(desk.db, id));
		this.#thread = live(() => thread(desk.db, { conversation: id, limit: this.#limit }));
		this.#versions = live(() => liveLog(desk.db));
		this.#contact = live(async () =>
			this.contactId === undefined ? undefined : contact(desk.db, this.contactId),
		);
		this.#takenBack = live(() => takenBack(desk.db, { me: desk.me.id }));
		this.#runs = live(async () =>
			this.contactId === undefined ? [] : runs(desk.db, { contact: this.contactId }),
		);
	}

	row = $derived.by(() => this.#row.current);
	contactId = $derived.by(() => this.#row.current?.contact);
	contact = $derived.by(() => this.#contact.current);
	customer = $derived.by(() => customerName(this.#row.current));
	entries = $derived.by(() => this.#thread.current?.entries ?? []);
	items = $derived.by(() => threadItems(this.entries, this.runs));
	isLoaded = $derived.by(() => this.#thread.current !== undefined);
	hasOlder = $derived.by(() => this.#thread.current?.hasOlder ?? false);
	runs = $derived.by(() => this.#runs.current ?? []);

	#published = $derived.by(() =>
		(this.#versions.current ?? []).flatMap((event) => {
			if (event.type !== 'workflowPublished') return [];
			const { data } = WorkflowDefinition.safeParse(event.definition);
			return [{ id: event.version, number: event.number, definition: data }];
		}),
	);

	#speaking = $derived.by(() => speakingVersions(this.#versions.current ?? []));

	/** What a teammate can start here by hand (W-TRG-18). */
	shortcutsIn(workspace: Workspace): Shortcut[] {
		return shortcutsOf(this.#versions.current ?? [], workspace);
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

	showOlder(): void {
		this.#limit += PAGE;
	}

	/** This person had seen the conversation as theirs, and another host gave it away (E-26). */
	wasMine(event: DomainEvent): boolean {
		return this.#takenBack.current?.some(({ effect }) => effect === event.id) ?? false;
	}

	/** What a run was bound to when it started (E-02). */
	versionOf(run: Run): Version | undefined {
		return this.#published.find((version) => version.id === run.version);
	}

	workflowTitle(run: Run, workspace: Workspace): string {
		const title = this.versionOf(run)?.definition?.title;
		return title ?? workspace.workflows[run.workflow]?.title ?? m.inbox_automation();
	}

	explain(event: DomainEvent): Explanation | undefined {
		const writer = writerOf(event, this.runs);
		if (!writer) return undefined;
		const { run, visit } = writer;
		const visits = visit ? run.steps.slice(0, run.steps.indexOf(visit) + 1) : [];
		return { run, version: this.versionOf(run), visits };
	}
}
