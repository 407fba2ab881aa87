/** Every zone that this browser knows, for a Select. */
export function timeZones(): { value: string; label: string }[] {
	return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])].map((zone) => ({
		value: zone,
		label: zone.replaceAll('_', ' '),
	}));
}
