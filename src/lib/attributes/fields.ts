import type { Instant } from '../base/clock';
import type { ContactState } from '../model/contact-state';
import { type Conversation } from '../model/conversation';
import { type AttributeValue, Priority } from '../model/event';
import { isOpen } from '../model/office-hours';
import type { Run } from '../model/run';
import {
	type AttributeSchema,
	type Locale,
	STANDARD_CONTACT_ATTRIBUTES,
	type Workspace,
} from '../model/workspace';
import { attributeValue, own, type Values } from './given';

/**
 * What a condition or a template can look at. The conversation is missing where none is concerned.
 */
export type FieldScope = Values & {
	state: ContactState;
	conversation?: Conversation | undefined;
	run?: Run | undefined;
	now: Instant;
};

/** One field: a path, the attribute format of its values, and where to find them. */
export type Field = {
	path: string;
	format: string;
	settings: unknown;
	/** The manager's own name of a custom attribute; the others are named in `fieldText`. */
	name?: string;
	/** The format of the value that is there now, where values of several can be (V-5). */
	formatOf?(scope: FieldScope): string | undefined;
	get(scope: FieldScope): AttributeValue | undefined;
};

/** What a run learns at a step, read as `run.<name>`. */
export type RunVariable = { name: string; format: string };

/** Every field that this workspace offers, in the order of the picker. */
export function fieldsOf(workspace: Workspace): Field[] {
	const custom = Object.values(workspace.attributes).filter((attribute) => !attribute.archived);
	return [
		...STANDARD_CONTACT_ATTRIBUTES.map((attribute) => attributeField(attribute, workspace)),
		...BUILT_IN.map((path) => builtIn(path, workspace)).filter((field) => field !== undefined),
		...custom.map((attribute) => ({
			...attributeField(attribute, workspace),
			name: attribute.name,
		})),
	];
}

/**
 * Undefined for a path that this workspace does not have (any more): its value is unknown, not an
 * error.
 */
export function findField(path: string, workspace: Workspace): Field | undefined {
	const found = builtIn(path, workspace);
	if (found) return found;
	const dot = path.indexOf('.');
	const subject = path.slice(0, dot);
	const id = path.slice(dot + 1);
	if (subject === 'run') return runField(id);
	const attribute = findAttribute(id, workspace);
	return attribute?.subject === subject ? attributeField(attribute, workspace) : undefined;
}

/** Standard attributes first: a custom one cannot take the place of `email`. */
export function findAttribute(id: string, workspace: Workspace): AttributeSchema | undefined {
	const standard = STANDARD_CONTACT_ATTRIBUTES.find((attribute) => attribute.id === id);
	if (standard) return standard;
	return Object.hasOwn(workspace.attributes, id) ? workspace.attributes[id] : undefined;
}

/** What a person calls the attribute: the manager's name, or ours in the reader's language. */
export function attributeName(attribute: AttributeSchema, locale: Locale): string {
	return STANDARD_NAMES[locale][attributePath(attribute)] ?? attribute.name;
}

/** By path. Customers read them in forms: the engine's hosts carry these and no other labels. */
export const STANDARD_NAMES: Record<Locale, Record<string, string>> = {
	es: {
		'contact.name': 'Nombre',
		'contact.email': 'Correo electrónico',
		'contact.phone': 'Teléfono',
		'contact.language': 'Idioma',
	},
	en: {
		'contact.name': 'Name',
		'contact.email': 'E-mail',
		'contact.phone': 'Phone',
		'contact.language': 'Language',
	},
};

const BUILT_IN = [
	'message.text',
	'contact.page',
	'contact.firstSeenAt',
	'contact.lastSeenAt',
	'conversation.state',
	'conversation.priority',
	'conversation.tags',
	'conversation.teammate',
	'conversation.team',
	'conversation.startedAt',
	'conversation.customerMessages',
	'conversation.rating',
	'conversation.channel',
	'contact.tags',
	'workspace.open',
] as const;

function builtIn(path: string, workspace: Workspace): Field | undefined {
	const value = (format: string, get: Field['get'], settings: unknown = {}): Field => ({
		path,
		format,
		settings,
		get,
	});
	const moment = (get: Field['get']) => value('date', get, { withTime: true });
	const list = (items: { id: string; label: string }[], get: Field['get'], multiple = false) =>
		value('list', get, { items, multiple });
	switch (path) {
		case 'message.text':
			return value('text', ({ conversation }) => conversation?.lastCustomerText);
		case 'contact.page':
			return value('text', ({ state }) => state.contact.page?.url);
		case 'contact.firstSeenAt':
			return moment(({ state }) => state.contact.firstSeenAt || undefined);
		case 'contact.lastSeenAt':
			return moment(({ state }) => state.contact.lastSeenAt || undefined);
		case 'conversation.state':
			return list(named(['open', 'snoozed', 'closed']), ({ conversation }) => conversation?.state);
		case 'conversation.priority':
			return list(named(Priority.options), ({ conversation }) => conversation?.priority);
		case 'conversation.tags':
			return list(labelled(workspace.tags), ({ conversation }) => conversation?.tags, true);
		case 'conversation.teammate':
			return list(labelled(workspace.teammates), ({ conversation }) => conversation?.teammate);
		case 'conversation.team':
			return list(labelled(workspace.teams), ({ conversation }) => conversation?.team);
		case 'conversation.startedAt':
			return moment(({ conversation }) => conversation?.startedAt);
		case 'conversation.customerMessages':
			return value('number', ({ conversation }) => conversation?.customerMessages);
		case 'conversation.rating':
			return value('number', ({ conversation }) => conversation?.rating?.score);
		case 'conversation.channel':
			return value('text', ({ conversation }) => conversation && (conversation.channel ?? 'web'));
		case 'contact.tags':
			return list(labelled(workspace.tags), ({ state }) => state.contact.tags, true);
		case 'workspace.open':
			return value('boolean', ({ now }) => isOpen(workspace.officeHours, now));
	}
	return undefined;
}

function attributeField(attribute: AttributeSchema, workspace: Workspace): Field {
	const { format, settings = {} } = attribute;
	return {
		path: attributePath(attribute),
		format,
		settings,
		get: (scope) => attributeValue(attribute, scope, workspace),
	};
}

function attributePath({ subject, id }: AttributeSchema): string {
	return `${subject}.${id}`;
}

/** What the run itself learned, such as an answer that is kept in no attribute. */
function runField(id: string): Field {
	return {
		path: `run.${id}`,
		format: 'text',
		settings: {},
		formatOf: ({ run }) => own(run?.formats, id) ?? formatOfValue(own(run?.variables, id)),
		get: ({ run }) => own(run?.variables, id),
	};
}

/** For runs that were journaled before variables carried their format. */
function formatOfValue(value: AttributeValue | undefined): string | undefined {
	if (typeof value === 'number') return 'number';
	return typeof value === 'boolean' ? 'boolean' : undefined;
}

function named(ids: readonly string[]) {
	return ids.map((id) => ({ id, label: id }));
}

function labelled(entries: Record<string, { id: string; name: string }>) {
	return Object.values(entries).map(({ id, name }) => ({ id, label: name }));
}
