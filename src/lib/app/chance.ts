import type { Random } from '../base/random';

/** The platform's chance, for ids that cannot be guessed. */
export const random: Random = () => {
	const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
	return word / 4294967296;
};
