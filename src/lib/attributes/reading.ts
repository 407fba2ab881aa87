import type { Instant } from '../base/clock';
import { knownZone } from '../base/zone';
import { type Contact, textAttribute } from '../model/contact';
import type { Workspace } from '../model/workspace';

/** For whom a value is written: numbers and dates look different to different people. */
export type Writing = {
	/** BCP 47, with a region where one is known. */
	locale: string;
	/** IANA. */
	zone: string;
};

/** Who typed a text, where and when: "07/01" and "tomorrow" mean nothing without it. */
export type Reading = Writing & {
	now: Instant;
	/** ISO 3166: how telephone numbers are dialled where nothing else is said. */
	country?: string | undefined;
	/** Apart from the rest, because the rules of all countries weigh more than all formats. */
	phone: PhoneReader;
};

/** The number as it is stored, or undefined when nobody can be called at it. */
export type PhoneReader = (text: string, country?: string) => string | undefined;

type Place = Pick<Workspace, 'locale' | 'timeZone' | 'country'>;

/** How a conversation is read and written: in the customer's language, else the workspace's. */
export function writingFor(
	contact: Contact | undefined,
	workspace: Place,
	language = contact && textAttribute(contact, 'language'),
): Writing {
	return {
		locale: localeFor(language ?? workspace.locale, workspace),
		zone: knownZone(workspace.timeZone),
	};
}

export function countryFor({ locale }: Writing, workspace: Place): string | undefined {
	return workspace.country ?? regionOf(locale);
}

/**
 * The locale with a region: people of one language write numbers and dates in several ways. A
 * language that is not known is the workspace's.
 */
export function localeFor(language: string, { locale, country }: Place): string {
	const key = `${language} ${locale} ${country}`;
	const known = locales.get(key);
	if (known !== undefined) return known;
	const tag = canonical(language) ?? locale;
	const regional = country && !regionOf(tag) ? canonical(`${tag}-${country}`) : undefined;
	// English in Chile is written as English anywhere, not as a mixture of both.
	const result = regional && isDistinct(regional) ? regional : tag;
	if (locales.size >= MAX_REMEMBERED) locales.clear();
	locales.set(key, result);
	return result;
}

const MAX_REMEMBERED = 500;
const locales = new Map<string, string>();

function canonical(tag: string): string | undefined {
	try {
		const [found] = Intl.getCanonicalLocales(tag.trim().replaceAll('_', '-'));
		return found && Intl.DateTimeFormat.supportedLocalesOf(found).length > 0 ? found : undefined;
	} catch {
		return undefined;
	}
}

function isDistinct(tag: string): boolean {
	return new Intl.DateTimeFormat(tag).resolvedOptions().locale === tag;
}

const regions = new Map<string, string | undefined>();

function regionOf(tag: string): string | undefined {
	if (regions.has(tag)) return regions.get(tag);
	const { region } = new Intl.Locale(tag);
	if (regions.size >= MAX_REMEMBERED) regions.clear();
	regions.set(tag, region);
	return region;
}
