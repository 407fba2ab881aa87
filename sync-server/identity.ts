import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '../src/lib/base/id';
import { z } from '../src/lib/model/schema';
import { codeOf, namingPath, StartProblem } from './start-problem';

/**
 * Who this workspace is: its id and its two secrets, in one file of the data folder that only its
 * owner may read. It is made once, by whichever comes first, the relay or the `token` command.
 *
 * D1 The identity and the log belong together. One without the other is a loss that a person must
 *    hear of: nothing is made in its place.
 */
const Identity = z.object({
	workspace: z.string().check(z.minLength(1)),
	/** Signs access tokens. Replacing it signs everybody out for the ten minutes of a token. */
	tokenSecret: z.string().check(z.minLength(20)),
	/** Shared with the customer's server, which proves with it who a visitor is. */
	visitorSecret: z.string().check(z.minLength(20)),
	/** There is no log yet; gone once the relay has begun one. */
	isNew: z.optional(z.boolean()),
});
export type Identity = z.infer<typeof Identity>;

const fileOf = (dataDir: string) => join(dataDir, 'identity.json');
const logOf = (dataDir: string) => join(dataDir, 'log.db');

export function readIdentity(dataDir: string): Identity {
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	const file = fileOf(dataDir);
	if (!existsSync(file) && hasBytes(logOf(dataDir))) {
		throw new StartProblem(
			`${file} is missing beside a log: put it back from your backup, or move log.db away to ` +
				'begin an empty workspace.',
		);
	}
	create(file);
	const identity = parse(namingPath(file, () => readFileSync(file, 'utf8')));
	if (identity) return identity;
	throw new StartProblem(`${file} is damaged: put it back from your backup.`);
}

/** D1, the other direction: to be asked before a log is opened, because opening makes one. */
export function demandLog(dataDir: string, { isNew }: Identity): void {
	if (!isNew && !hasBytes(logOf(dataDir))) throw lostLog(dataDir);
}

export function lostLog(dataDir: string): StartProblem {
	return new StartProblem(
		`${logOf(dataDir)} is missing or empty although this workspace has one: put it back from ` +
			'your backup, or move identity.json away to begin an empty workspace.',
	);
}

/** From now on there is a log, and its loss is one. */
export function confirmIdentity(dataDir: string, identity: Identity): void {
	if (!identity.isNew) return;
	const kept = { ...identity };
	delete kept.isNew;
	const part = `${fileOf(dataDir)}.part`;
	writeFileSync(part, JSON.stringify(kept, null, '\t'), { mode: 0o600, flush: true });
	renameSync(part, fileOf(dataDir));
}

function create(file: string): void {
	const identity: Identity = {
		workspace: newId('wsp', Date.now(), secureRandom),
		tokenSecret: newSecret(),
		visitorSecret: newSecret(),
		isNew: true,
	};
	try {
		// Exclusive: of two that start at the same moment one writes, and both read the same.
		writeFileSync(file, JSON.stringify(identity, null, '\t'), { flag: 'wx', mode: 0o600 });
	} catch (error) {
		if (codeOf(error) !== 'EEXIST') throw error;
	}
}

function parse(text: string): Identity | undefined {
	try {
		return Identity.safeParse(JSON.parse(text)).data;
	} catch {
		// Not JSON: as damaged as one of another shape.
		return undefined;
	}
}

function hasBytes(file: string): boolean {
	return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

export function newSecret(): string {
	return randomBytes(32).toString('base64url');
}

/** Numbers in [0, 1) that cannot be guessed: ids are made of them. */
export function secureRandom(): number {
	return randomBytes(4).readUInt32BE() / 2 ** 32;
}
