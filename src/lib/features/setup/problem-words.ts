import type { Problem } from '../../base/result';
import { m } from '../../i18n/paraglide/messages';

/** What happened at the door, what is safe, what to do. */
export function problemWords(problem: Problem): string {
	switch (problem.kind) {
		case 'offline':
		case 'network':
		case 'unreachable':
			return m.shell_problem_offline();
		case 'refused':
		case 'forbidden':
		case 'unauthorized':
			return m.shell_problem_link();
		default:
			return m.shell_problem_unknown({ code: problem.kind });
	}
}
