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

/**
 * What the page says of the customer and has not said before; undefined when that is nothing.
 * Compared with what was told, not with what is known: a workflow may have learned better since.
 */
export function detailsToTell(
	settings: Record<string, unknown>,
	events: readonly DomainEvent[],
): Record<string, AttributeValue> | undefined {
	const told = new Map<string, string>();
	for (const event of events) {
		if (event.type !== 'detailsGiven') continue;
		for (const [key, value] of Object.entries(event.details)) told.set(key, JSON.stringify(value));
	}
	const custom = settings['custom_attributes'];
	const given = Object.entries({ ...settings, ...(typeof custom === 'object' ? custom : {}) });
	const news = given.flatMap(([key, raw]) => {
		const { data } = AttributeValue.safeParse(raw);
		const value = data === undefined ? undefined : asShown(key, data);
		const isDetail = !NOT_DETAILS.has(key) && key.length <= 64 && !(key in Object.prototype);
		if (!isDetail || value === undefined || told.get(key) === JSON.stringify(value)) return [];
		return [[key, value] as const];
	});
	return news.length ? Object.fromEntries(news.slice(0, MAX_DETAILS)) : undefined;
}
