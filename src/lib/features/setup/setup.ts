import type { Locale } from '../../model/workspace';

/** What the owner says at the start. */
export type Setup = {
	workspace: { name: string; locale: Locale; timeZone: string };
	owner: { name: string };
};
