import { spawn } from 'node:child_process';
import { build, install, MEMORY, ROOT } from './prepare.js';

/**
 * `npm start`: everything on one machine, from a fresh clone. The relay serves the built desk and
 * messenger, runs automation itself, and shows the demo site on the next port.
 * `npm run dev`: the same relay behind Vite, so that a change is seen when the file is saved.
 */
const isDev = process.argv.includes('--dev');

install();
build();

const port = Number(process.env.RELAY_PORT ?? 8787);
const relay = run([...MEMORY.args, 'sync-server/run.js'], {
	...MEMORY.env,
	RELAY_PORT: String(port),
	RELAY_STATIC_DIR: 'build',
	RELAY_RUNNER: 'on',
	RELAY_DEMO_PORT: String(port + 1),
	...(isDev && { RELAY_PUBLIC_URL: 'http://localhost:5173' }),
});
const vite = isDev
	? run(['node_modules/vite/bin/vite.js', 'dev'], { RELAY_PORT: String(port) })
	: undefined;

relay.on('exit', (code) => {
	vite?.kill();
	process.exit(code ?? 1);
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
	// The relay tells its clients and flushes; its exit is ours.
	process.on(signal, () => relay.kill(signal));
}

/** What the person set wins. @param {string[]} args @param {Record<string, string>} defaults */
function run(args, defaults) {
	const env = { ...defaults, ...process.env };
	return spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env });
}
