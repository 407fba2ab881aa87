/**
 * Black or white, whichever reads better on a colour of the customer's choice (WCAG relative
 * luminance).
 */
export function inkOn(color: string): '#000' | '#fff' {
	const [r, g, b] = [1, 3, 5].map((at) => linear(parseInt(color.slice(at, at + 2), 16) / 255));
	return 0.2126 * r! + 0.7152 * g! + 0.0722 * b! > 0.179 ? '#000' : '#fff';
}

/** `#rrggbb` or nothing: a colour is put into styles, so nothing else may pass. */
export function isColor(value: unknown): value is string {
	return typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value);
}

/** The curve of WCAG without its straight foot: the difference is too small to turn the ink. */
function linear(channel: number): number {
	return ((channel + 0.055) / 1.055) ** 2.4;
}
