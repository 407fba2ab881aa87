import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { type Recorded, recordedConversations } from './conversations';
import { type Imported, importConversations } from './import';

/** `npm run conversations -- FILE.jsonl.gz [--url http://localhost:8787] [--token T]` */
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { url: { type: 'string' }, token: { type: 'string' }, limit: { type: 'string' } },
});
const [file] = positionals;
if (!file) {
	process.stderr.write(
		'npm run conversations -- FILE.jsonl.gz [--url U] [--token T] [--limit N]\n',
	);
	process.exit(2);
}

let drawnAt = 0;
const limit = Number(values.limit ?? Infinity);
const recordings: Recorded[] = [];
try {
	await importFile(file);
} catch (error) {
	process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
}

async function importFile(path: string): Promise<void> {
	for await (const recorded of recordedConversations(path)) {
		if (recordings.length < limit) recordings.push(recorded);
	}
	const imported = await importConversations({
		url: values.url ?? `http://localhost:${process.env.RELAY_PORT ?? '8787'}`,
		token: values.token ?? (await ownerToken()),
		conversations: recordings,
		progress: draw,
	});
	process.stderr.write('\n');
	process.stdout.write(`${words(imported)}\n`);
}

/** For the workspace in RELAY_DATA_DIR, as `npm run relay -- token` prints it. */
async function ownerToken(): Promise<string> {
	const { stdout } = await promisify(execFile)('npm', [
		...['run', '--silent', 'relay', '--', 'token', '--role', 'owner', '--ttl', '1h'],
	]);
	return stdout.trim();
}

function draw(soFar: Imported): void {
	const now = performance.now();
	const isLast = soFar.conversations === recordings.length;
	if (now - drawnAt < 100 && !isLast) return;
	drawnAt = now;
	const filled = Math.round((soFar.conversations / recordings.length) * 30);
	const bar = '█'.repeat(filled).padEnd(30, '░');
	process.stderr.write(`\r${bar} ${words(soFar)}`);
}

function words({ conversations, messages, seconds }: Imported): string {
	const rate = Math.round(conversations / Math.max(seconds, 0.001));
	const of = `${conversations}/${recordings.length} conversations`;
	return `${of}, ${messages} messages, ${seconds.toFixed(1)} s (${rate}/s)`;
}
