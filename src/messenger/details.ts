import { asShown } from '../lib/model/contact';
import { AttributeValue, type DomainEvent } from '../lib/model/event';

/** Settings that say how the messenger looks or who proves what, not who the customer is. */
const NOT_DETAILS = new Set([
	'workspace_id',
	'api_base',
	'user_jwt',
	'user_id',
	'user_hash',
	'language_override',
	'custom_attributes',
	'hide_default_launcher',
	'custom_launcher_selector',
	'alignment',
	'horizontal_padding',
	'vertical_padding',
	'z_index',
	'theme',
	'action_color',
	'background_color',
	'hide_notifications',
	'session_duration',
	'storage',
	'consent',
	'avatar',
	'company',
	'companies',
]);
/** More are left out: a page that sends its whole state did not mean to. */
const MAX_DETAILS = 50;

/** What a form reads by a shape; what reads it is loaded for these alone. */
export const SHAPED: readonly string[] = ['email', 'phone'];

/** The other texts that every contact has: one value is told in one way, whatever is loaded. */
const WORDS = new Set(['name', 'language']);

/** As the reader does it; null says that there is none. */
function wordsOf(value: AttributeValue | undefined): AttributeValue | undefined {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' ? value.trim() : value === null ? value : undefined;
}

/** A value of the page as it is stored; undefined where it does not fit. */
export type DetailReader = (key: string, value: AttributeValue) => AttributeValue | undefined;

export function needsReader(settings: Record<string, unknown>): boolean {
	return givenBy(settings).some(([key]) => SHAPED.includes(key));
}

/**
 * What the page says of the customer, as a form would store it (V-9), and the names of what nothing
 * can store. Without a reader, what needs one waits.
 */
export function readDetails(
	settings: Record<string, unknown>,
	read: DetailReader | undefined,
): { details: Record<string, AttributeValue>; unfit: string[] } {
	const details: [string, AttributeValue][] = [];
	const unfit: string[] = [];
	for (const [key, raw] of givenBy(settings)) {
		if (!read && SHAPED.includes(key)) continue;
		const { data } = AttributeValue.safeParse(raw instanceof Date ? raw.getTime() : raw);
		const isShaped = data !== undefined && SHAPED.includes(key);
		const value = isShaped ? read?.(key, data) : WORDS.has(key) ? wordsOf(data) : data;
		if (value === undefined) unfit.push(key);
		else details.push([key, asShown(key, value)]);
	}
	return { details: Object.fromEntries(details), unfit };
}

/**
 * What the page has not said before; undefined when that is nothing. Compared with what was told,
 * not with what is known: a workflow may have learned better since.
 */
export function detailsToTell(
	details: Record<string, AttributeValue>,
	events: readonly DomainEvent[],
): Record<string, AttributeValue> | undefined {
	const told = new Map<string, string>();
	for (const event of events) {
		if (event.type !== 'detailsGiven') continue;
		for (const [key, value] of Object.entries(event.details)) told.set(key, JSON.stringify(value));
	}
	const news = Object.entries(details).filter(
		([key, value]) => told.get(key) !== JSON.stringify(value),
	);
	return news.length ? Object.fromEntries(news.slice(0, MAX_DETAILS)) : undefined;
}

function givenBy(settings: Record<string, unknown>): [string, unknown][] {
	const custom = settings['custom_attributes'];
	const given = Object.entries({ ...settings, ...(typeof custom === 'object' ? custom : {}) });
	return given.filter(
		([key, raw]) =>
			!NOT_DETAILS.has(key) &&
			key.length <= 64 &&
			!(key in Object.prototype) &&
			raw !== undefined &&
			typeof raw !== 'function',
	);
}
