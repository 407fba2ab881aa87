import { hashId } from '../base/hash';
import { partIds, usableParts, withPartIds } from '../model/parts';
import type { Move, Scenario } from '../model/scenario';
import { isStepId, type WorkflowDefinition, type WorkflowNode } from '../model/workflow';
import type { Told } from '../model/workflow-file';
import { partsOf, withNewPartIds } from './part-ids';
import type { StepKind } from './step';

/**
 * New ids for the parts of workflows: those of a file all at once, those of a draft where they
 * cannot stay (A8). One id becomes one other everywhere, because stories name a button by its id
 * alone and do not tell whose it is.
 */
export type Kinds = {
	step(kind: string): StepKind | undefined;
	/** The lists of parts in the params of a trigger. */
	triggerParts(kind: string): readonly string[];
};

/** `twin`: a part whose id another of the same step bears already. */
export type PartNames = {
	known: ReadonlyMap<string, string>;
	twin(id: string, step: string, place: number): string;
};

/** Every id that a part of these workflows bears, and those of them that cannot stay. */
export function partIdsIn(
	definitions: readonly WorkflowDefinition[],
	kinds: Kinds,
): { all: Set<string>; bad: Set<string> } {
	const parts = definitions.flatMap(({ nodes, trigger }) => {
		const ids = partIds(trigger.params, kinds.triggerParts(trigger.kind));
		const usable = usableParts(ids, []);
		return [
			...ids.map((id, place) => ({
				id,
				isUsable: usable[place],
				isFirst: ids.indexOf(id) === place,
			})),
			...Object.values(nodes).flatMap((node) => {
				const kind = kinds.step(node.kind);
				return kind ? partsOf(kind, node.params) : [];
			}),
		];
	});
	const bad = parts.filter(({ isUsable, isFirst }) => isFirst && !isUsable);
	return { all: new Set(parts.map(({ id }) => id)), bad: new Set(bad.map(({ id }) => id)) };
}

/** The same workflow with its stories, its parts under these ids. */
export function withParts(
	{ definition, scenarios }: Told,
	kinds: Kinds,
	{ known, twin }: PartNames,
): Told {
	const { nodes, trigger } = definition;
	const idOf = (id: string) => known.get(id) ?? id;
	const renewed = Object.entries(nodes).map(([step, node]): [string, WorkflowNode] => {
		const kind = kinds.step(node.kind);
		const changed =
			kind &&
			withNewPartIds(kind, node, ({ id, place, isFirst }) =>
				isFirst ? idOf(id) : twin(id, step, place),
			);
		return [step, changed ?? node];
	});
	const lists = kinds.triggerParts(trigger.kind);
	const before = partIds(trigger.params, lists);
	const after = before.map((id, place) =>
		before.indexOf(id) === place ? idOf(id) : twin(id, '', place),
	);
	return {
		definition: {
			...definition,
			trigger: { ...trigger, params: withPartIds(trigger.params, lists, after) },
			nodes: Object.fromEntries(renewed),
		},
		scenarios: scenarios.map((scenario) => inStory(scenario, idOf)),
	};
}

/** Ids that cannot stay, and what they become: the same on every device that repairs the draft. */
export function repairedIds(definition: WorkflowDefinition, kinds: Kinds) {
	const { bad } = partIdsIn([definition], kinds);
	const steps = Object.keys(definition.nodes).filter((id) => !isStepId(id));
	const parts: PartNames = {
		known: new Map([...bad].map((id) => [id, hashId('prt', id)])),
		twin: (id, step, place) => hashId('prt', id, step, place),
	};
	return { parts, steps: new Map(steps.map((id) => [id, hashId('stp', id)])) };
}

function inStory(scenario: Scenario, idOf: (id: string) => string): Scenario {
	const beats = scenario.beats.map((beat) => ({ ...beat, move: inMove(beat.move, idOf) }));
	return { ...scenario, beats };
}

function inMove(move: Move, idOf: (id: string) => string): Move {
	switch (move.do) {
		case 'presses':
			return { ...move, option: idOf(move.option) };
		case 'shortcut': {
			if (!move.answers) return move;
			const answers = Object.entries(move.answers).map(([id, value]) => [idOf(id), value] as const);
			return { ...move, answers: Object.fromEntries(answers) };
		}
		default:
			return move;
	}
}
