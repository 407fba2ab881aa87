import { evaluate } from '../attributes/evaluate';
import { readPhone } from '../attributes/phone';
import { countryFor, localeFor } from '../attributes/reading';
import { render, valueOf } from '../attributes/render';
import { DAY } from '../base/clock';
import { foldContact } from '../model/contact-state';
import type { Author, DomainEvent, EventBody } from '../model/event';
import { emptyWorkspace, type Workspace } from '../model/workspace';
import type { StepContext, TeamSnapshot } from './step';

/** A context as the engine gives it, around a conversation in which this has happened. */

export const NOW = 1_000 * DAY;
export const conversation = 'cnv_1';

type Told = EventBody & { by?: Author['kind']; id?: string };

export function contextWith(
	options: {
		/** By the customer unless told. */
		bodies?: Told[];
		/** Once the run has started. */
		after?: Told[];
		workspace?: Partial<Workspace>;
		team?: Partial<TeamSnapshot>;
		parked?: number;
		visits?: number;
		locale?: StepContext['locale'];
		/** What the customer's device says; `locale` unless told. */
		language?: string;
	} = {},
): StepContext {
	const workspace = { ...emptyWorkspace(), name: 'Relevo', ...options.workspace };
	const bodies: Told[] = [
		{ type: 'messageSent', conversation, text: 'Hola' },
		...(options.bodies ?? []),
		{
			type: 'runStarted',
			conversation,
			run: 'run_1',
			workflow: 'wf_1',
			version: 'ver_1',
			trigger: 'evt_0',
			chain: [],
		},
		...(options.after ?? []),
	];
	const state = foldContact('con_1', bodies.map(written));
	const inConversation = state.conversations[conversation]!;
	const run = state.runs.run_1!;
	const locale = options.locale ?? 'en';
	const writing = {
		locale: localeFor(options.language ?? locale, workspace),
		zone: workspace.timeZone,
	};
	const country = countryFor(writing, workspace);
	const scope = { state, conversation: inConversation, run, now: NOW, phone: readPhone };
	return {
		now: NOW,
		state,
		conversation: inConversation,
		run,
		workspace,
		team: { online: [], open: {}, lastAssignedAt: {}, ...options.team },
		locale,
		reading: { ...writing, now: NOW, country, phone: readPhone },
		roll: 0.5,
		visits: options.visits ?? 1,
		newId: (prefix) => `${prefix}_1`,
		parked: options.parked ?? 0,
		evaluate: (condition) => evaluate(condition, workspace, scope),
		render: (template) => render(template, writing, workspace, scope),
		valueOf: (template) => valueOf(template, workspace, scope),
	};
}

/** The event that wakes a step. */
export function said(body: EventBody): { event: DomainEvent } {
	return { event: written(body, 99) };
}

function written({ by = 'contact', id = '', ...body }: Told, index: number): DomainEvent {
	const author = { kind: by, id: by === 'contact' ? 'con_1' : `${by}_1` };
	return { ...body, id: id || `evt_${index}`, at: NOW - 100 + index, by: author };
}
