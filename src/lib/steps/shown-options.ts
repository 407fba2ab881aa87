import type { EventOf } from '../model/event';
import type { PromptOption } from '../model/prompt';
import type { StepContext } from './step';

/**
 * The buttons of the parked step as the customer read them: what their labels were filled with may
 * have changed since. Filled now, where the prompt is not open any more.
 */
export function shownOptions(
	options: readonly PromptOption[],
	{ run, conversation, render }: StepContext,
): PromptOption[] {
	const shown = conversation.prompts.find(({ id }) => id === run.park?.prompt)?.input;
	if (shown?.kind === 'buttons') return shown.options;
	return options.map((option) => renderOption(option, render));
}

/** The one that was pressed, in the same way. */
export function pressedOption(
	{ prompt, option }: EventOf<'buttonPressed'>,
	options: readonly PromptOption[],
	context: StepContext,
): PromptOption | undefined {
	const known = options.find(({ id }) => id === option);
	if (!known) return undefined;
	const { pressed } = context.conversation;
	return pressed?.prompt === prompt && pressed.option === option
		? { id: option, label: pressed.label }
		: renderOption(known, context.render);
}

/** As it is shown: only what the customer may know of an option. */
export function renderOption(
	{ id, label }: PromptOption,
	render: StepContext['render'],
): PromptOption {
	return { id, label: render(label).slice(0, MAX_LABEL) };
}

const MAX_LABEL = 200;
