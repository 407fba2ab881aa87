/** The launcher's few words; the frame has its own, through the ordinary translations. */
const TEXT = {
	es: { open: 'Abrir chat', close: 'Cerrar chat', unread: 'sin leer', frame: 'Chat de ayuda' },
	en: { open: 'Open chat', close: 'Close chat', unread: 'unread', frame: 'Support chat' },
};

/** The first of these languages that we speak; English for everybody else. */
export function speak(...languages: unknown[]): { locale: keyof typeof TEXT } & typeof TEXT.es {
	for (const language of languages) {
		const locale = String(language).slice(0, 2).toLowerCase();
		if (locale === 'es' || locale === 'en') return { locale, ...TEXT[locale] };
	}
	return { locale: 'en', ...TEXT.en };
}
