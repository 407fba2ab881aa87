/**
 * A name as everybody sees it: without what turns the direction of the text that follows or shows
 * nothing, with which one person could look like another. Joiners and variants stay where letters
 * and emoji are written with them; beside a Latin letter they would only hide.
 */
export function visibleText(text: string): string {
	if (PLAIN.test(text)) return text;
	return text.replace(HIDDEN, '').replace(LOOSE_JOINER, '').replace(LOOSE_VARIANT, '');
}

/** The same where something has to stand: a name that shows nothing at all is a dash. */
export function visibleName(name: string): string {
	const visible = visibleText(name);
	return name !== '' && BLANK.test(visible) ? '—' : visible;
}

/** Braille has a cell without dots. */
const BLANK = /^[\s\u2800]*$/;
const PLAIN = /^[\x20-\x7e]*$/;
/** Joiners and variants are looked at apart. */
const HIDDEN =
	/(?![\u200c\u200d\p{Variation_Selector}])[\p{Cf}\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** What is never joined. Persian and Indic letters and emoji are. */
const UNJOINED = String.raw`\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Zs}`;
const JOINERS = String.raw`\u200c\u200d`;
const LOOSE_JOINER = new RegExp(
	`(?<=^|[${UNJOINED}${JOINERS}])[${JOINERS}]+|[${JOINERS}]+(?=$|[${UNJOINED}])`,
	'gu',
);

/** Emoji, keycaps, Han and Mongolian letters have variants. */
const LOOSE_VARIANT =
	/(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Script=Han}\p{Script=Mongolian}]|[0-9#*](?=\ufe0f\u20e3))\p{Variation_Selector}/gu;
