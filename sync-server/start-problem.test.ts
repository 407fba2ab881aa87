import { expect, test } from 'vitest';
import { sentenceOf, StartProblem } from './start-problem';

/** A11: whatever a start fails with is told in one sentence that says what to do. */
const failure = (code: string, more: object = {}) =>
	Object.assign(new Error(`${code}: it went wrong,\n  somewhere`), { code, ...more });

test.each([
	'EACCES EBUSY EEXIST EINVAL EISDIR ELOOP EMFILE ENAMETOOLONG ENFILE ENODEV ENOSPC ENOTDIR',
	'ENOTEMPTY ENXIO EOVERFLOW EROFS ESTALE ETXTBSY EXDEV SQLITE_BUSY SQLITE_CANTOPEN',
	'SQLITE_CORRUPT SQLITE_ERROR SQLITE_IOERR_SHMMAP SQLITE_LOCKED SQLITE_NOLFS SQLITE_PROTOCOL',
])('names the folder, also for what was not foreseen: %s', (codes) => {
	for (const code of codes.split(' ')) {
		const told = sentenceOf(failure(code), '/var/relevo');
		expect(told, code).toMatch(/^[^\n]*\/var\/relevo[^\n]*: [^\n]*\.$/);
	}
});

test('names the file when the system does', () => {
	const path = '/var/relevo/files';
	expect(sentenceOf(failure('EEXIST', { path }), '/var/relevo')).toBe(
		'/var/relevo/files is not a folder: move it away and start again.',
	);
	expect(sentenceOf(failure('EACCES', { path }), '/var/relevo')).toContain(`write to ${path} (`);
	const above = failure('ENOTDIR', { path: '/var' });
	expect(sentenceOf(above, '/var/relevo')).toContain('set RELAY_DATA_DIR');
});

test('a port that may not be listened on is no matter of the folder', () => {
	const told = sentenceOf(failure('EACCES', { syscall: 'listen', port: 80 }), '/var/relevo');
	expect(told).toBe('The relay may not listen on port 80 (EACCES): set RELAY_PORT to another.');
});

test.each([undefined, null, 'a word', 7, new Error(''), {}])('of %o too', (thrown) => {
	expect(sentenceOf(thrown, '/var/relevo')).toMatch(/^The relay did not start with [^\n]+\.$/);
	expect(sentenceOf(new StartProblem('As it is.'), '')).toBe('As it is.');
});
