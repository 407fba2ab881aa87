import type { HostMessage, Identity, Opened } from '../launcher/protocol';
import { memoryStorage } from '../lib/core/memory-storage';
import type { World } from '../lib/core/ports';
import type { MessengerLook } from '../lib/documents/public';
import { connect, type Connection } from './connection';
import { createCustomer, type Customer } from './customer.svelte';
import type { Host } from './host';
import { chooseLocale } from './locale.svelte';
import { brandVariables } from './look';
import { createPlace } from './place.svelte';
import { report } from './report';
import { type Heard, openSession, type Proof, type Session } from './session';
import { type MessengerStorage, openStorage, rememberRefused } from './storage';
import { openTabs, whenLeading } from './tabs';
import { createVisitorLog } from './visitor-log';

export type Frame = ReturnType<typeof createFrame>;

/**
 * The frame's life from the launcher's greeting to its farewell.
 * Owns: when a visitor is minted, what the launcher is told. Does not own: conversations.
 *
 * I1 Nobody is minted at the relay before a person has opened the messenger.
 * I2 Identity is the launcher's to keep: it is told before anything is written under it.
 */
export function createFrame(host: Host) {
	const { init } = host;
	const place = createPlace();
	let customer = $state.raw<Customer>();
	/** The relay could not be reached for the first time. */
	let isUnreachable = $state(false);
	let settings = $state.raw(init.settings);
	let workspaceName = '';
	let starting: Promise<void> | undefined;
	let visitor: Visitor | undefined;
	let look = $state.raw<MessengerLook>();
	const color = $derived(String(settings['action_color'] ?? look?.brandColor ?? DEFAULT_COLOR));

	host.listen(hear);
	applySettings();
	place.visible(document.visibilityState === 'visible');
	document.addEventListener('visibilitychange', () =>
		place.visible(document.visibilityState === 'visible'),
	);
	matchMedia(DARK).addEventListener('change', applySettings);
	$effect.root(() => {
		$effect(() => {
			if (!customer || !visitor) return;
			host.send({ t: 'unread', count: customer.unread });
			const { identity } = visitor.session;
			host.send({ t: 'keep', identity, watch: customer.hasWritten(), color });
		});
	});
	if (init.identity) void start();
	if (init.open) void open(init.open);

	function hear(message: HostMessage): void {
		if (message.t === 'open') void open(message.open);
		if (message.t === 'closed') place.hidden();
		if (message.t === 'page') customer?.visit(message.page);
		if (message.t === 'shutdown') void erase();
		if (message.t === 'settings') {
			const before = JSON.stringify(proofOf(settings));
			settings = message.settings;
			applySettings();
			// Who has just logged in is not left waiting for the next token.
			if (JSON.stringify(proofOf(settings)) !== before) void visitor?.session.getToken(true);
			customer?.setSettings(settings);
		}
	}

	async function open({ full, compose }: Opened): Promise<void> {
		place.shown(full);
		await start();
		if (!customer) return;
		if (compose !== undefined) {
			const conversation = await customer.start();
			customer.keepDraft(conversation, compose);
			place.enter(conversation);
			return;
		}
		// Who opens the messenger because of a reply wants the reply.
		const news = customer.conversations.filter(({ id }) => customer?.unreadIn(id));
		if (!place.conversation && news.length === 1 && news[0]) place.enter(news[0].id);
	}

	/** Safe to call again: also how a person tries once more. */
	function start(): Promise<void> {
		return (starting ??= begin().finally(() => (starting = undefined)));
	}

	async function begin(): Promise<void> {
		if (customer) return;
		const opened = await openVisitor(host, () => proofOf(settings), {
			named(name) {
				workspaceName = name;
				customer?.setWorkspace(name);
			},
			moved: (identity) => void move(identity),
		});
		isUnreachable = !opened;
		if (!opened) return;
		visitor = opened;
		const { log, isKept, contact } = opened;
		host.send({ t: 'keep', identity: opened.session.identity, watch: false, color });
		const next = createCustomer(log, isKept, random);
		next.setWorkspace(workspaceName || String((await log.setting('workspace')) ?? ''));
		await next.refresh();
		next.visit(init.page);
		next.setSettings(settings);
		customer = next;
		lead(opened, contact, next);
	}

	function lead({ log, tabs, session }: Visitor, contact: string, next: Customer): void {
		let connection: Connection | undefined;
		tabs.listen((message) => {
			if (message === 'online' || message === 'offline') next.setOffline(message === 'offline');
			if (message === 'ask' && connection) tellTabs(connection.isOffline());
		});
		tabs.tell('ask');
		const tellTabs = (isOffline: boolean) => tabs.tell(isOffline ? 'offline' : 'online');
		const connectNow = async () => {
			connection = await connect(log, session, world, {
				offline(isOffline) {
					next.setOffline(isOffline);
					tellTabs(isOffline);
				},
				gone: () => void erase().then(() => location.reload()),
				look(current) {
					look = current;
					if (current.name) next.setWorkspace(current.name);
					next.setGreeting(current.greeting);
					applySettings();
				},
				typing: next.setTyping,
			});
			if (visitor) visitor.connection = connection;
			next.onTyping(connection.typing);
			if (workspaceName) await log.keep({ workspace: workspaceName });
		};
		whenLeading(`relevo-messenger:${contact}`, () => {
			connectNow().catch((error: unknown) => report(error, 'connect'));
		});
	}

	/** The visitor goes: nothing of them stays on this device, and their secret is worth nothing. */
	async function erase(): Promise<void> {
		const leaving = visitor;
		visitor = undefined;
		customer = undefined;
		place.goTo('home');
		if (!leaving) return;
		host.send({ t: 'keep', identity: null, watch: false, color });
		await leaving.session.signOut();
		await leaving.connection?.close();
		await leaving.storage.wipe();
	}

	/**
	 * The visitor proved to be somebody whom the relay knew already: this frame starts again as them.
	 * What was written before and not yet sent goes with the old database: it is not theirs to send.
	 */
	async function move(identity: Identity): Promise<void> {
		const leaving = visitor;
		visitor = undefined;
		customer = undefined;
		host.send({ t: 'keep', identity, watch: false, color });
		await leaving?.connection?.close();
		location.reload();
	}

	function applySettings(): void {
		chooseLocale(settings['language_override'], init.locale, look?.locale);
		const theme = settings['theme'];
		const isDark = theme === 'dark' || (theme !== 'light' && matchMedia(DARK).matches);
		const { dataset, style } = document.documentElement;
		dataset['theme'] = isDark ? 'dark' : 'light';
		for (const [name, value] of Object.entries(brandVariables(color, isDark))) {
			style.setProperty(name, value);
		}
	}

	return {
		place,
		get customer() {
			return customer;
		},
		get isUnreachable() {
			return isUnreachable;
		},
		retry: start,
		close: () => host.send({ t: 'close' }),
	};
}

type Visitor = {
	session: Session;
	contact: string;
	storage: MessengerStorage;
	isKept: boolean;
	tabs: ReturnType<typeof openTabs>;
	log: ReturnType<typeof createVisitorLog>;
	connection?: Connection;
};

const DARK = '(prefers-color-scheme: dark)';
const DEFAULT_COLOR = '#00756f';

/** Undefined when the relay could not be reached and nobody is known here. */
async function openVisitor(
	host: Host,
	proof: () => Proof,
	heard: Heard,
): Promise<Visitor | undefined> {
	const { workspace, identity } = host.init;
	const session = await openSession(identity, proof, heard);
	if (!session.ok) return undefined;
	const { contact } = session.value;
	let isKept = true;
	const storage = await openStorage(workspace, contact).catch((error: unknown) => {
		report(error, 'storage is denied; this page remembers by itself');
		isKept = false;
		return rememberRefused(memoryStorage());
	});
	const tabs = openTabs(`relevo-messenger:${contact}`);
	const log = createVisitorLog(contact, storage, world, tabs);
	return { session: session.value, contact, storage, isKept, tabs, log };
}

function proofOf(settings: Record<string, unknown>): Proof {
	const text = (name: string) => {
		const value = settings[name];
		return value === undefined ? undefined : String(value);
	};
	return {
		user_id: text('user_id'),
		user_hash: text('user_hash'),
		user_jwt: text('user_jwt'),
	};
}

/** Ids are capabilities here (case 34): their chance is the platform's best. */
function random(): number {
	return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

const world: World = {
	now: Date.now,
	random,
	after(delayMs, callback) {
		const timer = setTimeout(callback, delayMs);
		return () => clearTimeout(timer);
	},
};
