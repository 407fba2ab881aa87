import { mount } from 'svelte';
import { createFrame } from './frame.svelte';
import { connectHost } from './host';
import Root from './Root.svelte';

const host = await connectHost();
mount(Root, { target: document.body, props: { frame: createFrame(host) } });
