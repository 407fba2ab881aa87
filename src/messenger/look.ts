import { inkOn, isColor } from '../launcher/color';

/**
 * Brand colour to style variables: text on it and text of it stay readable whatever was chosen (B6,
 * 1.4.3).
 */
export function brandVariables(color: string, dark: boolean): Record<string, string> {
	const brand = isColor(color) ? color : '#00756f';
	return {
		'--brand': brand,
		'--brand-ink': inkOn(brand),
		'--brand-text': readableOn(brand, dark ? '#191b1e' : '#ffffff', dark ? 255 : 0),
	};
}

/** WCAG contrast, 1 to 21. */
export function contrast(a: string, b: string): number {
	const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (lighter! + 0.05) / (darker! + 0.05);
}

const READABLE = 4.5;

/** Moves a colour towards black or white in small steps until it can be read on the background. */
function readableOn(color: string, background: string, towards: 0 | 255): string {
	let channels = channelsOf(color);
	for (let step = 0; step < 40 && contrast(hex(channels), background) < READABLE; step++) {
		channels = channels.map((channel) => channel + (towards - channel) * 0.08);
	}
	return hex(channels);
}

function luminance(color: string): number {
	const [r, g, b] = channelsOf(color).map((channel) => {
		const value = channel / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function channelsOf(color: string): number[] {
	return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}

function hex(channels: number[]): string {
	return `#${channels.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}
