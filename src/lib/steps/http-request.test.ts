import { expect, test } from 'vitest';
import { httpRequest } from './http-request';
import { contextWith } from './step.test-kit';

const params = {
	method: 'POST' as const,
	url: 'https://example.org/{{contact.name}}',
	body: '{"name":"{{contact.name}}"}',
};

test('E-11: a request is asked for, not made, and its address is the author’s alone', () => {
	const context = contextWith({ bodies: [{ type: 'detailsGiven', details: { name: 'Ana' } }] });
	expect(httpRequest.enter(params, context)).toEqual({
		leave: 'next',
		effects: [
			{
				type: 'externalRequested',
				kind: 'http',
				request: { method: 'POST', url: params.url, body: '{"name":"Ana"}' },
			},
		],
	});
});

test('only an address on the web will do', () => {
	const wrong = [{ code: 'badUrl', param: 'url' }];
	expect(httpRequest.problems(httpRequest.initial())).toEqual(wrong);
	expect(httpRequest.problems({ ...params, url: 'file:///etc/passwd' })).toEqual(wrong);
	expect(httpRequest.problems(params)).toEqual([]);
});
