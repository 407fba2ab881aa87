import type { FormatText } from '../attributes/attribute';
import type { KindText } from '../model/kind-text';

/**
 * The texts of every kind, found beside it: a new kind is a file, not a line here. A kind without
 * text was made by a newer version and is shown by its bare name.
 */
const steps = textsOf<KindText>(
	import.meta.glob<{ text?: KindText }>(['../steps/*.ts', '!../steps/*.test.ts'], { eager: true }),
);
const triggers = textsOf<KindText>(
	import.meta.glob<{ text?: KindText }>(['../triggers/*.ts', '!../triggers/*.test.ts'], {
		eager: true,
	}),
);
const formats = textsOf<FormatText>(
	import.meta.glob<{ text?: FormatText }>(['../attributes/*.ts', '!../attributes/*.test.ts'], {
		eager: true,
	}),
);

export function stepText(kind: string): KindText | undefined {
	return steps.get(kind);
}

export function triggerText(kind: string): KindText | undefined {
	return triggers.get(kind);
}

export function formatText(format: string): FormatText | undefined {
	return formats.get(format);
}

function textsOf<T>(modules: Record<string, { text?: T }>): Map<string, T> {
	const texts = new Map<string, T>();
	for (const [path, { text }] of Object.entries(modules)) {
		if (text) texts.set(path.slice(path.lastIndexOf('/') + 1, -'.ts'.length), text);
	}
	return texts;
}
