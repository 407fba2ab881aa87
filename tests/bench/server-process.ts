import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the system says of a server process, on Linux, and of the files that it keeps. */

const TICKS_A_SECOND = 100;
const LOOK_MS = 1_000;
/** Of one core. */
const AT_REST = 0.03;
const QUIET_LOOKS = 3;
const REST_WITHIN_MS = 10 * 60_000;

/** Resident memory in MB. */
export async function residentMb(pid: number | undefined): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8');
	const kb = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
	if (kb === undefined) throw new Error(`Process ${pid} tells nothing of its memory.`);
	return Number(kb) / 1_024;
}

/** Resolves when it has had next to nothing to do for some seconds. */
export async function rested(pid: number | undefined): Promise<void> {
	const end = Date.now() + REST_WITHIN_MS;
	let before = await cpuSeconds(pid);
	for (let quiet = 0; quiet < QUIET_LOOKS;) {
		if (Date.now() > end) throw new Error(`Process ${pid} never comes to rest.`);
		await sleep(LOOK_MS);
		const now = await cpuSeconds(pid);
		quiet = (now - before) / (LOOK_MS / 1_000) < AT_REST ? quiet + 1 : 0;
		before = now;
	}
}

async function cpuSeconds(pid: number | undefined): Promise<number> {
	const words = await readFile(`/proc/${pid}/stat`, 'utf8');
	// The name of the program, in brackets, may itself hold spaces.
	const fields = words.slice(words.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

export async function folderBytes(folder: string): Promise<number> {
	const names = await readdir(folder, { recursive: true });
	const stats = await Promise.all(names.map((name) => stat(join(folder, name))));
	return stats.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0);
}
