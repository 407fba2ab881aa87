import type { Locale } from '../model/workspace';

/** What the codes of `validate` and `warningsOf` say, for those that are not a step kind's own. */
export const problemText: Record<Locale, Record<string, string>> = {
	es: {
		noTitle: 'El flujo necesita un título.',
		noSteps: 'Añade al menos un paso.',
		tooManySteps: 'Un flujo tiene como máximo 100 pasos.',
		tooLarge:
			'Los textos del flujo ocupan demasiado: en total caben unos 60.000 caracteres. Acórtalos o pasa una parte de los pasos a otro flujo.',
		unknownTrigger: 'El disparador es de una versión más nueva.',
		badTrigger: 'El disparador está incompleto.',
		badStepId: 'El identificador interno de este paso no sirve.',
		badPortId: 'El identificador interno de una de sus partes no sirve o está repetido.',
		unreachable: 'Ninguna ruta llega a este paso.',
		unknownKind: 'Este paso es de una versión más nueva.',
		badParams: 'Este paso está incompleto.',
		deletedReference: 'Algo que este paso usa se ha eliminado.',
		brokenCondition: 'Una condición está incompleta o usa un dato que ya no existe.',
		unknownVariable: 'Una variable del texto no existe.',
		brokenVariable: 'Algo entre llaves parece una variable y no lo es.',
		variableNotFilled: 'Aquí no se rellenan variables: el texto entre llaves quedaría tal cual.',
		notOneVariable: 'Este atributo toma un valor o una sola variable, sin más texto.',
		variableDoesNotFit: 'La variable es de otro formato que el atributo.',
		valueDoesNotFit: 'El atributo no admite este valor.',
		customerFacingInBackground: 'Este disparador no permite pasos que el cliente ve.',
		danglingPort: 'Esta ruta no lleva a ningún paso.',
		missingStep: 'Esta ruta lleva a un paso que ya no existe.',
		cycle: 'Aquí el flujo da vueltas sin detenerse nunca.',
		nobodyCanType: 'Este paso espera un texto, y el flujo no permite escribir.',
		workflowCycle:
			'Este flujo y otros se inician en círculo sin detenerse nunca. Cambia el disparador o un paso de uno de ellos.',
		ownCircle:
			'Este flujo y otros se inician en círculo. No se inicia otra vez por lo que él mismo causó: cambia el disparador o un paso de uno de ellos.',
		liveCycle:
			'La versión activa y otros flujos se inician en círculo, y este borrador ya no. Publícalo para quitar el círculo.',
		competingWrites:
			'Otro flujo con el mismo disparador cambia lo mismo: vale el último de la lista.',
		calleeNotLive: 'El flujo que este paso inicia no está activo.',
		calleeWithoutStep: 'El paso en el que debe empezar el otro flujo ya no existe.',
		straySpace: 'Un valor empieza o termina con un espacio: quizá nunca coincida.',
		noFallback: 'Una variable no tiene texto alternativo para cuando no se conoce.',
	},
	en: {
		noTitle: 'The workflow needs a title.',
		noSteps: 'Add at least one step.',
		tooManySteps: 'A workflow has at most 100 steps.',
		tooLarge:
			'The texts of the workflow take too much space: about 60,000 characters fit in all. Shorten them, or move some of the steps to another workflow.',
		unknownTrigger: 'The trigger was made with a newer version.',
		badTrigger: 'The trigger is incomplete.',
		badStepId: 'The internal id of this step cannot be used.',
		badPortId: 'The internal id of one of its parts cannot be used or is there twice.',
		unreachable: 'No path leads to this step.',
		unknownKind: 'This step was made with a newer version.',
		badParams: 'This step is incomplete.',
		deletedReference: 'Something that this step uses was deleted.',
		brokenCondition: 'A condition is incomplete or uses an attribute that is gone.',
		unknownVariable: 'A variable in the text does not exist.',
		brokenVariable: 'Something in braces looks like a variable and is none.',
		variableNotFilled: 'Variables are not filled in here: the text in braces would stay as it is.',
		notOneVariable: 'This attribute takes a value, or one variable without other text.',
		variableDoesNotFit: 'The variable has another format than the attribute.',
		valueDoesNotFit: 'The attribute does not take this value.',
		customerFacingInBackground: 'This trigger allows no steps that the customer sees.',
		danglingPort: 'This path leads to no step.',
		missingStep: 'This path leads to a step that is gone.',
		cycle: 'Here the workflow goes round without ever resting.',
		nobodyCanType: 'This step waits for a text, and the workflow lets nobody type.',
		workflowCycle:
			'This workflow and others start each other in a circle without ever resting. Change the trigger or a step of one of them.',
		ownCircle:
			'This workflow and others start each other in a circle. It does not start again from what it caused itself: change the trigger or a step of one of them.',
		liveCycle:
			'The live version and others start each other in a circle, and this draft no longer does. Publish it to remove the circle.',
		competingWrites:
			'Another workflow with the same trigger changes the same: the last in the list wins.',
		calleeNotLive: 'The workflow that this step starts is not live.',
		calleeWithoutStep: 'The step at which the other workflow should begin is gone.',
		straySpace: 'A value begins or ends with a space: it may never match.',
		noFallback: 'A variable has no fallback for when it is not known.',
	},
};
