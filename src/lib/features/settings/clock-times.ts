/** `540` as `09:00`, as a field for a time of day writes it; midnight at the end is `00:00`. */
export function clockOf(minute: number): string {
	const two = (part: number) => String(part).padStart(2, '0');
	return `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
}

/** Undefined for what is no time of day. */
export function minutesOf(clock: string): number | undefined {
	const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)/.exec(clock) ?? [];
	return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}
