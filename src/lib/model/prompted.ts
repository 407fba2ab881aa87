import { closeEpisode, type Conversation } from './conversation';
import type { EventOf } from './event';

/** The questions of a conversation: those that wait for an answer, and what became of others. */

/** Older ones are answered by nobody any more. */
const MAX_TAKEN_BACK = 20;

export function noteQuestion(
	conversation: Conversation,
	{ id, input }: EventOf<'promptShown'>,
): void {
	const question = { input, closing: closeEpisode(conversation) };
	conversation.ratingQuestions = { ...conversation.ratingQuestions, [id]: question };
}

export function takeBack(conversation: Conversation): void {
	const { takenBack = [], prompts } = conversation;
	if (!prompts.length) return;
	conversation.takenBack = [...takenBack, ...prompts.map(({ id }) => id)].slice(-MAX_TAKEN_BACK);
	conversation.prompts = [];
}

/** Whether no automation takes what answers this prompt, so that it is a person's to answer. */
export function isUnheard({ state, takenBack }: Conversation, prompt: string): boolean {
	return state !== 'open' || takenBack?.includes(prompt) === true;
}

/** What the button said: its prompt closes with the press. */
export function notePress(
	conversation: Conversation,
	{ prompt, option }: EventOf<'buttonPressed'>,
): void {
	const input = conversation.prompts.find(({ id }) => id === prompt)?.input;
	const pressed = input?.kind === 'buttons' && input.options.find(({ id }) => id === option);
	if (pressed) conversation.pressed = { prompt, option, label: pressed.label };
}

export function answerPrompt(conversation: Conversation, prompt: string): void {
	conversation.prompts = conversation.prompts.filter((open) => open.id !== prompt);
}
