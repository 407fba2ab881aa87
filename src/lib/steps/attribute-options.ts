import { attributeFormat } from '../attributes/index';
import type { PromptOption } from '../model/prompt';
import type { AttributeSchema } from '../model/workspace';

/**
 * The buttons that offer what an attribute can hold. A button that is there already stays the same
 * one, with its path and its tag. Undefined where it holds no choice, or has these buttons.
 */
export function optionsFor<Option extends PromptOption>(
	{ format, settings = {} }: AttributeSchema,
	options: readonly Option[],
	max: number,
	create: (label: string) => Option,
): Option[] | undefined {
	const kind = attributeFormat(format);
	const known = kind?.settings.safeParse(settings);
	const items = (known?.success && kind?.items?.(known.data)) || [];
	const wanted = items.slice(0, max).map(({ label }) => label);
	const labels = options.map(({ label }) => label);
	if (wanted.length === 0 || JSON.stringify(wanted) === JSON.stringify(labels)) return undefined;
	return wanted.map((label) => options.find((option) => option.label === label) ?? create(label));
}
