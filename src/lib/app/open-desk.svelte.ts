import { newId } from '../base/id';
import { fail, type Result } from '../base/result';
import { observeWorkspace, putTeammate, readWorkspace, setSettings } from '../documents/workspace';
import { deviceClock } from '../core/device-clock';
import { type CoreLink, isOfThisRelease } from '../core/hosts/messages';
import { startCore } from '../core/link';
import { type Conversation, conversationKey } from '../model/conversation';
import { WORKSPACE_ROOM } from '../model/room';
import type { Session } from '../read/device';
import { CACHED_WORKSPACE } from '../read/names';
import { noteTold, saveDraft, saveRead, saveUnread } from '../read/own';
import type { Store } from '../read/store';
import { discardFailed } from '../read/write';
import type { Canvas } from '../sync/canvas';
import { type GetToken, type MuxSocket, openSocket } from '../sync/socket';
import { download } from '../sync/download';
import { deviceTokens } from '../sync/tokens';
import { afterPaint } from './after-paint';
import { random } from './chance';
import type { Desk } from './desk';
import { showEarlyRows } from './early-rows';
import { type DeskData, openDeskData } from './desk-data';
import { pageCanvases } from './page-canvases';
import { PeopleTracker } from './people.svelte';
import * as api from './relay-api';
import { eraseDevice, followLeaving } from './session';
import { SyncTracker } from './sync-state.svelte';
import { cachedWorkspace, cacheWorkspace, named } from './workspace-cache';
import { createWriter } from './writer';

export type OpenDesk = Desk & {
	readonly store: Store;
	/** Ends what this page holds open; the core goes on for the others. */
	close(): Promise<void>;
};

/**
 * The composition root of a page. Owns: what the page holds of the store, its socket, the two
 * canvases that every screen needs, presence. Does not own: the core, which it only wakes.
 *
 * I1 A write is on the screen at once, and on disk, with the rows that show it, before it resolves
 *    and before the core hears of it.
 * I2 Nothing here waits for the network: what needs it is opened meanwhile.
 */
export async function openDesk(
	session: Session,
	start: (session: Session) => CoreLink = startCore,
): Promise<OpenDesk> {
	const outdated = new AbortController();
	const data = await openDeskData({
		workspace: session.workspace.id,
		me: session.me.id,
		outdated: () => outdated.abort(),
		fetch: (contact) => core.fetch(contact),
	});
	const { store, replica } = data;
	const known = cachedWorkspace(replica.setting(CACHED_WORKSPACE), session);
	const offset = replica.setting('clockOffset');
	const core = start(session);
	// What a worker of another release writes is told to nobody, until it has given way.
	core.onStatus((status) => {
		if (!isOfThisRelease(status)) replica.again();
	});
	const getToken = tokensOf(session);
	const socket = session.relay && getToken ? pageSocket(session.relay, getToken) : null;
	const clock = relayClock(socket, typeof offset === 'number' ? offset : 0);
	const gone = () => void leave('revoked').catch(reportError);
	const sync = new SyncTracker({
		replica,
		core,
		socket,
		now: clock.now,
		gone,
		outdated: outdated.signal,
	});
	const stopFollowing = followLeaving(
		() => void close().then(() => toEntrance('signedOut'), reportError),
	);
	const stopHearing = socket ? whenOnline(reconnect) : () => {};
	const stopShowing = socket ? showEarlyRows({ socket, replica, core }) : () => {};
	const people = new PeopleTracker(socket, session.me);
	const canvases = pageCanvases({ workspace: session.workspace.id, store, socket });
	let workspace = $state.raw(known);
	followWorkspace(session, store, core, canvases, (read) => (workspace = read)).catch(reportError);

	const { now } = clock;
	const writeNow = createWriter({
		...{ replica, store, me: session.me, now, random },
		stored: () => core.wake(),
	});
	const write: Desk['write'] = (contact, drafts) => told(writeNow(contact, drafts));

	/** What cannot be saved is said in the pill, whatever it is. */
	async function told<T>(saving: Promise<Result<T>>): Promise<Result<T>> {
		const result = await saving;
		sync.saved(result.ok);
		return result;
	}

	function reconnect(): void {
		socket?.retry();
		core.reconnect();
	}

	async function close(): Promise<void> {
		stopHearing();
		stopShowing();
		stopFollowing();
		sync.stop();
		people.stop();
		await canvases.close();
		socket?.close();
		await data.close();
	}

	let leaving: Promise<void> | undefined;

	/** Nothing stays on this device. */
	function leave(why: Leaving): Promise<void> {
		leaving ??= (async () => {
			await core.stop();
			await close();
			await eraseDevice(session);
			toEntrance(why);
		})();
		return leaving;
	}

	return {
		store,
		replica,
		ask: data.asking(() => {}),
		asking: data.asking,
		me: session.me,
		get workspace() {
			return workspace;
		},
		get sync() {
			return sync.state;
		},
		get people() {
			return people.people;
		},
		get typingContacts() {
			return people.typingContacts;
		},
		write,
		publish: (drafts) => write('', drafts),
		openCanvas: canvases.open,
		workspaceCanvas: canvases.workspace,
		publicCanvas: canvases.public,
		showPresence: (presence) => people.show(presence),
		watchTyping: (contact) => people.watchTyping(contact),
		now,
		newId: (prefix) => newId(prefix, now(), random),
		update: () => core.update(),
		reconnect,
		saveDraft(conversation, mode, text) {
			const draft = { conversation, mode, text, at: now() };
			replica.keepDraft(draft);
			return told(shown(data, saveDraft(store, draft)));
		},
		mark: (conversation, isRead) => mark(data, conversation, isRead),
		discard: (failed) => discardFailed(store, failed),
		mayTell: (effect) => noteTold(store, effect),
		...asked(session, getToken),
		signOut: () => leave('signedOut'),
		close,
	};
}

/** The replica hears of it at once, and not by what is told to all pages. */
async function shown(
	{ replica }: DeskData,
	saving: ReturnType<typeof saveDraft>,
): ReturnType<typeof saveDraft> {
	const saved = await saving;
	if (saved.ok) replica.receive(saved.value);
	return saved;
}

/** On the screen at once, and taken back where it cannot be stored. */
async function mark(
	data: DeskData,
	conversation: Conversation,
	isRead: boolean,
): Promise<Result<unknown>> {
	const { contact, id } = conversation;
	const takeBack = data.replica.remark(conversation, isRead);
	// Nobody waits for it: what the key was pressed for is painted first.
	await afterPaint();
	const saving = isRead
		? saveRead(data.store, conversation)
		: saveUnread(data.store, conversationKey(contact, id));
	const saved = await shown(data, saving);
	if (!saved.ok) takeBack();
	return saved;
}

function whenOnline(callback: () => void): () => void {
	addEventListener('online', callback);
	return () => removeEventListener('online', callback);
}

/** Signed out by the person, or by somebody who took the access away (abuse case 14). */
type Leaving = 'signedOut' | 'revoked';

/** Loaded anew, so that nothing of the person stays in memory either. */
function toEntrance(why: Leaving): void {
	location.replace(why === 'revoked' ? '/inbox/mine?revoked' : '/inbox/mine');
}

function tokensOf({ relay, secret }: Session): GetToken | undefined {
	return relay === null ? undefined : deviceTokens({ relay, secret, now: Date.now });
}

const clocks = { now: Date.now, elapsed: () => performance.now() };

function relayClock(socket: MuxSocket | null, offsetMs: number) {
	const clock = deviceClock(clocks, offsetMs, () => {});
	socket?.listen({ clock: clock.set });
	return clock;
}

function pageSocket(relay: string, getToken: GetToken): MuxSocket {
	const socket = openSocket({
		url: `${relay.replace(/^http/, 'ws')}/mux`,
		getToken,
		world: {
			...clocks,
			random,
			after(delayMs, callback) {
				const timer = setTimeout(callback, delayMs);
				return () => clearTimeout(timer);
			},
		},
		WebSocket,
		report: reportError,
	});
	return socket;
}

/** Keeps `show` at the newest reading of the canvas, and the cache of the next start with it. */
async function followWorkspace(
	session: Session,
	store: Store,
	core: CoreLink,
	canvases: ReturnType<typeof pageCanvases>,
	show: (workspace: Desk['workspace']) => void,
): Promise<void> {
	const { doc, whenLoaded } = await canvases.workspace();
	await whenLoaded;
	function read(): void {
		const workspace = named(readWorkspace(doc), session);
		show(workspace);
		cacheWorkspace(store, workspace).catch(reportError);
	}
	if (!session.relay) keepUpdates(doc, store, core);
	// With a relay it is the relay that writes the owner into the canvas; alone nobody else does.
	if (!session.relay && !readWorkspace(doc).teammates[session.me.id]) {
		const { name, locale } = session.workspace;
		const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
		setSettings(doc, { name, locale, timeZone });
		putTeammate(doc, { ...session.me });
	}
	read();
	observeWorkspace(doc, read);
}

/** Alone there is no feed to bring the settings to the core: it reads them from here. */
function keepUpdates(doc: Canvas['doc'], store: Store, core: CoreLink): void {
	doc.on('update', (update) => {
		store
			.write(({ updates }) => updates.put({ room: WORKSPACE_ROOM, update }), ['updates'])
			.then(core.wake, reportError);
	});
}

/** What is asked of the relay itself. */
function asked(
	session: Session,
	getToken: GetToken | undefined,
): Pick<Desk, 'invite' | 'setMember' | 'download'> {
	async function asMe<T>(call: (relay: string, token: string) => Promise<Result<T>>) {
		if (!session.relay || !getToken) return fail('alone');
		const token = await getToken(false);
		return token.ok ? call(session.relay, token.value) : token;
	}
	return {
		invite: (input) => asMe((relay, token) => api.invite(relay, token, input)),
		setMember: (teammate, change) =>
			asMe((relay, token) => api.setMember(relay, token, teammate, change)),
		download: async (file) =>
			session.relay && getToken ? download(session.relay, file, getToken) : fail('alone'),
	};
}
