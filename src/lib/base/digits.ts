/**
 * Text with every decimal digit of Unicode as 0 to 9, full width and no-break spaces as plain ones,
 * and without the marks that only steer the direction of writing.
 */
export function plainDigits(text: string): string {
	if (/^[\x20-\x7e]*$/.test(text)) return text;
	return withPlainDigits(
		text
			.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
			.replace(/\p{Cf}/gu, '')
			.replace(/\s/g, ' '),
	);
}

/** Text with every decimal digit of Unicode as 0 to 9, and nothing else changed. */
export function withPlainDigits(text: string): string {
	return text.replace(OTHER_DIGIT, plainDigit);
}

const OTHER_DIGIT = /(?![0-9])\p{Nd}/gu;

/** Unicode keeps the ten digits of a script together and in order, so the place says the value. */
function plainDigit(digit: string): string {
	const known = digits.get(digit);
	if (known !== undefined) return known;
	const code = digit.codePointAt(0) ?? 0;
	let zero = code;
	while (IS_DIGIT.test(String.fromCodePoint(zero - 1))) zero--;
	const value = String((code - zero) % 10);
	digits.set(digit, value);
	return value;
}

const IS_DIGIT = /^\p{Nd}$/u;
/** As many as Unicode has: some seven hundred. */
const digits = new Map<string, string>();
