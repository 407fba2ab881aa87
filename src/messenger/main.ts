import { mount } from 'svelte';
import { createFrame } from './frame.svelte';
import { connectHost } from './host';
import { createPlayedFrame } from './played.svelte';
import Root from './Root.svelte';

const host = await connectHost();
const frame = host.init.played ? createPlayedFrame(host, host.init.played) : createFrame(host);
mount(Root, { target: document.body, props: { frame } });
