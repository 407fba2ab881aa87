import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '../src/lib/base/id';
import { z } from '../src/lib/model/schema';

/**
 * Who this workspace is: its id and its two secrets, in one file of the data folder that only its
 * owner may read. It is made once, by whichever comes first, the relay or the `token` command.
 */
const Identity = z.object({
	workspace: z.string(),
	/** Signs access tokens. Replacing it signs everybody out for the ten minutes of a token. */
	tokenSecret: z.string(),
	/** Shared with the customer's server, which proves with it who a visitor is. */
	visitorSecret: z.string(),
});
export type Identity = z.infer<typeof Identity>;

export function readIdentity(dataDir: string): Identity {
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	const file = join(dataDir, 'identity.json');
	const identity: Identity = {
		workspace: newId('wsp', Date.now(), secureRandom),
		tokenSecret: newSecret(),
		visitorSecret: newSecret(),
	};
	try {
		// Exclusive: of two that start at the same moment one writes, and both read the same.
		writeFileSync(file, JSON.stringify(identity, null, '\t'), { flag: 'wx', mode: 0o600 });
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
	}
	return Identity.parse(JSON.parse(readFileSync(file, 'utf8')));
}

export function newSecret(): string {
	return randomBytes(32).toString('base64url');
}

/** Numbers in [0, 1) that cannot be guessed: ids are made of them. */
export function secureRandom(): number {
	return randomBytes(4).readUInt32BE() / 2 ** 32;
}
