/**
 * What stands in a record under a name that somebody else chose, and never what every object
 * inherits: `toString` is missing like any other name.
 */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
	return Object.hasOwn(record, name) ? record[name] : undefined;
}
