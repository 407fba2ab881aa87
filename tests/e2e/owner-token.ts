import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RelayProcess } from './relay';

/** A token of the workspace that this relay serves, printed as an operator would print it. */
export async function ownerToken(relay: RelayProcess): Promise<string> {
	const args = [
		'--import',
		'tsx',
		'sync-server/main.ts',
		'token',
		'--role',
		'owner',
		'--ttl',
		'1h',
	];
	const env = { ...process.env, RELAY_DATA_DIR: relay.dataDir };
	const { stdout } = await promisify(execFile)(process.execPath, args, { env });
	return stdout.trim();
}
