/** The presenters on a page: what needs neither Node nor a frame to encode. */
export { Animator } from './animator/animator.js';
export { Portrait } from './presenter/portrait.js';
export { PRESENTERS } from './presenter/presenters.js';
