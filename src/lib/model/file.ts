import { visibleName } from '../base/visible-text';
import { z } from './schema';

/** A file as events name it: its bytes lie elsewhere, under their hash. */
export const FileRef = z.object({
	sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
	name: z.string().check(z.overwrite(visibleName), z.maxLength(200)),
	mime: z.string().check(z.maxLength(100)),
	sizeBytes: z.int().check(z.minimum(0)),
});
export type FileRef = z.infer<typeof FileRef>;

/**
 * A message names a file once. The relay refuses one that does not (case 52); what an old log holds
 * is read as it is.
 */
export function areDistinct(files: readonly FileRef[]): boolean {
	return new Set(files.map(({ sha256 }) => sha256)).size === files.length;
}
