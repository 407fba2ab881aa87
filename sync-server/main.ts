import type { Server } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { DAY, HOUR, MINUTE, SECOND } from '../src/lib/base/clock';
import { hashId } from '../src/lib/base/hash';
import { newId } from '../src/lib/base/id';
import { contactRoom, parseRoom } from '../src/lib/model/room';
import { startDemo } from './demo';
import { readIdentity, secureRandom } from './identity';
import { createRelay, type Relay } from './relay';
import { collectGarbage, createRest, LOOK_MS } from './rest';
import { readSettings, type Settings } from './settings';
import { sentenceOf } from './start-problem';
import { createTokens, TOKEN_TTL_MS } from './tokens';

/**
 * `npm run relay`: reads the environment, starts the relay, and says where it is.
 * `npm run relay -- token --role …`: prints a token for the workspace in `RELAY_DATA_DIR`.
 */
const settings = readSettings(process.env);
const [, , command] = process.argv;
if (!settings.ok) stop(String(settings.problem.details?.sentences));
else if (command === 'token') await printToken(settings.value).catch(give);
else if (command !== undefined) stop(`There is no "${command}". Leave it out, or say token.`);
else await serve(settings.value).catch(give);

async function serve(chosen: Settings) {
	const logger = pino({ level: chosen.logLevel }, pino.destination(2));
	const { publicUrl, staticDir, ...rest } = chosen;
	const report = (error: unknown, where: string) =>
		logger.error({ err: error, where }, 'Something failed');
	const relay = await createRelay({
		...rest,
		...(publicUrl !== undefined && { publicUrl }),
		...(staticDir !== undefined && { staticDir }),
		report,
		refused: (refusal) => logger.warn(refusal, 'Refused'),
	});
	giveMemoryBack(report);
	const runner = chosen.runner ? await openRunner(relay, chosen, report) : undefined;
	if (runner) relay.hub.tellEarly(runner.listed);
	// Before it says that it is ready: from then on it may be asked to end.
	let isStopping = false;
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => {
			if (isStopping) return;
			isStopping = true;
			Promise.resolve(runner?.stop())
				.then(() => relay.stop())
				.then(
					() => process.exit(0),
					(error: unknown) => stop(String(error)),
				);
		});
	}
	if (relay.damage === undefined && !relay.takesNothing()) {
		say(`Relevo's relay is ready at ${relay.url}`);
	} else if (relay.damage === undefined) {
		say(
			`There is no room left on the disk of ${chosen.dataDir}: free some. ` +
				`Until then the log can be read at ${relay.url}, and nothing is stored.`,
		);
	} else {
		say(
			'log.db is damaged: put it back from your backup and start again. ' +
				`Until then it can be read at ${relay.url}, and nothing is stored.`,
		);
	}
	if (chosen.demoPort !== undefined) {
		// The shop is there to try things with; without it the relay works as well.
		await startDemo({ port: chosen.demoPort, relayOrigin: relay.url }).then(
			(demo) => say(`A shop that uses it is at http://localhost:${portOf(demo)}`),
			(error: unknown) => say(`There is no demo shop. ${reasonOf(error)}`),
		);
	}
	const link = await relay.setupLink();
	if (link) say(`Create the owner, once, at\n\n  ${link}\n`);
}

function giveMemoryBack(report: (error: unknown, where: string) => void): void {
	const look = createRest({ cpuMs, collect: collectGarbage });
	const tell = (error: unknown) => report(error, 'giving memory back');
	setInterval(() => void look().catch(tell), LOOK_MS).unref();
}

function cpuMs(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1_000;
}

/** The runner is loaded only where it is wanted: the relay alone starts without the engine. */
async function openRunner(
	relay: Relay,
	{ dataDir }: Settings,
	report: (error: unknown, where: string) => void,
) {
	const { RUNNER_ID, startRunner } = await import('./runner');
	const who = { id: RUNNER_ID, role: 'runner', device: 'runner' } as const;
	return startRunner({
		url: `http://127.0.0.1:${relay.port}`,
		getToken: async () => (await relay.issueToken(who)).token,
		file: join(dataDir, 'runner.db'),
		workspace: readIdentity(dataDir).workspace,
		report,
	});
}

async function printToken({ dataDir }: Settings) {
	const values = tokenOptions();
	if (!values) return stop('Say token --role ROLE [--contact ID] [--ttl 1h].');
	const { role } = values;
	const ttlMs = values.ttl === undefined ? TOKEN_TTL_MS : durationOf(values.ttl);
	if (role !== 'owner' && role !== 'manager' && role !== 'agent' && role !== 'contact') {
		return stop('Say --role owner, manager, agent or contact.');
	}
	if (ttlMs === undefined) return stop('Say --ttl as 30s, 10m, 1h or 2d.');
	if (role !== 'contact' && values.contact !== undefined) {
		return stop('Say --contact ID with --role contact, and only then.');
	}
	const contact = role === 'contact' ? (values.contact ?? newContact()) : undefined;
	if (contact !== undefined && !parseRoom(contactRoom(contact, 1, 'said'))) {
		return stop(
			'Say --contact with an id like con_0123456789abcdef, or leave it out for a new one.',
		);
	}
	const { workspace, tokenSecret } = readIdentity(dataDir);
	const secret = Buffer.from(tokenSecret, 'base64url');
	const tokens = createTokens({ secret, workspace, now: () => Date.now() });
	const id = contact ?? hashId('tmt', workspace, 'console', role);
	const { token } = await tokens.issue({ id, role, device: `console-${role}` }, ttlMs);
	say(token);
}

function tokenOptions(): { role?: string; contact?: string; ttl?: string } | undefined {
	const string = { type: 'string' } as const;
	try {
		const options = { role: string, contact: string, ttl: string };
		return parseArgs({ args: process.argv.slice(3), options }).values;
	} catch {
		// An option that there is not; which ones there are is said by the caller.
		return undefined;
	}
}

function newContact(): string {
	return newId('con', Date.now(), secureRandom);
}

function portOf(server: Server): number | undefined {
	const address = server.address();
	return typeof address === 'object' && address ? address.port : undefined;
}

/** In one sentence; its trace only for an operator who asks for it. */
function reasonOf(error: unknown): string {
	if (!settings.ok) return String(error);
	const { dataDir, logLevel } = settings.value;
	const sentence = sentenceOf(error, dataDir);
	const isAsked = logLevel === 'debug' || logLevel === 'trace';
	return isAsked && error instanceof Error ? `${sentence}\n${error.stack}` : sentence;
}

function give(error: unknown): void {
	stop(reasonOf(error));
}

function durationOf(text: string): number | undefined {
	const parts = /^(\d{1,6})(s|m|h|d)$/.exec(text);
	const units: Record<string, number> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };
	const unit = units[parts?.[2] ?? ''];
	const duration = parts && unit !== undefined ? Number(parts[1]) * unit : 0;
	return duration > 0 ? duration : undefined;
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

function stop(why: string): void {
	process.stderr.write(`${why}\n`);
	process.exitCode = 1;
	if (settings.ok) process.exit(1);
}
