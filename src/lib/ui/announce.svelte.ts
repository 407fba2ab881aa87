let said = $state('');

/** What the polite live region says now; drawn once by LiveRegion. */
export function announcement(): string {
	return said;
}

/**
 * Tells people who listen instead of looking (WCAG 4.1.3). The same sentence twice is said twice.
 */
export function announce(text: string): void {
	said = said === text ? `${text}\u00a0` : text;
}
