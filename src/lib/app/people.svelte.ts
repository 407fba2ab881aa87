import type { Presence, TypingWatch } from '../sync/presence';
import type { MuxSocket } from '../sync/socket';
import { afterPaint } from './after-paint';
import type { Desk, Me, Person } from './desk';

const load = () => import('../sync/presence');

/** A page that nobody looks at for this long shows its person as away. */
const AWAY_AFTER_MS = 2 * 60_000;

/**
 * Who else is here, and who is typing. Owns: this person's own presence. Everything in it is
 * forgotten when the socket closes; alone there is nobody, and nothing is opened.
 */
export class PeopleTracker {
	people = $state.raw<readonly Person[]>([]);
	typingContacts = $state.raw<readonly string[]>([]);
	readonly #socket: MuxSocket | null;
	readonly #me: Me;
	#presence: Presence | undefined;
	#shown: { at?: string | undefined; typing?: boolean | undefined } = {};
	#status: Person['status'] = 'online';
	#awayTimer: ReturnType<typeof setTimeout> | undefined;
	#isTelling = false;
	/** Its code, which the list can be used without. */
	#loaded: ReturnType<typeof load> | undefined;
	readonly #end = new AbortController();

	constructor(socket: MuxSocket | null, me: Me) {
		this.#socket = socket;
		this.#me = me;
		if (socket) this.#open(socket).catch(reportError);
	}

	show(shown: { at?: string | undefined; typing?: boolean | undefined }): void {
		this.#shown = shown;
		this.#tell().catch(reportError);
	}

	watchTyping(contact: string): ReturnType<Desk['watchTyping']> {
		let watch: TypingWatch | undefined;
		let isStopped = false;
		const open = async (socket: MuxSocket) => {
			// Of conversations that a person only passes by, nobody is told.
			await afterPaint();
			const { watchTyping } = await this.#load();
			if (isStopped) return;
			const subject = { contact, as: this.#me.name };
			// The watch ends only after the frame in which it is stopped.
			watch = watchTyping(socket, subject, (isTyping) => {
				if (!isStopped) this.#setTyping(contact, isTyping);
			});
		};
		if (this.#socket) open(this.#socket).catch(reportError);
		return {
			typing: (isTyping) => watch?.typing(isTyping),
			stop: () => {
				isStopped = true;
				void afterPaint().then(() => watch?.stop());
				this.#setTyping(contact, false);
			},
		};
	}

	stop(): void {
		this.#end.abort();
		clearTimeout(this.#awayTimer);
		this.#presence?.close();
	}

	async #open(socket: MuxSocket): Promise<void> {
		const { openPresence } = await this.#load();
		if (this.#end.signal.aborted) return;
		this.#presence = openPresence(socket, this.#me.id, (people) => (this.people = people));
		this.show(this.#shown);
		document.addEventListener('visibilitychange', this.#seen, { signal: this.#end.signal });
	}

	#load(): ReturnType<typeof load> {
		return (this.#loaded ??= load());
	}

	/** Once for all that is shown in one frame, and after it. */
	async #tell(): Promise<void> {
		if (this.#isTelling) return;
		this.#isTelling = true;
		await afterPaint();
		this.#isTelling = false;
		if (!this.#end.signal.aborted) this.#presence?.show({ status: this.#status, ...this.#shown });
	}

	#setTyping(contact: string, isTyping: boolean): void {
		const others = this.typingContacts.filter((id) => id !== contact);
		this.typingContacts = isTyping ? [...others, contact] : others;
	}

	readonly #seen = (): void => {
		clearTimeout(this.#awayTimer);
		if (document.visibilityState === 'visible') this.#become('online');
		else this.#awayTimer = setTimeout(() => this.#become('away'), AWAY_AFTER_MS);
	};

	#become(status: Person['status']): void {
		if (this.#status === status) return;
		this.#status = status;
		this.#socket?.send({ t: 'status', status });
		this.show(this.#shown);
	}
}
