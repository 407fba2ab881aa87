/** A source of numbers in [0, 1). Pure code receives one; it never reaches for Math.random. */
export type Random = () => number;

/**
 * A small seeded generator (sfc32): the same seed gives the same numbers for ever. Not for secrets.
 */
export function seededRandom(seed: string): Random {
	let [a, b, c, d] = seedWords(seed);
	return function next() {
		const t = (a + b + d) | 0;
		d = (d + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = (c << 21) | (c >>> 11);
		c = (c + t) | 0;
		return (t >>> 0) / 4294967296;
	};
}

function seedWords(seed: string): [number, number, number, number] {
	let h1 = 1779033703,
		h2 = 3144134277,
		h3 = 1013904242,
		h4 = 2773480762;
	for (let i = 0; i < seed.length; i++) {
		const k = seed.charCodeAt(i);
		h1 = h2 ^ Math.imul(h1 ^ k, 597399067);
		h2 = h3 ^ Math.imul(h2 ^ k, 2869860233);
		h3 = h4 ^ Math.imul(h3 ^ k, 951274213);
		h4 = h1 ^ Math.imul(h4 ^ k, 2716044179);
	}
	return [h1, h2, h3, h4];
}
