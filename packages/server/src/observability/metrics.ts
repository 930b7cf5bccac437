import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const registry = new Registry();
collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 10 });

/** The process's metrics. Any part of the server may count here. */
export const metrics = {
  registry,
  httpDuration: new Histogram({
    name: 'avatarium_http_request_duration_seconds',
    help: 'Time from a request to the end of its reply',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  }),
  apiErrors: new Counter({
    name: 'avatarium_api_errors_total',
    help: 'Replies with a code other than 1000',
    labelNames: ['code'],
    registers: [registry],
  }),
  sessions: new Gauge({
    name: 'avatarium_sessions',
    help: 'Sessions by status',
    labelNames: ['status'],
    registers: [registry],
  }),
  sessionsHeld: new Gauge({
    name: 'avatarium_sessions_held',
    help: 'Sessions whose avatar runs in this process',
    registers: [registry],
  }),
  sessionStart: new Histogram({
    name: 'avatarium_session_start_seconds',
    help: 'Time from the claim of a session to its avatar being in the room',
    buckets: [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 15],
    registers: [registry],
  }),
  sessionsEnded: new Counter({
    name: 'avatarium_sessions_ended_total',
    help: 'Sessions that have ended in this process',
    labelNames: ['reason'],
    registers: [registry],
  }),
  turnDelay: new Histogram({
    name: 'avatarium_turn_delay_seconds',
    help: 'Time from the end of what a user said to each step of the answer',
    labelNames: ['via', 'step'],
    buckets: [0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1, 1.5, 2, 3, 5, 10],
    registers: [registry],
  }),
  bargeInDelay: new Histogram({
    name: 'avatarium_barge_in_delay_seconds',
    help: 'Time from the arrival of the first sound of a user who interrupts to the silence of the avatar',
    buckets: [0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1],
    registers: [registry],
  }),
  videoFrames: new Counter({
    name: 'avatarium_video_frames_total',
    help: 'Video frames handed to the rooms',
    registers: [registry],
  }),
};
