/**
 * A plug's topics. The leading slash is part of the name. `/appliance/<uuid>/subscribe` leads to the plug,
 * `/appliance/<uuid>/publish` comes from it, and a reply goes to the topic in the request's `header.from`.
 */

/** The topic that a plug subscribes to. */
export function topicTo(uuid: string): string {
  return `/appliance/${uuid}/subscribe`;
}

/** The topic that a plug publishes on. */
export function topicFrom(uuid: string): string {
  return `/appliance/${uuid}/publish`;
}

/** Covers the messages of all plugs, and their replies to us. */
export const ALL_PLUGS_TOPIC = topicFrom('+');

/** The topic for replies to us. It has the form of a plug's topic, so that {@link ALL_PLUGS_TOPIC} covers it. */
export function replyTopic(instance: string): string {
  return topicFrom(`homebridge-${instance}`);
}

const PUBLISH_TOPIC = /^\/appliance\/([\w-]{1,64})\/publish$/;

/** The uuid of the plug that publishes on a topic, in lower case; undefined for any other kind of topic. */
export function publisherOf(topic: string): string | undefined {
  return PUBLISH_TOPIC.exec(topic)?.[1]?.toLowerCase();
}

/** A plug may publish on its own topic, and on the topic for replies to us. */
export function mayPublish(topic: string, uuid: string, ownReplyTopic: string): boolean {
  return topic === ownReplyTopic || topic.toLowerCase() === topicFrom(uuid);
}

/** A plug may subscribe to its own topic, and to no pattern. */
export function maySubscribe(topic: string, uuid: string): boolean {
  return topic.toLowerCase() === topicTo(uuid);
}
