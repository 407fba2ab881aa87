import type { Operator } from './attribute';

/** What the condition editor gives to the input of a format (`attributes/*.svelte`). */
export type ValueEditorProps = {
	value: unknown;
	operator: Operator;
	/** The field's own, such as the items of a list. */
	settings: unknown;
	/** The workspace's, for values that are a time. */
	zone: string;
	/** It is what a condition compares with, not a value of the attribute. */
	isRule?: boolean;
	label: string;
	disabled: boolean;
	onchange(value: unknown): void;
};
