/**
 * Codes of ISO 4217 that people here write beside an amount: America's and the most used others. A
 * list of our own, because each host knows others, and one text must be the same number on all of
 * them.
 */
export const CURRENCIES: ReadonlySet<string> = /* @__PURE__ */ new Set(
	(
		'ARS AUD BOB BRL CAD CHF CLF CLP CNY COP CRC CUP DKK DOP EUR GBP GTQ HNL HTG INR JPY MXN NIO ' +
		'NOK NZD PAB PEN PLN PYG SEK USD UYU VES'
	).split(' '),
);
