import { getContext, setContext } from 'svelte';
import type { RunVariable } from '../attributes/fields';
import type { Splice } from '../base/splice';
import type { Workspace } from '../model/workspace';
import type { Creatable } from './create-reference';

/**
 * What the inspector gives to the editor of a kind (`steps/*.svelte`, `triggers/*.svelte`). An
 * editor shows `params` and calls `set`; it keeps no state of its own that would be lost when
 * somebody else edits.
 */
export type EditorProps<P> = {
	params: P;
	set<K extends keyof P & string>(param: K, value: P[K]): void;
	/** The kind's own text for a field, in the language of the interface. */
	label(field: string): string;
	editing: Editing;
};

/** What all fields of one editor share; found by context in the fields themselves. */
export type Editing = {
	readonly workspace: Workspace;
	readonly canEdit: boolean;
	/** What a run of this workflow learns by name (V-5). */
	readonly variables: readonly RunVariable[];
	/** For params that are free text (`texts` of the kind): merges with what others type. */
	splice(param: string, splice: Splice): void;
	/** With the id of a part: what is wrong with that one; else with the param as a whole. */
	problem(param: string, part?: string): string | undefined;
	/** Teammates whose focus is in this field now. */
	others(param: string): readonly { name: string; hue: number }[];
	/** I am in this field now; shown to the others. */
	focus(param: string): void;
	/** For the parts of a step that edges or people refer to. */
	newId(): string;
	/** Where another workflow can begin: the steps of its newest published version (W-SUB-01). */
	stepsOf(workflow: string): readonly { id: string; text: string }[];
	/** Makes what is missing without leaving the field; its id, or undefined when it was refused. */
	create(kind: Creatable, name: string): Promise<string | undefined>;
};

const KEY = Symbol('editing');

export function setEditing(editing: Editing): Editing {
	return setContext(KEY, editing);
}

export function getEditing(): Editing {
	return getContext<Editing>(KEY);
}
