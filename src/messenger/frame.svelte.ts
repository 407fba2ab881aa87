import type { HostMessage, Identity, Kept, Opened } from '../launcher/protocol';
import type { World } from '../lib/core/ports';
import type { MessengerLook } from '../lib/documents/public';
import { download } from '../lib/sync/download';
import { connect } from './connection';
import { createCustomer, type Customer } from './customer.svelte';
import type { Host } from './host';
import { DARK, DEFAULT_COLOR, dress } from './dress';
import { regionalLanguage, withLanguage } from './language';
import { currentLocale } from './locale.svelte';
import { createPlace } from './place.svelte';
import { report } from './report';
import type { Proof } from './session';
import { openVisitor, type Visitor } from './visitor';

export type Frame = ReturnType<typeof createFrame>;

/**
 * The frame's life from the launcher's greeting to its farewell.
 * Owns: when a visitor is minted, what the launcher is told. Does not own: conversations.
 *
 * I1 Nobody is minted at the relay before a person has opened the messenger, or met on the page
 *    what a workflow waits for.
 * I2 Identity is the launcher's to keep: it is told before anything is written under it. What is
 *    carried over from another contact is still kept under that one until then.
 * I3 One thing at a time: starting and moving to another contact never overlap.
 */
export function createFrame(host: Host) {
	const { init } = host;
	const place = createPlace();
	let customer = $state.raw<Customer>();
	/** The relay could not be reached for the first time. */
	let isUnreachable = $state(false);
	let settings = $state.raw(init.settings);
	let page = init.page;
	let workspaceName = '';
	let identity = init.identity;
	let visitor: Visitor | undefined;
	let last = Promise.resolve();
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
			keep({ identity, watch: customer.hasWritten(), color });
		});
		$effect(() => {
			const wanted = customer?.wanted;
			if (wanted === undefined) return;
			customer?.bringUp(undefined);
			place.enter(wanted);
			host.send({ t: 'show' });
		});
	});
	if (init.identity) void start();
	if (init.open) void open(init.open);
	if (init.met?.length) void meet(init.met);

	function hear(message: HostMessage): void {
		if (message.t === 'open') void open(message.open);
		if (message.t === 'closed') place.hidden();
		if (message.t === 'met') void meet([message.rule]);
		if (message.t === 'page') {
			({ page } = message);
			customer?.visit(page);
		}
		if (message.t === 'shutdown') void erase();
		if (message.t === 'settings') {
			settings = message.settings;
			applySettings();
			void visitor?.session.getToken(false);
			if (customer) tellOf(customer);
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

	/** What a workflow waits for has happened on the page (W-TRG-01). */
	async function meet(rules: readonly string[]): Promise<void> {
		await start();
		customer?.meet(rules);
	}

	/** Safe to call again: also how a person tries once more. */
	function start(): Promise<void> {
		return inTurn(async () => {
			if (customer) return;
			const opened = await openVisitorAs(identity);
			isUnreachable = !opened;
			if (!opened) return;
			await opened.storage.forgetOthers();
			await enter(opened);
		});
	}

	/**
	 * The visitor proved to be somebody whom the relay knew already, or is a stranger to it: this
	 * frame goes on as them, and their unsent words with it, unless those are another user's.
	 */
	function move(next: Identity, isAnother: boolean): Promise<void> {
		return inTurn(async () => {
			const leaving = visitor;
			if (!leaving) return;
			if (leaving.log.contact === next.contact) return renew(leaving, next);
			visitor = undefined;
			customer = undefined;
			place.goTo('home');
			leaving.tabs.tell({ moved: next, isAnother });
			await leaving.leave();
			const opened = await openVisitorAs(next);
			if (!opened) return;
			const settle = () => keep({ identity: next, watch: false, color });
			await (isAnother ? leaving.forget() : leaving.carryOver(opened, settle));
			await enter(opened);
		});
	}

	/** The same contact with another secret. */
	function renew({ session }: Visitor, next: Identity): void {
		session.adopt(next);
		identity = next;
		keep({ identity, watch: customer?.hasWritten() ?? false, color });
	}

	function keep(kept: Kept): void {
		host.send({ t: 'keep', kept });
	}

	function inTurn(task: () => Promise<void>): Promise<void> {
		last = last.then(task).catch((error: unknown) => {
			report(error, 'start');
			isUnreachable = true;
		});
		return last;
	}

	function openVisitorAs(known: Identity | null): Promise<Visitor | undefined> {
		return openVisitor(init.workspace, known, {
			proof: () => proofOf(settings),
			heard: {
				named(name) {
					workspaceName = name;
					customer?.setWorkspace(name);
				},
				moved: (next, isAnother) => void move(next, isAnother),
				renewed(next) {
					if (!visitor) return;
					renew(visitor, next);
					visitor.tabs.tell({ moved: next });
				},
			},
			world,
		});
	}

	async function enter(opened: Visitor): Promise<void> {
		visitor = opened;
		({ identity } = opened.session);
		keep({ identity, watch: false, color });
		const { log, isKept } = opened;
		const next = createCustomer(log, isKept, random);
		next.setWorkspace(workspaceName || String((await log.setting('workspace')) ?? ''));
		await next.refresh();
		const { getToken } = opened.session;
		next.onDownload(async (file) => (await download(location.origin, file, getToken)).ok);
		next.visit(page);
		tellOf(next);
		customer = next;
		lead(opened, next);
	}

	function tellOf(next: Customer): void {
		const language = regionalLanguage(currentLocale(), navigator.languages);
		next.setSettings(withLanguage(settings, next.language, language));
	}

	function lead({ log, tabs, session, lead }: Visitor, next: Customer): void {
		let isConnectedOffline: (() => boolean) | undefined;
		const tellTabs = (isOffline: boolean) => tabs.tell(isOffline ? 'offline' : 'online');
		tabs.listen((message) => {
			if (message === 'online' || message === 'offline') next.setOffline(message === 'offline');
			if (message === 'ask' && isConnectedOffline) tellTabs(isConnectedOffline());
			if (typeof message === 'object') void move(message.moved, message.isAnother === true);
		});
		tabs.tell('ask');
		lead(async () => {
			const connection = await connect(log, session, world, {
				offline(isOffline) {
					next.setOffline(isOffline);
					tellTabs(isOffline);
				},
				gone: () => void erase().then(() => location.reload()),
				look(current) {
					look = current;
					next.setLook(current);
					applySettings();
				},
				typing: next.setTyping,
			});
			isConnectedOffline = connection.isOffline;
			next.onTyping(connection.typing);
			if (workspaceName) await log.keep({ workspace: workspaceName });
			return connection;
		});
	}

	/** The visitor goes: nothing of them stays on this device, and their secret is worth nothing. */
	async function erase(): Promise<void> {
		const leaving = visitor;
		visitor = undefined;
		customer = undefined;
		place.goTo('home');
		if (!leaving) return;
		keep({ identity: null, watch: false, color });
		await leaving.leave();
		await leaving.session.signOut();
		await leaving.storage.wipe();
	}

	function applySettings(): void {
		dress({ settings, color, locales: [init.locale, look?.locale] });
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
	elapsed: () => performance.now(),
	random,
	after(delayMs, callback) {
		const timer = setTimeout(callback, delayMs);
		return () => clearTimeout(timer);
	},
};
