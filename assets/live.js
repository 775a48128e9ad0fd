/* The live stream: server-sent events. A dropped stream reconnects by itself, catches up from the last event, and says
   so meanwhile. Freshness is recomputed here every few seconds, so a frozen feed turns stale without any message. */
(function () {
  "use strict";
  const { page, on, emit, get } = window.sijangsil;
  let stream = null;
  let last = null;
  let wait_ms = 1000;

  function state(words) {
    if (page.connection === words) return;
    page.connection = words;
    emit("connection", words);
  }

  function take(event) {
    last = event.id;
    emit("stream", event); // whatever its kind: parts of the page that are not features listen here
    if (event.kind !== "upsert" && event.kind !== "remove" && event.kind !== "feed") return;
    const topic = (page.live[event.topic] = page.live[event.topic] || {});
    if (event.kind === "upsert") event.body.features.forEach((f) => (topic[f.id] = f));
    else if (event.kind === "remove") event.body.ids.forEach((id) => delete topic[id]);
    else if (event.kind === "feed") {
      page.feeds[event.body.id] = withClock(event.body);
      return emit("feeds");
    }
    take.topics.add(event.topic);
    if (!take.frame) take.frame = requestAnimationFrame(paint);
  }
  take.topics = new Set();

  /** One repaint a frame however many events came: a busy minute must not freeze the page. */
  function paint() {
    take.frame = 0;
    const topics = [...take.topics];
    take.topics.clear();
    emit("live", topics);
  }

  function connect() {
    if (stream) stream.close();
    stream = new EventSource("live?after=" + last);
    stream.onopen = () => { wait_ms = 1000; state("connected"); };
    stream.addEventListener("change", (message) => take(JSON.parse(message.data)));
    stream.addEventListener("heard", (message) => heard(JSON.parse(message.data)));
    stream.addEventListener("restart", start);
    stream.onerror = () => {
      state("reconnecting");
      stream.close();
      setTimeout(connect, wait_ms);
      wait_ms = Math.min(wait_ms * 2, 15000);
    };
  }

  /** A feed heard again is no change of state, but its age begins anew. */
  function heard(news) {
    Object.entries(news).filter(([id]) => page.feeds[id]).forEach(([id, now]) => { page.feeds[id] = withClock(Object.assign({}, page.feeds[id], now)); });
    emit("feeds");
  }

  function withClock(feed) {
    return Object.assign({}, feed, { observed_ms: feed.observed_at ? Date.parse(feed.observed_at) : null });
  }

  async function start() {
    try {
      const now = await get("api/live");
      last = now.event;
      page.live = {};
      now.features.forEach((f) => ((page.live[f.topic] = page.live[f.topic] || {})[f.id] = f));
      page.feeds = Object.fromEntries(now.feeds.map((feed) => [feed.id, withClock(feed)]));
      emit("feeds");
      emit("live", Object.keys(page.live));
      emit("snapshot", now);
      connect();
    } catch (problem) {
      state("reconnecting");
      setTimeout(start, wait_ms);
      wait_ms = Math.min(wait_ms * 2, 15000);
    }
  }

  /** State of one feed by this clock: missing, stale, demo or fresh. */
  function freshness(feed) {
    if (!feed || feed.observed_ms === null) return "missing";
    if (Date.now() - feed.observed_ms > feed.stale_after_s * 1000) return "stale";
    return feed.demo ? "demo" : "fresh";
  }

  setInterval(() => emit("feeds"), 5000);
  on("ready", start);
  Object.assign(window.sijangsil, { freshness, restartLive: start });
})();
