import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { parseUrl } from './parse-url';

/**
 * A shop that does not exist, served from an origin of its own: it embeds the launcher exactly as a
 * customer's site does, so that what works here works there.
 */
export function startDemo(options: { port: number; relayOrigin: string }): Promise<Server> {
	const server = createServer((request, response) => {
		const url = parseUrl(request.url ?? '/', 'http://demo');
		const file = url && PAGES.get(url.pathname);
		if (!file || (request.method !== 'GET' && request.method !== 'HEAD')) {
			response.writeHead(404).end();
			return;
		}
		readFile(join(import.meta.dirname, 'demo', file), 'utf8').then(
			(text) => {
				const body = text.replaceAll('{{relay}}', options.relayOrigin);
				response.writeHead(200, headersOf(file, options.relayOrigin));
				response.end(request.method === 'HEAD' ? undefined : body);
			},
			() => response.writeHead(404).end(),
		);
	});
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port, () => resolve(server));
	});
}

/** Only these exist; a path is looked up and never joined to a folder. */
const PAGES = new Map([
	['/', 'index.html'],
	['/index.html', 'index.html'],
	['/product.html', 'product.html'],
	['/shop.css', 'shop.css'],
	['/shop.js', 'shop.js'],
]);

/** As strict as a careful customer's: the launcher needs one host, for its script and its frame. */
function headersOf(file: string, relayOrigin: string): Record<string, string> {
	const type = file.endsWith('.html') ? 'html' : file.endsWith('.css') ? 'css' : 'javascript';
	return {
		'content-type': `text/${type}; charset=utf-8`,
		'cache-control': 'no-cache',
		'content-security-policy':
			`default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; ` +
			`script-src 'self' ${relayOrigin}; frame-src ${relayOrigin}; ` +
			`require-trusted-types-for 'script'`,
	};
}
