import type { PromptOption } from '../model/prompt';
import { sameLabels } from '../model/typed-text';
import type { StepProblem } from './step';

/** Of buttons that are the answers to a question; `max` characters each, or false. */
export function choiceProblems(
	options: readonly PromptOption[],
	max: number | false,
): StepProblem[] {
	return [
		...(options.length > 0 ? [] : [{ code: 'noOptions', param: 'options' }]),
		...(max === false ? [] : longLabels(options, max)),
		...labelProblems(options),
	];
}

/** What is wrong with buttons in the param `options`, each told at its own button (E-03). */
export function labelProblems(options: readonly PromptOption[]): StepProblem[] {
	return options.flatMap((option, index) => {
		if (!option.label.trim()) return [{ code: 'noLabel', param: 'options', part: option.id }];
		const isSame = options.slice(0, index).some((other) => sameLabels([other.label, option.label]));
		return isSame ? [problemAt('sameLabel', option)] : [];
	});
}

export function longLabels(
	options: readonly PromptOption[],
	max: number,
	allowed: readonly string[] = [],
): StepProblem[] {
	return options
		.filter(({ label }) => label.length > max && !allowed.includes(label))
		.map((option) => problemAt('longLabel', option));
}

export function problemAt(code: string, { id, label }: PromptOption): StepProblem {
	return { code, param: 'options', part: id, detail: label };
}
