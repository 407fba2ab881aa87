import { attributeFormat } from '../attributes/index';
import type { PromptOption } from '../model/prompt';
import type { AttributeSchema } from '../model/workspace';

/**
 * The buttons that offer what an attribute can hold. A button that is there already stays the same
 * one, with its path and its tag. Undefined where it holds no choice, or has these buttons.
 */
export function optionsFor<Option extends PromptOption>(
	target: AttributeSchema,
	options: readonly Option[],
	max: number,
	create: (label: string) => Option,
): Option[] | undefined {
	const wanted = itemLabels(target).slice(0, max);
	const labels = options.map(({ label }) => label);
	if (wanted.length === 0 || JSON.stringify(wanted) === JSON.stringify(labels)) return undefined;
	return wanted.map((label) => options.find((option) => option.label === label) ?? create(label));
}

/** Of what it can hold, where that is a choice. */
export function itemLabels(target: AttributeSchema | undefined): string[] {
	const kind = target && attributeFormat(target.format);
	const known = kind?.settings.safeParse(target?.settings ?? {});
	const items = (known?.success && kind?.items?.(known.data)) || [];
	return items.map(({ label }) => label);
}
