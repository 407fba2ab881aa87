/** The only sink for what went wrong and concerns no person. */
export function report(error: unknown, where: string): void {
	// eslint-disable-next-line no-console -- a stranger's browser has no log
	console.error(`messenger: ${where}`, error);
}

/** For whoever builds the page that the messenger stands on. */
export function warn(text: string): void {
	// eslint-disable-next-line no-console -- for the page's developer
	console.warn(`messenger: ${text}`);
}
