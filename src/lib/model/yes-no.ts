import { foldText } from '../base/fold-text';

/**
 * A typed yes or no, in the languages of the product and in signs that need none. Every word has
 * to be known: "no sé" and "yes and no" are neither. Undefined: the text is no such answer.
 */
export function readYesNo(text: string): boolean | undefined {
	if (text.length > MAX_LENGTH) return undefined;
	const words = (foldText(text).match(WORD) ?? []).filter((word) => !UNSAID.test(word));
	const heard = new Set<Meaning>();
	for (let at = 0; at < words.length;) {
		const found = longestPhrase(words, at);
		if (!found) return undefined;
		heard.add(found.meaning);
		at += found.length;
	}
	if (heard.has('yes') === heard.has('no')) return undefined;
	return heard.has('yes');
}

type Meaning = 'yes' | 'no' | 'polite';

/** A longer text says more than yes or no. */
const MAX_LENGTH = 60;
const MAX_PHRASE = 4;
const WORD = /[\p{L}\p{M}\p{N}']+|\p{S}/gu;
/** The colour and the sex of an emoji. */
const UNSAID = /^[\p{Emoji_Modifier}♀♂]$/u;
const DRAWN_OUT = /(\p{L})\1+/gu;

/** Folded; signs are words too. */
const PHRASES: Record<Meaning, string> = {
	yes:
		'yes|yeah|yea|yep|yup|y|sure|ok|okay|okey|oki|k|kk|alright|all right|of course|correct|' +
		'absolutely|definitely|certainly|affirmative|agreed|sounds good|go ahead|i do|i agree|i am|' +
		'si|s|sip|sep|claro|claro que si|vale|dale|venga|por supuesto|por supuesto que si|' +
		'desde luego|de acuerdo|esta bien|me parece bien|eso es|asi es|como no|correcto|exacto|' +
		'cierto|afirmativo|perfecto|adelante|acepto|confirmo|👍|👌|✅|✔|☑|🆗',
	no:
		"no|nope|nop|nah|n|negative|never|no way|not really|not now|not yet|of course not|i don't|" +
		"i'm not|absolutely not|nunca|jamas|negativo|para nada|en absoluto|claro que no|" +
		'por supuesto que no|desde luego que no|de ninguna manera|ni hablar|ahora no|todavia no|' +
		'aun no|👎|❌|✖|✗|✘|🚫|🙅',
	polite:
		'please|pls|plz|thanks|thank you|thx|por favor|porfavor|porfa|gracias|muchas gracias|mil gracias',
};
const MEANING = new Map<string, Meaning>();
for (const meaning of ['yes', 'no', 'polite'] as const) {
	for (const phrase of PHRASES[meaning].split('|')) MEANING.set(phrase, meaning);
}

function longestPhrase(
	words: string[],
	at: number,
): { meaning: Meaning; length: number } | undefined {
	for (let length = Math.min(MAX_PHRASE, words.length - at); length > 0; length--) {
		const phrase = words.slice(at, at + length).join(' ');
		// "Siii" and "nooo" are what they draw out.
		const meaning = MEANING.get(phrase) ?? MEANING.get(phrase.replace(DRAWN_OUT, '$1'));
		if (meaning) return { meaning, length };
	}
	return undefined;
}
