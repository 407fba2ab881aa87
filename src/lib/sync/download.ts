import { fail, ok, type Result } from '../base/result';
import type { FileRef } from '../model/file';
import type { GetToken } from './socket';

/**
 * Fetches a file from the relay and gives it to the browser to keep under its name. A link could
 * not do it: the relay asks for a token, and a token stands in no address.
 */
export async function download(
	relay: string,
	file: Pick<FileRef, 'sha256' | 'name'>,
	getToken: GetToken,
): Promise<Result<void>> {
	const fetched = await fetchFile(`${relay}/files/${file.sha256}`, getToken);
	if (!fetched.ok) return fetched;
	const href = URL.createObjectURL(fetched.value);
	Object.assign(document.createElement('a'), { href, download: file.name }).click();
	// The browser has taken the content by the next turn.
	setTimeout(() => URL.revokeObjectURL(href), 0);
	return ok(undefined);
}

/** The largest file may come over a phone's slow line. */
const TIMEOUT_MS = 5 * 60_000;

async function fetchFile(url: string, getToken: GetToken): Promise<Result<Blob>> {
	try {
		// A token can end on the way: the second time it is asked for a new one.
		for (const isSecond of [false, true]) {
			const token = await getToken(isSecond);
			if (!token.ok) return token;
			const response = await fetch(url, {
				headers: { authorization: `Bearer ${token.value}` },
				credentials: 'omit',
				signal: AbortSignal.timeout(TIMEOUT_MS),
			});
			if (response.ok) return ok(await response.blob());
			if (response.status !== 401) return fail('refused', { status: response.status });
		}
		return fail('unauthorized');
	} catch (error) {
		return fail('offline', { message: String(error) });
	}
}
