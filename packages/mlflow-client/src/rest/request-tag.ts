/**
 * Tag that marks a run or a version with the request that made it, so that a repeated request finds it and does not make a
 * second one. Results leave it out.
 */
export const requestTag = 'ad.request_id';
