import { z } from './schema';

/** A file as events name it: its bytes lie elsewhere, under their hash. */
export const FileRef = z.object({
	sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
	name: z.string().check(z.maxLength(200)),
	mime: z.string().check(z.maxLength(100)),
	sizeBytes: z.int().check(z.minimum(0)),
});
export type FileRef = z.infer<typeof FileRef>;
