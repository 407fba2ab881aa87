import type { Operator } from './attribute';

/** What the condition editor gives to the input of a format (`attributes/*.svelte`). */
export type ValueEditorProps = {
	value: unknown;
	operator: Operator;
	/** The field's own, such as the items of a list. */
	settings: unknown;
	label: string;
	disabled: boolean;
	onchange(value: unknown): void;
};
