/** Rows come back untyped, and blobs as ArrayBuffer: everything read passes one of these. */

export function numberOf(row: unknown, column: string): number | undefined {
	const value = valueOf(row, column);
	return typeof value === 'number' ? value : undefined;
}

export function textOf(row: unknown, column: string): string | undefined {
	const value = valueOf(row, column);
	return typeof value === 'string' ? value : undefined;
}

/** A copy of its own: a view would keep more of memory than it shows. */
export function bytesOf(row: unknown, column: string): Uint8Array<ArrayBuffer> | undefined {
	const value = valueOf(row, column);
	if (value instanceof Uint8Array) return new Uint8Array(value);
	return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

function valueOf(row: unknown, column: string): unknown {
	if (typeof row !== 'object' || row === null) return undefined;
	return Object.getOwnPropertyDescriptor(row, column)?.value;
}
