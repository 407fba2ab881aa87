import { placeholdersOf } from '../../attributes/placeholders';
import { m } from '../../i18n/paraglide/messages';

/** The problem of a text of settings that customers read as it stands: nothing fills it (T-10). */
export function plainProblem(text: string): string {
	return placeholdersOf(text).length > 0 ? m.shell_no_variables() : '';
}
