/** `URL.parse` is newer than the oldest Node that we promise to run on. */
export function parseUrl(text: string, base?: string): URL | undefined {
	return URL.canParse(text, base) ? new URL(text, base) : undefined;
}
