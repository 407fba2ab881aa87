// A single-page application: everything a page needs is on the device.
export const ssr = false;
export const prerender = false;
