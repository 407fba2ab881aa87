import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/**
 * WCAG 1.4.3 and 1.4.11 over the tokens themselves, in both themes: whoever tunes a colour hears at
 * once.
 */
const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const themes = {
	light: tokensOf(':root'),
	dark: { ...tokensOf(':root'), ...tokensOf("[data-theme='dark']") },
};

const surfaces = ['canvas', 'panel', 'raised', 'sunken'];
const text = 4.5;
const sign = 3;
const pairs: [string, string, number][] = [
	...['ink', 'ink-2', 'ink-3', 'accent-text', 'danger'].flatMap((ink) =>
		surfaces.map((surface): [string, string, number] => [ink, surface, text]),
	),
	...['ink', 'ink-2', 'ink-3', 'accent-text'].map((ink): [string, string, number] => [
		ink,
		'accent-soft',
		text,
	]),
	['note-ink', 'note', text],
	['danger', 'danger-soft', text],
	['accent-ink', 'accent', text],
	...['accent', 'ok', 'warn', 'danger', 'trigger', 'say', 'route', 'act'].flatMap((mark) =>
		['canvas', 'panel'].map((surface): [string, string, number] => [mark, surface, sign]),
	),
];

for (const [name, tokens] of Object.entries(themes)) {
	test.each(pairs)(`${name}: %s on %s reaches %s`, (front, back, least) => {
		expect(contrast(tokens[front], tokens[back])).toBeGreaterThanOrEqual(least);
	});
}

test.each(Object.entries(themes))('%s: initials are readable in every hue', (_, tokens) => {
	for (let hue = 0; hue < 360; hue += 5) {
		const ratio = contrast(`${tokens['avatar-ink']} ${hue}`, `${tokens['avatar-surface']} ${hue}`);
		expect(ratio, `hue ${hue}`).toBeGreaterThanOrEqual(text);
	}
});

/** Every `--name: oklch(…)` and bare `--name: L C` of the blocks with this selector. */
function tokensOf(selector: string): Record<string, string> {
	const found: Record<string, string> = {};
	for (const block of css.split('}')) {
		const [head, body] = block.split('{');
		if (!head?.trim().endsWith(selector) || !body) continue;
		for (const [, name, value] of body.matchAll(/--([\w-]+): (?:oklch\()?([\d. ]+)\)?;/g)) {
			found[name!] = value!.trim();
		}
	}
	return found;
}

function contrast(front: string | undefined, back: string | undefined): number {
	if (!front || !back) throw new Error(`A token is missing: ${front} on ${back}.`);
	const [light, dark] = [luminance(front), luminance(back)].sort((a, b) => b - a) as [
		number,
		number,
	];
	return (light + 0.05) / (dark + 0.05);
}

/** Oklab → linear sRGB, clipped to what a screen can show (Ottosson's matrices). */
function luminance(color: string): number {
	const [L = 0, C = 0, h = 0] = color.split(' ').map(Number);
	const a = C * Math.cos((h * Math.PI) / 180);
	const b = C * Math.sin((h * Math.PI) / 180);
	const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
	const clip = (value: number) => Math.min(1, Math.max(0, value));
	const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
	const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
	const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
