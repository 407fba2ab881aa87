import type { Instant } from '../base/clock';
import { isOpen, nextOpening, OfficeHours } from './office-hours';
import { z } from './schema';
import { type Locale, ReplyTime, type Workspace } from './workspace';

/** When a customer can expect a person (STG-09): what every visitor may know of it. */
export const Availability = z.object({
	/** Absent: always. */
	officeHours: z.optional(OfficeHours),
	/** Absent: nothing is promised. */
	replyTime: z.optional(ReplyTime),
});
export type Availability = z.infer<typeof Availability>;

/**
 * The one sentence about it, wherever a customer reads it: the reply time while people are there,
 * else when they are back. Empty where nothing is known.
 */
export function availabilityWords(
	{ officeHours, replyTime }: Pick<Workspace, keyof Availability>,
	locale: Locale,
	now: Instant,
): string {
	const words = WORDS[locale];
	if (!officeHours || isOpen(officeHours, now)) return replyTime ? words[replyTime] : '';
	const back = nextOpening(officeHours, now);
	if (back === undefined) return '';
	const zone = { timeZone: officeHours.timezone };
	const day = { ...zone, weekday: 'long', day: 'numeric', month: 'long' } as const;
	const time = { ...zone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' } as const;
	return words.back(
		new Intl.DateTimeFormat(locale, day).format(back),
		new Intl.DateTimeFormat(locale, time).format(back),
	);
}

/** In the customer's language, not in that of the interface. */
const WORDS: Record<
	Locale,
	Record<ReplyTime, string> & { back: (day: string, time: string) => string }
> = {
	es: {
		minutes: 'Solemos responder en unos minutos.',
		hours: 'Solemos responder en unas horas.',
		day: 'Solemos responder en un día.',
		back: (day, time) => `Ahora no estamos. Volvemos el ${day} a las ${time}.`,
	},
	en: {
		minutes: 'We usually reply within a few minutes.',
		hours: 'We usually reply within a few hours.',
		day: 'We usually reply within a day.',
		back: (day, time) => `We are away at the moment. We are back on ${day} at ${time}.`,
	},
};
