import { onMount } from 'svelte';
import type { Desk } from '../../app/desk';

export type Mode = 'reply' | 'note';

const MODES = ['reply', 'note'] as const;
const SAVE_AFTER_MS = 200;

/**
 * What is typed and not sent, of one conversation. Owns the text on the screen and its copy on the
 * device.
 *
 * I1 What is being sent stays stored until the message is: a crash between the two loses nothing.
 * I2 Leaving the screen or hiding the page saves at once.
 */
export class ComposerDraft {
	texts = $state<Record<Mode, string>>({ reply: '', note: '' });
	/** Since when this reply has been in the making: what others sent after it is told (U7). */
	startedAt = $state<number>();

	#unsaved: Mode[] = [];
	#timer: ReturnType<typeof setTimeout> | undefined;

	readonly #desk: Desk;
	readonly #conversation: string;

	constructor(desk: Desk, conversation: string) {
		this.#desk = desk;
		this.#conversation = conversation;
		this.#load();
		onMount(() => {
			const hidden = () => document.visibilityState === 'hidden' && this.#save();
			document.addEventListener('visibilitychange', hidden);
			return () => {
				document.removeEventListener('visibilitychange', hidden);
				this.#save();
			};
		});
	}

	write(mode: Mode, text: string): void {
		this.#show(mode, text);
		if (!this.#unsaved.includes(mode)) this.#unsaved.push(mode);
		clearTimeout(this.#timer);
		// An empty text was sent or given up: a reload must not bring it back.
		if (text) this.#timer = setTimeout(() => this.#save(), SAVE_AFTER_MS);
		else this.#save();
	}

	/** Off the screen, while it is stored as a message: until that is done the device keeps it. */
	take(mode: Mode): string {
		const text = this.texts[mode];
		this.#save();
		this.#show(mode, '');
		return text;
	}

	/** The message was stored; or it was not, and its words go back before what was typed since. */
	taken(mode: Mode, text: string, isStored: boolean): void {
		this.write(mode, isStored ? this.texts[mode] : text + this.texts[mode]);
	}

	#load(): void {
		for (const mode of MODES) {
			const row = this.#desk.replica.draft({ conversation: this.#conversation, mode });
			if (!row) continue;
			this.texts[mode] = row.text;
			if (mode === 'reply') this.startedAt = row.at;
		}
	}

	#show(mode: Mode, text: string): void {
		this.texts[mode] = text;
		if (mode === 'reply') this.startedAt = text ? (this.startedAt ?? this.#desk.now()) : undefined;
	}

	#save(): void {
		clearTimeout(this.#timer);
		for (const mode of this.#unsaved) {
			// On a full disk the words stay on the screen, and the pill says so.
			this.#desk.saveDraft(this.#conversation, mode, this.texts[mode]).catch(reportError);
		}
		this.#unsaved = [];
	}
}
