// Short questions to a server on this machine. None of them throws.
import { connect } from 'node:net';

/** Whether anything accepts connections on this loopback port. */
export function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}

/** Whether a GET on this URL answers 2xx within two seconds. */
export async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Sends bytes to a loopback port and returns the first bytes that come back; undefined when none do within two seconds. */
export function exchange(port, request) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(request));
    const settle = (response) => {
      socket.destroy();
      resolve(response);
    };
    socket.setTimeout(2000, () => settle(undefined));
    socket.once('data', settle).once('error', () => settle(undefined));
    socket.once('close', () => settle(undefined));
  });
}
