import { unreachable } from '../base/assert';
import { Condition } from '../model/condition';
import { MAX_TEXT_LENGTH, Priority } from '../model/event';
import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import type { Reference, Written } from '../model/reference';
import { noting } from './long-words';
import { defineStep, type Effect, type StepContext } from './step';

const MAX_RULES = 30;
const MAX_ACTIONS = 10;
const Id = z.string().check(z.maxLength(80));

const Action = z.discriminatedUnion('do', [
	z.object({ do: z.literal('tag'), tag: Id }),
	z.object({ do: z.literal('untag'), tag: Id }),
	z.object({ do: z.literal('priority'), priority: Priority }),
	z.object({ do: z.literal('team'), team: Id }),
	z.object({ do: z.literal('teammate'), teammate: Id }),
	z.object({ do: z.literal('note'), text: z.string().check(z.maxLength(MAX_TEXT_LENGTH)) }),
]);
type Action = z.infer<typeof Action>;

const Rule = z.object({
	id: z.string().check(z.maxLength(64)),
	condition: Condition,
	actions: z.array(Action).check(z.maxLength(MAX_ACTIONS)),
});

/**
 * Unlike branches, every rule that holds is carried out, from top to bottom; then the path goes on
 * (E-19).
 */
export const applyRules = defineStep({
	kind: 'apply-rules',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: z.object({ rules: z.array(Rule).check(z.maxLength(MAX_RULES)) }),
	initial: () => ({ rules: [] }),
	ports: () => [{ id: 'next' }],
	parts: ['rules'],
	references: ({ rules }) => rules.flatMap(({ actions }) => actions.flatMap(referenceOf)),
	writes: ({ rules }) => rules.flatMap(({ actions }) => actions.flatMap(writtenBy)),
	conditions: ({ rules }) => rules.map(({ condition }) => condition),
	problems: ({ rules }) => [
		...(rules.length > 0 ? [] : [{ code: 'noRules', param: 'rules' }]),
		...(rules.every(({ condition }) => condition.rules.length > 0)
			? []
			: [{ code: 'noCondition', param: 'rules' }]),
		...(rules.every(({ actions }) => actions.length > 0 && actions.every(isComplete))
			? []
			: [{ code: 'noAction', param: 'rules' }]),
	],
	texts: [],
	filled: ({ rules }) =>
		rules.flatMap(({ actions }) =>
			actions.flatMap((action) =>
				action.do === 'note' ? [{ param: 'rules', text: action.text }] : [],
			),
		),
	summary: ({ rules }) => ({ count: String(rules.length) }),
	enter({ rules }, context) {
		const verdicts = rules.map((rule) => ({ rule, ...context.evaluate(rule.condition) }));
		return {
			leave: 'next',
			because: verdicts.flatMap(({ because }) => because),
			effects: verdicts
				.filter(({ holds }) => holds)
				.flatMap(({ rule }) => rule.actions.flatMap((action) => effectsOf(action, context))),
		};
	},
});

export const text: KindText = {
	es: {
		title: 'Aplicar reglas',
		description: 'Ejecuta las acciones de todas las reglas que se cumplen.',
		summary: 'Reglas: {count}',
		ports: { next: 'Después' },
		problems: {
			noRules: 'Añade al menos una regla.',
			noCondition: 'Cada regla necesita una condición.',
			noAction: 'Cada regla necesita una acción completa.',
		},
		fields: {
			rules: 'Reglas',
			condition: 'Si',
			actions: 'Entonces',
			tag: 'Añadir etiqueta',
			untag: 'Quitar etiqueta',
			priority: 'Cambiar prioridad',
			team: 'Asignar a un equipo',
			teammate: 'Asignar a un compañero de equipo',
			note: 'Añadir una nota',
		},
	},
	en: {
		title: 'Apply rules',
		description: 'Carries out the actions of every rule that holds.',
		summary: 'Rules: {count}',
		ports: { next: 'Next' },
		problems: {
			noRules: 'Add at least one rule.',
			noCondition: 'Every rule needs a condition.',
			noAction: 'Every rule needs a complete action.',
		},
		fields: {
			rules: 'Rules',
			condition: 'If',
			actions: 'Then',
			tag: 'Add tag',
			untag: 'Remove tag',
			priority: 'Change priority',
			team: 'Assign to a team',
			teammate: 'Assign to a teammate',
			note: 'Add a note',
		},
	},
};

function effectsOf(action: Action, { render }: StepContext): Effect | Effect[] {
	switch (action.do) {
		case 'tag':
			return { type: 'tagAdded', tag: action.tag };
		case 'untag':
			return { type: 'tagRemoved', tag: action.tag };
		case 'priority':
			return { type: 'priorityChanged', priority: action.priority };
		case 'team':
			return { type: 'conversationAssigned', team: action.team };
		case 'teammate':
			return { type: 'conversationAssigned', teammate: action.teammate };
		case 'note':
			return noting(render(action.text));
		default:
			return unreachable(action);
	}
}

function writtenBy(action: Action): Written[] {
	switch (action.do) {
		case 'tag':
			return [{ type: 'tagAdded', what: action.tag }];
		case 'untag':
			return [{ type: 'tagRemoved', what: action.tag }];
		case 'priority':
			return [{ type: 'priorityChanged' }];
		case 'note':
			return [];
		default:
			return [{ type: 'conversationAssigned' }];
	}
}

function referenceOf(action: Action): Reference[] {
	switch (action.do) {
		case 'tag':
		case 'untag':
			return action.tag ? [{ kind: 'tag', id: action.tag }] : [];
		case 'team':
			return action.team ? [{ kind: 'team', id: action.team }] : [];
		case 'teammate':
			return action.teammate ? [{ kind: 'teammate', id: action.teammate }] : [];
		default:
			return [];
	}
}

function isComplete(action: Action): boolean {
	switch (action.do) {
		case 'priority':
			return true;
		case 'note':
			return action.text.trim() !== '';
		default:
			return referenceOf(action).length > 0;
	}
}
