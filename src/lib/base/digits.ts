/**
 * Text with every decimal digit of Unicode as 0 to 9, full width and no-break spaces as plain ones,
 * and without the marks that only steer the direction of writing.
 */
export function plainDigits(text: string): string {
	if (/^[\x20-\x7e]*$/.test(text)) return text;
	return text
		.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
		.replace(/\p{Cf}/gu, '')
		.replace(/\s/g, ' ')
		.replace(/(?![0-9])\p{Nd}/gu, (digit) => String(valueOf(digit)));
}

/** Unicode keeps the ten digits of a script together and in order, so the place says the value. */
function valueOf(digit: string): number {
	const code = digit.codePointAt(0) ?? 0;
	let first = code;
	while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
	return (code - first) % 10;
}
