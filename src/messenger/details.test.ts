import { expect, test } from 'vitest';
import type { DomainEvent } from '../lib/model/event';
import { detailsToTell } from './details';

const told = (details: Record<string, string>): DomainEvent => ({
	id: 'ev_1',
	at: 1,
	by: { kind: 'contact', id: 'con_1' },
	type: 'detailsGiven',
	details,
});

test('what the page knows of the customer is told once, and again when it changed', () => {
	const settings = { email: 'camila@ejemplo.cl', plan: 'pro', custom_attributes: { seats: 3 } };
	expect(detailsToTell(settings, [])).toEqual({
		email: 'camila@ejemplo.cl',
		plan: 'pro',
		seats: 3,
	});
	const known = told({ email: 'camila@ejemplo.cl', plan: 'free' });
	expect(detailsToTell({ email: 'camila@ejemplo.cl', plan: 'pro' }, [known])).toEqual({
		plan: 'pro',
	});
	expect(detailsToTell({ email: 'camila@ejemplo.cl', plan: 'free' }, [known])).toBeUndefined();
});

test('settings of the messenger itself, functions and objects are no details', () => {
	const settings = { user_id: 'u1', user_jwt: 'x', theme: 'dark', company: { name: 'Buk' } };
	expect(detailsToTell({ ...settings, onShow: () => {}, deep: { a: 1 } }, [])).toBeUndefined();
});

test('case 20: a name that every object has is no detail', () => {
	const settings = JSON.parse('{"__proto__":"x","constructor":"y","name":"Camila"}');
	expect(detailsToTell(settings, [])).toEqual({ name: 'Camila' });
});
