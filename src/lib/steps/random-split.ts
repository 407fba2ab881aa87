import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

const MAX_PATHS = 10;
const Path = z.object({
	id: z.string().check(z.maxLength(64)),
	label: z.string().check(z.maxLength(120)),
	/** Its share is this of the sum of all. */
	weight: z.int().check(z.gte(0), z.lte(1_000)),
});

/** Sends each run one way or another by chance; the same run goes the same way anywhere (E-27). */
export const randomSplit = defineStep({
	kind: 'random-split',
	group: 'route',
	customerFacing: false,
	parks: false,
	params: z.object({ paths: z.array(Path).check(z.maxLength(MAX_PATHS)) }),
	initial: () => ({
		paths: [
			{ id: 'a', label: 'A', weight: 50 },
			{ id: 'b', label: 'B', weight: 50 },
		],
	}),
	ports: ({ paths }) => paths.map(({ id, label }) => ({ id, label })),
	parts: ['paths'],
	references: () => [],
	problems: ({ paths }) => [
		...(paths.length > 1 ? [] : [{ code: 'onePath', param: 'paths' }]),
		...(paths.every(({ label }) => label.trim()) ? [] : [{ code: 'noLabel', param: 'paths' }]),
		...(paths.some(({ weight }) => weight > 0) ? [] : [{ code: 'noWeight', param: 'paths' }]),
	],
	texts: [],
	summary: ({ paths }) => ({
		paths: paths.map(({ label, weight }) => `${label} ${weight}`).join(' · '),
	}),
	enter({ paths }, { roll }) {
		let left = roll * paths.reduce((sum, { weight }) => sum + weight, 0);
		const chosen = paths.find(({ weight }) => (left -= weight) < 0);
		return chosen ? { leave: chosen.id } : { fail: 'noWeight' };
	},
});

export const text: KindText = {
	es: {
		title: 'Reparto al azar',
		description: 'Envía a cada cliente por una de varias rutas, al azar.',
		summary: 'Al azar: {paths}',
		problems: {
			onePath: 'Añade al menos dos rutas.',
			noLabel: 'Cada ruta necesita un nombre.',
			noWeight: 'Al menos una ruta necesita un peso mayor que cero.',
		},
		fields: { paths: 'Rutas', label: 'Nombre', weight: 'Peso' },
	},
	en: {
		title: 'Random split',
		description: 'Sends each customer down one of several paths, by chance.',
		summary: 'By chance: {paths}',
		problems: {
			onePath: 'Add at least two paths.',
			noLabel: 'Every path needs a name.',
			noWeight: 'At least one path needs a weight above zero.',
		},
		fields: { paths: 'Paths', label: 'Name', weight: 'Weight' },
	},
};
