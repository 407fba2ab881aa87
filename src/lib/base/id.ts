import type { Instant } from './clock';
import type { Random } from './random';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LENGTH = 10;
/** 26 characters of 5 bits are 130 random bits: an id cannot be guessed (abuse case 34). */
const RANDOM_LENGTH = 26;

/**
 * `cnv_` + 10 characters of time + 26 random ones. Sortable by creation; the prefix tells the noun.
 */
export function newId(prefix: string, now: Instant, random: Random): string {
	let time = '';
	for (let rest = Math.floor(now), i = 0; i < TIME_LENGTH; i++) {
		time = ALPHABET[rest % 32]! + time;
		rest = Math.floor(rest / 32);
	}
	let tail = '';
	for (let i = 0; i < RANDOM_LENGTH; i++) tail += ALPHABET[Math.floor(random() * 32)]!;
	return `${prefix}_${time}${tail}`;
}
