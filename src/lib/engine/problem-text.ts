import type { Locale } from '../model/workspace';

/** What the codes of `validate` say, for those that are not a step kind's own. */
export const problemText: Record<Locale, Record<string, string>> = {
	es: {
		noTitle: 'El flujo necesita un título.',
		noSteps: 'Añade al menos un paso.',
		tooManySteps: 'Un flujo tiene como máximo 100 pasos.',
		unknownTrigger: 'El disparador es de una versión más nueva.',
		badTrigger: 'El disparador está incompleto.',
		unreachable: 'Ninguna ruta llega a este paso.',
		unknownKind: 'Este paso es de una versión más nueva.',
		badParams: 'Este paso está incompleto.',
		deletedReference: 'Algo que este paso usa se ha eliminado.',
		brokenCondition: 'Una condición está incompleta o usa un dato que ya no existe.',
		unknownVariable: 'Una variable del texto no existe.',
		customerFacingInBackground: 'Este disparador no permite pasos que el cliente ve.',
		danglingPort: 'Esta ruta no lleva a ningún paso.',
		missingStep: 'Esta ruta lleva a un paso que ya no existe.',
		cycle: 'Aquí el flujo da vueltas sin detenerse nunca.',
	},
	en: {
		noTitle: 'The workflow needs a title.',
		noSteps: 'Add at least one step.',
		tooManySteps: 'A workflow has at most 100 steps.',
		unknownTrigger: 'The trigger was made with a newer version.',
		badTrigger: 'The trigger is incomplete.',
		unreachable: 'No path leads to this step.',
		unknownKind: 'This step was made with a newer version.',
		badParams: 'This step is incomplete.',
		deletedReference: 'Something that this step uses was deleted.',
		brokenCondition: 'A condition is incomplete or uses an attribute that is gone.',
		unknownVariable: 'A variable in the text does not exist.',
		customerFacingInBackground: 'This trigger allows no steps that the customer sees.',
		danglingPort: 'This path leads to no step.',
		missingStep: 'This path leads to a step that is gone.',
		cycle: 'Here the workflow goes round without ever resting.',
	},
};
