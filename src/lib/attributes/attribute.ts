import type { Instant } from '../base/clock';
import type { AttributeValue } from '../model/event';
import type { z } from '../model/schema';
import type { Locale } from '../model/workspace';
import type { Reading, Writing } from './reading';

/**
 * The contract of an attribute format: settings + input + view + operators + sort key. It serves
 * contact and conversation fields, collected data, branches, rules, audiences, table columns,
 * import and export.
 */
export type AttributeFormat<S = unknown> = {
	format: string;
	/** What a manager configures, such as the items of a list. */
	settings: z.ZodMiniType<S>;
	initialSettings(): NoInfer<S>;
	empty: AttributeValue;
	/** Accepts exactly the values that may be stored under these settings. */
	value(settings: S): z.ZodMiniType<AttributeValue>;
	/**
	 * What a person typed, as a value; undefined when it cannot be understood, or could mean
	 * several. What `print` writes for a person is read as the same value again.
	 */
	parse(text: string, settings: S, reading: Reading): AttributeValue | undefined;
	print(value: AttributeValue, settings: S, writing: Writing): string;
	/** What a form must know of the settings to tell what is wrong; no items. Absent: nothing. */
	rules?(settings: S): Record<string, unknown>;
	/** What an answer can look like, for somebody whose answer was not understood. */
	example?(settings: S, reading: Reading): string | undefined;
	/** True when words that are meant for something else are a value of it too. */
	takesLooseWords?(settings: S): boolean;
	/** True when such a text cannot be a value of another kind: it is found amid other words. */
	standsOut?(text: string, settings: S): boolean;
	/** What such a text says, wherever and by whomever it is read. */
	literal?(text: string): AttributeValue | undefined;
	/** The value as a text that means the same to everybody, for texts that hold it; else printed. */
	plain?(value: AttributeValue, settings: S): string;
	/** A value of a field of the same kind as one of this field's; never through words. */
	from?(
		value: AttributeValue,
		source: { format: string; settings: unknown },
		settings: S,
		reading: Reading,
	): AttributeValue | undefined;
	/** Its values are texts as they stand: others are put into it in `plain` words. */
	holdsWords?: true;
	/** What a program gave, as it is stored: an instant for a day. Absent: as it is. */
	given?(value: AttributeValue, settings: S, writing: Writing): AttributeValue;
	/** When a value begins, for those that are a time. */
	instant?(value: AttributeValue, settings: S, zone: string): Instant | undefined;
	/** False: nothing can be answered as it is set up, such as a list without items. */
	isComplete?(settings: S): boolean;
	/** In the order in which the condition editor offers them. */
	operators: Record<string, Operator>;
	sortKey(value: AttributeValue): string | number;
	/** What a person can choose from, for formats that offer a choice. */
	items?(settings: S): { id: string; label: string }[];
};

/** How many values the author gives: none, one, or a list of them. */
export type Arity = 'none' | 'one' | 'many';

/**
 * `actual` is undefined or null when nothing is known: that is never an error (E-19). Negative
 * operators hold for the unknown, because "does not contain" is true of nothing.
 */
export type Operator = {
	arity: Arity;
	/** `numeric`: the value is a number of days or the like, whatever the format's own values are. */
	expects?: 'number';
	holds(
		actual: AttributeValue | undefined,
		expected: unknown,
		now: Instant,
		where?: Where,
	): boolean;
};

/** The workspace's zone, and the field's settings. */
export type Where = { zone: string; settings: unknown };

/** Both languages of a format, beside it like a kind's text. */
export type FormatText = Record<
	Locale,
	{
		title: string;
		description: string;
		operators: Record<string, string>;
		fields?: Record<string, string>;
	}
>;

/** Infers the settings' type from the schema and checks the rest against it. */
export function defineFormat<S>(format: AttributeFormat<S>): AttributeFormat<S> {
	return format;
}

export function isKnown(
	value: AttributeValue | undefined,
): value is string | number | boolean | string[] {
	if (value === undefined || value === null) return false;
	return typeof value === 'string' || Array.isArray(value) ? value.length > 0 : true;
}

/** Every format has these two, last in its list. */
export const KNOWN_OPERATORS: Record<'isKnown' | 'isUnknown', Operator> = {
	isKnown: { arity: 'none', holds: (actual) => isKnown(actual) },
	isUnknown: { arity: 'none', holds: (actual) => !isKnown(actual) },
};

/**
 * A format's words with those that all have. Every call is marked as pure for the bundler: the
 * engine reads no words, and the worker must not carry these.
 */
export function withKnown(
	locale: Locale,
	operators: Record<string, string>,
): Record<string, string> {
	return locale === 'es'
		? { ...operators, isKnown: 'tiene algún valor', isUnknown: 'no tiene valor' }
		: { ...operators, isKnown: 'has any value', isUnknown: 'is unknown' };
}

/** For formats whose values are numbers. */
export function compareNumbers(test: (actual: number, expected: number) => boolean): Operator {
	return {
		arity: 'one',
		holds: (actual, expected) =>
			typeof actual === 'number' && typeof expected === 'number' && test(actual, expected),
	};
}
