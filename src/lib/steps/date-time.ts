import type { KindText } from '../model/kind-text';
import { isOpen } from '../model/office-hours';
import { z } from '../model/schema';
import { defineStep } from './step';

/** Asks the clock: is it now within office hours, or within a range of dates (W-RTE-05)? */
export const dateTime = defineStep({
	kind: 'date-time',
	group: 'route',
	customerFacing: false,
	parks: false,
	params: z.object({
		within: z.enum(['officeHours', 'range']),
		/** The range; null leaves that side open. The end does not belong to it. */
		from: z.nullable(z.number()),
		until: z.nullable(z.number()),
	}),
	initial: () => ({ within: 'officeHours' as const, from: null, until: null }),
	ports: () => [{ id: 'inside' }, { id: 'outside' }],
	references: () => [],
	problems({ within, from, until }) {
		if (within !== 'range') return [];
		if (from === null && until === null) return [{ code: 'noRange', param: 'from' }];
		const isEmpty = from !== null && until !== null && from >= until;
		return isEmpty ? [{ code: 'emptyRange', param: 'until' }] : [];
	},
	texts: [],
	summary: ({ within }) => ({ within: [within] }),
	enter({ within, from, until }, { now, workspace }) {
		const isInside =
			within === 'officeHours'
				? isOpen(workspace.officeHours, now)
				: (from ?? -Infinity) <= now && now < (until ?? Infinity);
		const because = [{ field: 'now', operator: within, actual: now, holds: isInside }];
		return { leave: isInside ? 'inside' : 'outside', because };
	},
});

export const text: KindText = {
	es: {
		title: 'Fecha y hora',
		description: 'Sigue una ruta u otra según la hora que sea.',
		summary: '¿Ahora en {within}?',
		ports: { inside: 'Dentro', outside: 'Fuera' },
		problems: {
			noRange: 'Indica desde cuándo o hasta cuándo.',
			emptyRange: 'El final no es posterior al principio.',
		},
		fields: {
			within: 'Comprobar',
			officeHours: 'horario de atención',
			range: 'un periodo',
			from: 'Desde',
			until: 'Hasta',
		},
	},
	en: {
		title: 'Date and time',
		description: 'Takes one path or the other, depending on the time.',
		summary: 'Now within {within}?',
		ports: { inside: 'Inside', outside: 'Outside' },
		problems: {
			noRange: 'Say from when or until when.',
			emptyRange: 'The end is not after the beginning.',
		},
		fields: {
			within: 'Check',
			officeHours: 'office hours',
			range: 'a period',
			from: 'From',
			until: 'Until',
		},
	},
};
