import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/**
 * The built desk, messenger and launcher. Hashed files are kept for ever by browsers, everything
 * else is asked for again; a path that names no file is the desk's own business, except where the
 * desk has no pages: below `/_app/` lies a build that is gone, and `/messenger/` is one page.
 */
export async function serveStatic(
	root: string,
	request: IncomingMessage,
	response: ServerResponse,
	path: string,
	/** Comes after what the file holds. */
	more = '',
): Promise<boolean> {
	// One path decides what is served and under which rules: the one that the file is found by.
	const decoded = decode(path);
	const found = decoded === undefined ? undefined : await find(root, decoded);
	if (decoded === undefined || !found) return false;
	const { file, type } = found;
	const { mtimeMs, size } = await stat(file);
	const version = more && `-${createHash('sha256').update(more).digest('hex').slice(0, 16)}`;
	const etag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}${version}"`;
	for (const [name, value] of Object.entries(headersOf(decoded, type)))
		response.setHeader(name, value);
	response.setHeader('ETag', etag);
	if (request.headers['if-none-match'] === etag) {
		response.writeHead(304).end();
		return true;
	}
	const isPacked = COMPRESSIBLE.test(type) && acceptsGzip(request);
	const read = async () => Buffer.concat([await readFile(file), Buffer.from(more)]);
	const body = isPacked ? await packed(`${file} ${etag}`, read) : await read();
	response.setHeader('Content-Type', type);
	response.setHeader('Content-Length', body.length);
	response.setHeader('Vary', 'Accept-Encoding');
	if (isPacked) response.setHeader('Content-Encoding', 'gzip');
	response.writeHead(200);
	response.end(request.method === 'HEAD' ? undefined : body);
	return true;
}

const IMMUTABLE = /^\/(_app|messenger\/_app|messenger\/assets)\/immutable\//;
const COMPRESSIBLE = /^(text\/|application\/(javascript|json|manifest)|image\/svg)/;
/** The frame lives inside customers' pages; the launcher is loaded by them. */
const EMBEDDED = /^\/(messenger(\/|$)|widget\.js$)/;

const TYPES: Record<string, string> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.json': 'application/json',
	'.webmanifest': 'application/manifest+json',
	'.svg': 'image/svg+xml',
	'.png': 'image/png',
	'.ico': 'image/x-icon',
	'.woff2': 'font/woff2',
	'.txt': 'text/plain; charset=utf-8',
	'.map': 'application/json',
};

/**
 * Kit's own policy, with the hash of its inline script, stands in the page; a header cannot know
 * it.
 */
const DESK_POLICY =
	"frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";
const FRAME_POLICY =
	"default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
	"img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; " +
	"object-src 'none'; base-uri 'none'; form-action 'none'";

function headersOf(path: string, type: string): Record<string, string> {
	const headers: Record<string, string> = {
		'Cache-Control': IMMUTABLE.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
	};
	if (EMBEDDED.test(path)) {
		headers['Cross-Origin-Resource-Policy'] = 'cross-origin';
		if (type.startsWith('text/html')) headers['Content-Security-Policy'] = FRAME_POLICY;
		return headers;
	}
	if (!type.startsWith('text/html')) return headers;
	return {
		...headers,
		'Content-Security-Policy': DESK_POLICY,
		'X-Frame-Options': 'DENY',
		'Cross-Origin-Opener-Policy': 'same-origin',
		'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
	};
}

async function find(
	root: string,
	relative: string,
): Promise<{ file: string; type: string } | undefined> {
	const base = normalize(root);
	const file = normalize(join(base, relative));
	if (file !== base && !file.startsWith(base.endsWith(sep) ? base : base + sep)) return undefined;
	for (const candidate of [file, `${file}.html`, join(file, 'index.html')]) {
		if (await isFile(candidate)) return { file: candidate, type: typeOf(candidate) };
	}
	// An id in an address may hold a dot; what lies beside the shell and is not there is no page.
	if (/^\/(_app|messenger)\/|^\/[^/]*\.[^/]*$/.test(relative)) return undefined;
	const shell = join(base, 'index.html');
	return (await isFile(shell)) ? { file: shell, type: typeOf(shell) } : undefined;
}

function decode(path: string): string | undefined {
	try {
		const decoded = decodeURIComponent(path);
		const isPlain = normalize(decoded) === decoded && !/[\0\\%]|\.(\/|$)/.test(decoded);
		return isPlain ? decoded : undefined;
	} catch {
		// A broken escape names no file; neither does a path that means another one.
		return undefined;
	}
}

function typeOf(file: string): string {
	return TYPES[extname(file)] ?? 'application/octet-stream';
}

async function isFile(file: string): Promise<boolean> {
	try {
		return (await stat(file)).isFile();
	} catch {
		// It does not exist, which is the answer.
		return false;
	}
}

const pack = promisify(gzip);
/**
 * The files of one build; a new build has new names and dates, and its predecessor's are let go.
 */
const MAX_PACKED = 500;
const packedFiles = new Map<string, Buffer>();

async function packed(key: string, read: () => Promise<Buffer>): Promise<Buffer> {
	const known = packedFiles.get(key);
	if (known) return known;
	const body = await pack(await read(), { level: 9 });
	if (packedFiles.size >= MAX_PACKED) packedFiles.clear();
	packedFiles.set(key, body);
	return body;
}

function acceptsGzip(request: IncomingMessage): boolean {
	return /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
}
