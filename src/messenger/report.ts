/** The only sink for what went wrong and concerns no person. */
export function report(error: unknown, where: string): void {
	// eslint-disable-next-line no-console -- a stranger's browser has no log
	console.error(`messenger: ${where}`, error);
}
