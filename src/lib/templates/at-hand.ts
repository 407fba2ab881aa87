import { assign } from '../steps/assign';
import { close } from '../steps/close';
import { note } from '../steps/note';
import { tag } from '../steps/tag';
import { tagContact } from '../steps/tag-contact';
import { unassign } from '../steps/unassign';
import { shortcut } from '../triggers/shortcut';
import { ENDED, on, says, step, story, workflow } from './parts';
import type { Filled, WorkflowTemplate } from './template';

/** W-TPL-15: what an agent does with one press in the inbox; the customer reads nothing of it. */

/** The rating of W-TPL-09 follows a person who closes; here the workflow does, so none is asked. */
export const markAsSpam: WorkflowTemplate = {
	id: 'mark-as-spam',
	text: {
		es: {
			title: 'Marcar como spam',
			description: 'Acceso directo: etiqueta, cierra y no pide calificación.',
		},
		en: {
			title: 'Mark as spam',
			description: 'A shortcut: tags it, closes it and asks for no rating.',
		},
	},
	placeholders: [{ id: 'spam', kind: 'tag', name: { es: 'spam', en: 'spam' } }],
	definition(locale, filled = {}) {
		return workflow({
			title: this.text[locale].title,
			on: on(shortcut),
			nodes: {
				tag: step(tag, { add: given(filled.spam) }, { next: 'close' }),
				close: step(close, { category: WORDS[locale].spam }),
			},
		});
	},
	scenarios(locale, { spam = '' } = {}) {
		const words = WORDS[locale];
		return [
			story('spam', words.spamStory, [
				[says(words.offer)],
				[
					{ do: 'shortcut' },
					{ saw: 'tagged', of: 'conversation', tag: spam },
					{ saw: 'note', text: words.spam },
					{ saw: 'state', state: 'closed' },
					ENDED,
				],
			]),
		];
	},
};

/**
 * WFX-01: workflows whose audience leaves this tag out are silent for the contact between the two
 * shortcuts.
 */
export const closeAndResumeBot: WorkflowTemplate = {
	id: 'close-and-resume-bot',
	text: {
		es: {
			title: 'Cerrar la conversación y encender el bot',
			description:
				'Dos accesos directos: uno pausa el bot con una etiqueta; este cierra y la quita.',
		},
		en: {
			title: 'Close the conversation and switch the bot on',
			description: 'Two shortcuts: one pauses the bot with a tag; this one closes and removes it.',
		},
	},
	placeholders: [{ id: 'paused', kind: 'tag', name: { es: 'bot en pausa', en: 'bot paused' } }],
	companions: [
		{
			id: 'pause',
			definition: (locale, filled: Filled = {}) =>
				workflow({
					title: WORDS[locale].pause,
					on: on(shortcut),
					nodes: { tag: step(tagContact, { add: given(filled.paused), remove: [] }) },
				}),
		},
	],
	definition(locale, filled = {}) {
		return workflow({
			title: this.text[locale].title,
			on: on(shortcut),
			nodes: {
				close: step(close, {}, { next: 'resume' }),
				resume: step(tagContact, { add: [], remove: given(filled.paused) }),
			},
		});
	},
	scenarios(locale, { paused = '' } = {}) {
		const words = WORDS[locale];
		return [
			story(
				'resume',
				words.resumeStory,
				[
					[says(words.solved)],
					[
						{ do: 'shortcut' },
						{ saw: 'state', state: 'closed' },
						{ saw: 'untagged', of: 'contact', tag: paused },
						ENDED,
					],
				],
				{ tags: [paused] },
			),
		];
	},
};

/** What the next shift must know is asked for, and goes along as a note. */
export const passOnShift: WorkflowTemplate = {
	id: 'pass-on-shift',
	text: {
		es: {
			title: 'Cambio de turno',
			description: 'Acceso directo: pregunta qué falta, lo anota y la pasa al turno siguiente.',
		},
		en: {
			title: 'Shift change',
			description: 'A shortcut: asks what is left, notes it and passes it to the next shift.',
		},
	},
	placeholders: [{ id: 'next', kind: 'team', name: { es: 'Turno siguiente', en: 'Next shift' } }],
	definition(locale, { next = null } = {}) {
		const words = WORDS[locale];
		return workflow({
			title: this.text[locale].title,
			on: on(shortcut, { form: [{ id: 'left', variable: 'left', label: words.left }] }),
			nodes: {
				note: step(note, { text: words.noting }, { next: 'release' }),
				release: step(unassign, { from: 'teammate' }, { next: 'team' }),
				team: step(assign, { to: 'team', team: next }),
			},
		});
	},
	scenarios(locale, { next = null } = {}) {
		const words = WORDS[locale];
		return [
			story('shift', words.shiftStory, [
				[says(words.solved)],
				[{ do: 'takes' }],
				[
					{ do: 'shortcut', answers: { left: words.callBack } },
					{ saw: 'note', text: words.noted },
					{ saw: 'assigned', teammate: null },
					{ saw: 'assigned', team: next },
					ENDED,
				],
			]),
		];
	},
};

function given(id: string | undefined): string[] {
	return id ? [id] : [];
}

const WORDS = {
	es: {
		spam: 'Spam',
		spamStory: 'Llega publicidad',
		offer: 'Gane dinero desde casa',
		pause: 'Pausar el bot',
		resumeStory: 'Se cierra y el bot vuelve',
		solved: 'Quedo a la espera',
		left: '¿Qué falta por hacer?',
		noting: 'Cambio de turno. Falta: {{run.left | fallback: "nada"}}',
		callBack: 'Llamar mañana',
		noted: 'Cambio de turno. Falta: Llamar mañana',
		shiftStory: 'Termina el turno',
	},
	en: {
		spam: 'Spam',
		spamStory: 'Advertising comes in',
		offer: 'Earn money from home',
		pause: 'Pause the bot',
		resumeStory: 'It is closed and the bot is back',
		solved: 'I will wait then',
		left: 'What is left to do?',
		noting: 'Shift change. Left to do: {{run.left | fallback: "nothing"}}',
		callBack: 'Call tomorrow',
		noted: 'Shift change. Left to do: Call tomorrow',
		shiftStory: 'The shift ends',
	},
};
