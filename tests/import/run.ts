import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { type Recorded, recordedConversations } from './conversations';
import { importConversations } from './import';
import { importProgress, importWords } from './progress';

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
		progress: importProgress(recordings.length),
	});
	process.stdout.write(`${importWords(imported, recordings.length)}\n`);
}

/** For the workspace in RELAY_DATA_DIR, as `npm run relay -- token` prints it. */
async function ownerToken(): Promise<string> {
	const { stdout } = await promisify(execFile)('npm', [
		...['run', '--silent', 'relay', '--', 'token', '--role', 'owner', '--ttl', '1h'],
	]);
	return stdout.trim();
}
