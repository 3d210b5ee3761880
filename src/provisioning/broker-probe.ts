import { createHash, randomBytes } from 'node:crypto';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { MqttClient } from 'mqtt';
import { reasonOf, TimeIsUp, type Clock } from '../clock.ts';
import { MerossError } from '../errors.ts';
import { openSocket } from '../transport/socket.ts';
import { within } from './limit.ts';
import { PATIENCE } from './settings.ts';
