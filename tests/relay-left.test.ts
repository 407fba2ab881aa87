import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { until } from './relay-process';
import { ROOT } from './source';

const BEGIN = `
	import('./tests/e2e/relay.ts').then(async ({ RelayProcess }) => {
		const relay = await RelayProcess.launch({ runner: 'off' });
		process.stdout.write(relay.pid + '\\n');
		HOW
	});
`;
const WAYS = {
	'an error that nobody catches': `setImmediate(() => { throw new Error('unforeseen'); });`,
	'process.exit': 'process.exit(1);',
};

test.for(Object.entries(WAYS))(
	'a relay of a measurement or test does not outlive who started it: %s',
	{ timeout: 60_000 },
	async ([, how]) => {
		const args = ['--import', 'tsx', '--eval', BEGIN.replace('HOW', how)];
		const starter = spawn(process.execPath, args, { cwd: ROOT });
		let said = '';
		starter.stdout.on('data', (chunk) => (said += chunk));
		await once(starter, 'exit');
		const pid = Number(said);
		expect(pid).toBeGreaterThan(0);
		await until(() => !isRunning(pid), 'the relay has ended');
	},
);

function isRunning(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		// There is no such process.
		return false;
	}
}
