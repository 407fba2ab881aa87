import { newId } from '../lib/base/id';
import type { MessengerLook } from '../lib/documents/public';
import { type ContactState, emptyContactState, foldContact } from '../lib/model/contact-state';
import { type Availability, availabilityWords } from '../lib/model/availability';
import { textAttribute } from '../lib/model/contact';
import type { Conversation } from '../lib/model/conversation';
import type { AttributeValue, DomainEvent, EventBody, EventOf } from '../lib/model/event';
import type { FileRef } from '../lib/model/file';
import type { Locale } from '../lib/model/workspace';
import type { Page } from '../launcher/protocol';
import { createLooks } from './looks';
import { createMetRules } from './met-rules';
import { pageToTell, shortened } from './pages';
import { createTelling, type LoadReader } from './telling';
import { type Line, threadOf, typingReturns, unreadOf } from './thread';
import type { Snapshot, VisitorLog } from './visitor-log';

export type Customer = ReturnType<typeof createCustomer>;

/**
 * What the customer sees and does, for the components. A fold of the log that is read again
 * whenever the log changed; it holds no fact of its own.
 */
export function createCustomer(
	log: VisitorLog,
	isKept: boolean,
	random: () => number,
	loadReader: LoadReader = () => import('./read-answers'),
) {
	const lookAt = createLooks();
	let seen = $state.raw(NOTHING);
	const state = $derived<ContactState>(
		seen.events.length ? foldContact(log.contact, seen.events) : emptyContactState(log.contact),
	);
	let isOffline = $state(false);
	/** Something was not sent for longer than sending takes, whatever the connection says. */
	let isWaiting = $state(false);
	let workspace = $state('');
	let greeting = $state('');
	let availability = $state.raw<Availability>({});
	let typing = $state<string>();
	let tellTyping = (_isTyping: boolean): void => {};
	let giveFile = async (_file: FileRef): Promise<boolean> => false;
	/** Moves when a composer comes back by itself. */
	let clock = $state(log.now());
	let page: Page = { url: '', title: '' };
	/** The conversation that a click on the page is to open, once something stands in it. */
	let awaited = $state<{ conversation: string; until: number }>();
	/** Pressed and not yet read back: a second click must not answer twice. */
	const answered: Record<string, true> = {};

	const conversations = $derived(
		Object.values(state.conversations)
			.filter((conversation) => conversation.lastMessage)
			.sort((a, b) => b.updatedAt - a.updatedAt),
	);

	const refresh = oneAtATime(async () => {
		seen = await log.snapshot();
		wakeComposer();
		watchSending();
		void met.settle();
	});
	log.onChange(() => void refresh());

	let alarm: ReturnType<typeof setTimeout> | undefined;
	function wakeComposer(): void {
		clock = log.now();
		clearTimeout(alarm);
		const returns = Object.values(state.conversations).flatMap(
			(conversation) => typingReturns(conversation, seen.events, clock) ?? [],
		);
		const next = Math.min(...returns, clock + LONGEST_TIMER_MS);
		if (returns.length) alarm = setTimeout(wakeComposer, next - clock);
	}

	let patience: ReturnType<typeof setTimeout> | undefined;
	function watchSending(): void {
		if (seen.pending.size > 0) {
			patience ??= setTimeout(() => (isWaiting = true), PATIENCE_MS);
			return;
		}
		clearTimeout(patience);
		patience = undefined;
		isWaiting = false;
	}

	async function write(drafts: EventBody[]): Promise<boolean> {
		return (await log.write(drafts)).ok;
	}

	async function answer(prompt: EventOf<'promptShown'>, draft: EventBody): Promise<void> {
		const isRefused = seen.refused.some(
			({ event }) => 'prompt' in event && event.prompt === prompt.id,
		);
		if (answered[prompt.id] && !isRefused) return;
		answered[prompt.id] = true;
		if (!(await write([draft]))) delete answered[prompt.id];
	}

	const telling = createTelling(log, loadReader);

	const met = createMetRules(log, {
		async look() {
			seen = await log.snapshot();
			return { state, events: seen.events };
		},
		tell: (conversation, rule) =>
			telling.begin({ type: 'pageRuleMet', conversation, rule, url: shortened(page.url) }),
		bringUp,
	});

	function bringUp(conversation: string | undefined): void {
		awaited = conversation ? { conversation, until: log.now() + ANSWER_MS } : undefined;
	}

	let starting: Promise<string> | undefined;
	/** One that was opened and left empty, or a new one. */
	async function start(): Promise<string> {
		const untouched = Object.values(state.conversations).find(
			({ customerMessages, humanReplies, state: is }) =>
				customerMessages + humanReplies === 0 && is === 'open',
		);
		if (untouched) return untouched.id;
		const conversation = newId('cnv', log.now(), random);
		await telling.begin({ type: 'conversationStarted', conversation, page: shortened(page.url) });
		return conversation;
	}

	const tellOnceBegun = () => void (conversations.length ? telling.tell() : telling.learn());

	return {
		refresh,
		meet: met.meet,
		bringUp,
		/** What the customer clicked for; not when its answer comes so late that they are elsewhere. */
		get wanted(): string | undefined {
			if (!awaited || log.now() > awaited.until) return undefined;
			const { conversation } = awaited;
			return conversations.some(({ id }) => id === conversation) ? conversation : undefined;
		},
		get conversations(): Conversation[] {
			return conversations;
		},
		get unread(): number {
			return conversations.reduce((sum, one) => sum + unreadOf(one, seen.events), 0);
		},
		get name() {
			return textAttribute(state.contact, 'name');
		},
		/** As it was told before, by the page or by this messenger. */
		get language() {
			return textAttribute(state.contact, 'language');
		},
		get workspace() {
			return workspace;
		},
		get isOffline() {
			return isOffline || isWaiting;
		},
		/** False where the browser denies storage: what is not sent is lost with the page. */
		isKept,
		now: log.now,
		hasWritten: () => conversations.some((conversation) => conversation.customerMessages > 0),
		unreadIn: (id: string) => {
			const conversation = state.conversations[id];
			return conversation ? unreadOf(conversation, seen.events) : 0;
		},
		linesOf(id: string): Line[] {
			const conversation = state.conversations[id];
			return conversation ? threadOf(conversation, seen.events, seen.pending, seen.unknown) : [];
		},
		refusedIn: (id: string) => seen.refused.flatMap(({ event }) => refusedLine(event, id)),
		/** Whom the customer talks with: the person who answered last, else the company. */
		nameOf(id: string): string {
			const human = seen.events.findLast(
				(event): event is EventOf<'messageSent'> =>
					event.type === 'messageSent' && event.conversation === id && event.by.kind === 'teammate',
			);
			return human?.as ?? workspace;
		},
		/** The name of the teammate who is writing now. */
		get typing() {
			return typing;
		},
		/** The company's own first line; empty for ours. */
		get greeting() {
			return greeting;
		},
		/** When a person can be expected; empty where nobody has said. */
		availability: (locale: Locale) => availabilityWords(availability, locale, log.now()),
		canType(id: string): boolean {
			const conversation = state.conversations[id];
			return !conversation || typingReturns(conversation, seen.events, clock) === undefined;
		},
		/** The conversation to write in. A second click while it is being made gets the same one. */
		start: () => (starting ??= start().finally(() => (starting = undefined))),
		send: (conversation: string, text: string) =>
			write([{ type: 'messageSent', conversation, text }]),
		press: (prompt: EventOf<'promptShown'>, option: string) =>
			answer(prompt, {
				type: 'buttonPressed',
				conversation: prompt.conversation,
				prompt: prompt.id,
				option,
			}),
		answer: (prompt: EventOf<'promptShown'>, answers: Record<string, AttributeValue>) =>
			answer(prompt, {
				type: 'answersGiven',
				conversation: prompt.conversation,
				prompt: prompt.id,
				answers,
			}),
		/** Not once only: what was given may be changed for a while. */
		rate: (prompt: EventOf<'promptShown'>, score: number, remark: string) =>
			write([
				{
					type: 'conversationRated',
					conversation: prompt.conversation,
					prompt: prompt.id,
					score,
					...(remark ? { remark } : {}),
				},
			]),
		/** Everything in the thread is on the screen. */
		read(id: string): void {
			const look = lookAt(id, state.conversations[id], seen.events);
			if (look) void write([look]);
		},
		draftOf: (id: string) => log.draftOf(id),
		keepDraft: (id: string, text: string) => log.keepDraft(id, text),
		setOffline(offline: boolean): void {
			isOffline = offline;
			if (!offline) tellOnceBegun();
		},
		setWorkspace: (name: string) => (workspace = name),
		setLook(look: MessengerLook): void {
			({ greeting, availability } = look);
			if (look.name) workspace = look.name;
		},
		setTyping: (name: string | undefined) => (typing = name),
		onTyping: (tell: typeof tellTyping) => (tellTyping = tell),
		types: (isTyping: boolean) => tellTyping(isTyping),
		onDownload: (give: typeof giveFile) => (giveFile = give),
		/** Gives a file of a message to the browser; false when it cannot be had now. */
		download: (file: FileRef) => giveFile(file),
		/**
		 * What the customer's page says of them; told to the team once there is something to talk
		 * about.
		 */
		setSettings(next: Record<string, unknown>): void {
			telling.setSettings(next);
			tellOnceBegun();
		},
		visit(next: Page): void {
			page = next;
			const visit = pageToTell(page, state, seen.events, log.now());
			if (visit) void write([visit]);
		},
	};
}

const NOTHING: Snapshot = { events: [], unknown: [], pending: new Set(), refused: [] };
const PATIENCE_MS = 4_000;
const ANSWER_MS = 10_000;
/** A longer timer would fire at once: browsers keep its delay in 32 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function refusedLine(event: DomainEvent, conversation: string): (Line & { kind: 'message' })[] {
	if (event.type !== 'messageSent' || event.conversation !== conversation) return [];
	const { id, at, text } = event;
	return [{ kind: 'message', id, at, text, mine: true, human: false, saved: false }];
}

/** Runs again once, however often it was asked for meanwhile. */
function oneAtATime(task: () => Promise<void>): () => Promise<void> {
	let running: Promise<void> | undefined;
	let again = false;
	return async function run(): Promise<void> {
		again = true;
		running ??= (async () => {
			while (again) {
				again = false;
				await task();
			}
			running = undefined;
		})();
		return running;
	};
}
