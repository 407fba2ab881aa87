import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Result } from '../src/lib/base/result';
import { manages } from '../src/lib/model/role';
import type { z } from '../src/lib/model/schema';
import type { Grant } from './connection';
import type { Files } from './files';
import {
	InviteRequest,
	JoinRequest,
	MemberRequest,
	SecretRequest,
	SetupRequest,
	VisitorRequest,
} from './member-requests';
import type { Members } from './members';
import { parseUrl } from './parse-url';
import { serveStatic } from './static-site';
import type { Uploads } from './uploads';

/**
 * Everything that is not a socket. JSON in and out; every error is `{ error: { code, message } }`,
 * and a message never says more than its reader may know.
 */
type Options = {
	members: Members;
	workspaceId: string;
	verify(token: string): Promise<Grant | undefined>;
	files: Files;
	uploads: Uploads;
	metrics(): string;
	isReady(): Promise<boolean>;
	canStore(): boolean;
	/** For links that people open: the address as they see it. */
	publicUrl(): string;
	address(request: IncomingMessage): string;
	/** Whether one more visitor or device may come from this address. */
	mayBring(address: string): boolean;
	staticDir?: string;
	/** What the launcher brings with it; empty where it waits for nothing. */
	launcherExtra(): Promise<string>;
	/** Of a clock that only grows: rates are measured with it. */
	elapsed(): number;
	report(error: unknown, where: string): void;
};

type Call = { request: IncomingMessage; response: ServerResponse; url: URL };

const MAX_JSON_BYTES = 64 * 1024;
/** So much is sent in no time, on any line. */
const BODY_MS = 10_000;
/** What is answered before all of it was read has so long to hear the answer. */
const UNREAD_MS = 5_000;
/** The script on customers' pages. */
const LAUNCHER = '/widget.js';

/** Problem kinds → status. What is not listed is the caller's mistake. */
const STATUS: Record<string, number> = {
	invalidLink: 401,
	signedOut: 401,
	identityNotProven: 401,
	noToken: 401,
	forbidden: 403,
	lastOwner: 409,
	notFound: 404,
	notAllowed: 405,
	gone: 410,
	tooLarge: 413,
	noSpace: 413,
	badImage: 415,
	tooMany: 429,
	tooManyFiles: 429,
	unavailable: 503,
};

export function createHttpHandler(options: Options) {
	const { members, files, verify } = options;

	async function route(call: Call): Promise<void> {
		const { request, response, url } = call;
		const path = url.pathname;
		if (path.startsWith('/api/')) return api(call, path.slice('/api/'.length));
		if (path === '/files' || path.startsWith('/files/')) return file(call);
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			return sendProblem(response, 'notAllowed');
		}
		switch (path) {
			case '/config.json':
				return sendJson(response, 200, config());
			case '/healthz':
				return sendText(response, 200, 'ok');
			case '/readyz': {
				const isReady = await options.isReady();
				return sendText(response, isReady ? 200 : 503, isReady ? 'ready' : 'not ready');
			}
			case '/metrics':
				return sendText(response, 200, options.metrics());
		}
		if (options.staticDir) {
			const more = path === LAUNCHER ? await options.launcherExtra() : '';
			if (await serveStatic(options.staticDir, request, response, path, more)) return;
		}
		sendProblem(response, 'notFound');
	}

	function config() {
		const workspace = members.workspace();
		return {
			mux: '/mux',
			messenger: '/messenger/',
			workspace: workspace
				? { id: options.workspaceId, name: workspace.name, locale: workspace.locale }
				: null,
		};
	}

	async function api(call: Call, name: string): Promise<void> {
		const { request, response } = call;
		if (request.method !== 'POST') return sendProblem(response, 'notAllowed');
		const member = /^members\/([\w-]{3,80})$/.exec(name)?.[1];
		if (member !== undefined) {
			return withBody(call, MemberRequest, async (body) => {
				const by = await caller(request);
				if (!by) return fail('noToken');
				return empty(await members.change(by, member, body));
			});
		}
		switch (name) {
			case 'setup':
				return withBody(call, SetupRequest, (body) => members.setup(body));
			case 'join':
				return withBody(call, JoinRequest, (body) => members.join(body));
			case 'token':
				return withBody(call, SecretRequest, ({ secret }) => members.refresh(secret));
			case 'signout':
				return withBody(call, SecretRequest, async ({ secret }) => {
					await members.signOut(secret);
					return { ok: true, value: {} };
				});
			case 'invites':
				return withBody(call, InviteRequest, async (body) => {
					const by = await caller(request);
					return by ? linked(await members.invite(by, body)) : fail('noToken');
				});
			case 'visitors':
				return withBody(call, VisitorRequest, async (body) => {
					return members.visitor(body, () => mayBring(request));
				});
			default:
				sendProblem(response, 'notFound');
		}
	}

	/** Imports by the team are not limited. */
	async function mayBring(request: IncomingMessage): Promise<boolean> {
		const by = await caller(request);
		if (by && manages(by.role)) return true;
		return options.mayBring(options.address(request));
	}

	async function file({ request, response, url }: Call): Promise<void> {
		const by = await caller(request);
		if (!by) return sendProblem(response, 'noToken');
		if (request.method === 'PUT' && url.pathname === '/files') return upload(request, response, by);
		const sha256 = /^\/files\/([0-9a-f]{64})$/.exec(url.pathname)?.[1];
		const isRead = request.method === 'GET' || request.method === 'HEAD';
		if (!isRead || !sha256) return sendProblem(response, 'notFound');
		if (by.role === 'contact') {
			const may = await files.mayRead(by.id, sha256, options.elapsed());
			if (may === 'tooMany') return sendProblem(response, 'tooManyFiles');
			if (may === 'no') return sendProblem(response, 'notFound');
		}
		if (!(await files.send(sha256, response))) sendProblem(response, 'notFound');
	}

	async function upload(request: IncomingMessage, response: ServerResponse, by: Grant) {
		if (!options.canStore()) return sendProblem(response, 'unavailable');
		const said = Number(request.headers['content-length'] ?? files.maxBytes);
		// The relay reads no further than this, whatever the header says.
		const bytes = said >= 0 && said <= files.maxBytes ? said : files.maxBytes;
		const contact = by.role === 'contact' ? by.id : undefined;
		const share =
			contact !== undefined
				? await options.uploads.open(contact, options.address(request), bytes, options.elapsed())
				: undefined;
		if (share === 'tooMany') return sendProblem(response, 'tooManyFiles');
		if (share === 'noSpace') return sendProblem(response, 'noSpace');
		let stored: Awaited<ReturnType<Files['put']>> | undefined;
		try {
			stored = await files.put(request, contact);
		} finally {
			await share?.settle(typeof stored === 'object' ? stored.sizeBytes : 0);
		}
		if (typeof stored === 'string') sendProblem(response, stored);
		else sendJson(response, 200, stored);
	}

	async function caller(request: IncomingMessage): Promise<Grant | undefined> {
		const token = /^Bearer (\S{1,4096})$/.exec(request.headers.authorization ?? '')?.[1];
		return token === undefined ? undefined : verify(token);
	}

	function linked(invited: Result<{ secret: string; expiresAt: number }>): Result<unknown> {
		if (!invited.ok) return invited;
		const { secret, expiresAt } = invited.value;
		return { ok: true, value: { link: `${options.publicUrl()}/join#${secret}`, expiresAt } };
	}

	return (request: IncomingMessage, response: ServerResponse): void => {
		response.setHeader('X-Content-Type-Options', 'nosniff');
		response.setHeader('Referrer-Policy', 'no-referrer');
		response.once('finish', () => endUnread(request));
		const url = parseUrl(request.url ?? '/', 'http://relay');
		if (!url) return sendProblem(response, 'notFound');
		route({ request, response, url }).catch((error: unknown) => {
			options.report(error, `${request.method} ${url.pathname}`);
			if (!response.headersSent) sendProblem(response, 'unavailable');
			else response.destroy();
		});
	};
}

async function withBody<S extends z.ZodMiniType>(
	{ request, response }: Call,
	schema: S,
	answer: (body: z.output<S>) => Promise<Result<unknown>>,
): Promise<void> {
	const text = await readBody(request);
	if (text === undefined) return sendProblem(response, 'tooLarge');
	let raw: unknown;
	try {
		raw = JSON.parse(text);
	} catch {
		return sendError(response, 400, 'invalid', 'The body is not JSON.');
	}
	const body = schema.safeParse(raw);
	if (!body.success) return sendError(response, 400, 'invalid', 'The body has another shape.');
	const result = await answer(body.data);
	if (result.ok) sendJson(response, 200, result.value);
	else sendProblem(response, result.problem.kind);
}

/** A body that was not waited for must not keep its connection for as long as it drips. */
function endUnread(request: IncomingMessage): void {
	if (request.complete) return;
	setTimeout(() => request.complete || request.socket.destroy(), UNREAD_MS).unref();
}

/** Undefined for too much; the rest is read away, so that its sender still hears the answer. */
function readBody(request: IncomingMessage): Promise<string | undefined> {
	return new Promise((resolve, reject) => {
		const patience = setTimeout(() => request.destroy(new Error('a body too slow')), BODY_MS);
		readAll(request)
			.finally(() => clearTimeout(patience))
			.then(resolve, reject);
	});
}

function readAll(request: IncomingMessage): Promise<string | undefined> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	return new Promise((resolve, reject) => {
		request.on('data', (chunk: Buffer) => {
			bytes += chunk.length;
			if (bytes > MAX_JSON_BYTES) resolve(undefined);
			else chunks.push(chunk);
		});
		request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
		request.on('error', reject);
	});
}

function empty(result: Result<void>): Result<unknown> {
	return result.ok ? { ok: true, value: {} } : result;
}

function fail(kind: string): Result<never> {
	return { ok: false, problem: { kind } };
}

const MESSAGES: Record<string, string> = {
	unavailable: 'Try again later.',
	invalidLink: 'This link has been used already, or it has expired.',
	signedOut: 'This device is signed out.',
	identityNotProven: 'The identity is not proven.',
	noToken: 'A valid token is needed.',
	forbidden: 'This is not yours to do.',
	lastOwner: 'A workspace needs an owner.',
	notFound: 'There is nothing here.',
	notAllowed: 'Not with this method.',
	gone: 'This person has no access any more.',
	tooLarge: 'This is too large.',
	badImage: 'This is no picture of the kind that it begins as.',
	noSpace: 'There is no more room for files.',
	tooManyFiles: 'Too many files at once; try again in a minute.',
	tooMany: 'Too many new visitors from this address; try again in a minute.',
};

function sendProblem(response: ServerResponse, kind: string): void {
	sendError(response, STATUS[kind] ?? 400, kind, MESSAGES[kind] ?? 'This cannot be done.');
}

function sendError(response: ServerResponse, status: number, code: string, message: string): void {
	sendJson(response, status, { error: { code, message } });
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
	response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
	response.end(JSON.stringify(value));
}

function sendText(response: ServerResponse, status: number, text: string): void {
	response.writeHead(status, {
		'Content-Type': 'text/plain; version=0.0.4',
		'Cache-Control': 'no-store',
	});
	response.end(`${text}\n`);
}
