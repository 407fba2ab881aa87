import { m } from '../../../i18n/paraglide/messages';
import type { FileProblem } from '../../../model/workflow-file';

export function problemText({ code, path }: FileProblem): string {
	switch (code) {
		case 'tooLarge':
			return m.lifecycle_file_too_large();
		case 'notJson':
		case 'notOurs':
			return m.lifecycle_file_not_ours();
		case 'newerVersion':
			return m.lifecycle_file_newer();
		case 'tooManySteps':
			return m.lifecycle_file_too_many({ path });
		case 'badValue':
			return m.lifecycle_file_bad({ path });
	}
}
