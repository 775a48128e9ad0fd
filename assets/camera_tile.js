/* One picture on the wall, and the measuring of it: do frames come, and do they differ? A picture that does not move is never
   called live. Video without sound and without the browser's controls; else a still that is fetched anew. */
(function () {
  "use strict";
  const { page, h, t } = window.sijangsil;
  const EVERY_MS = 1000;
  const STALLED_MS = 5000; // without a new frame: frozen
  const SAME_MS = 20000; // frames come, but always the same picture
  const STILL_MS = 5000;
  const RETRY_MS = 4000;

  const clock = (at) => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: page.zone || undefined }).format(new Date(at));
  const plays = (kind) => kind === "still" || Boolean(document.createElement("video").canPlayType(kind === "hls" ? "application/vnd.apple.mpegurl" : "video/mp4"));

  /** 16 x 9 grey values of what is shown now; null when nothing is. */
  function thumbnail(media, canvas) {
    const brush = canvas.getContext("2d", { willReadFrequently: true });
    try {
      brush.drawImage(media, 0, 0, 16, 9);
      return brush.getImageData(0, 0, 16, 9).data;
    } catch (problem) {
      return null;
    }
  }

  const differs = (a, b) => !a || !b || a.some((value, i) => Math.abs(value - b[i]) > 3);

  /** What the tile shows of ``view``: {element, state(), stop()}; ``said(state, text)`` is called with every measurement. */
  function player(view, said) {
    return view.kind === "still" ? still(view, said) : moving(view, said);
  }

  function moving(view, said) {
    const canvas = h("canvas", { width: 16, height: 9, hidden: true });
    const box = h("video", { playsinline: true, autoplay: true, disablepictureinpicture: true, disableremoteplayback: true, tabindex: -1, "aria-label": view.camera.name });
    box.muted = true;
    box.defaultMuted = true;
    box.addEventListener("volumechange", () => { if (!box.muted || box.volume) { box.muted = true; box.volume = 0; } }); // no sound, whoever asks for it
    if (!plays(view.kind)) {
      said("offline", t("video.cannot_play"));
      return { element: box, renew: () => null, stop: () => null };
    }
    const seen = { frames: 0, at: null, picture: null, changed: null, failed: false, time: -1 };
    const count = () => { seen.frames += 1; if (box.requestVideoFrameCallback) box.requestVideoFrameCallback(count); };
    if (box.requestVideoFrameCallback) box.requestVideoFrameCallback(count);
    let retry = 0;
    let before = 0;
    box.addEventListener("error", () => { seen.failed = true; retry = setTimeout(start, RETRY_MS); });
    box.addEventListener("ended", () => { if (view.kind === "hls") retry = setTimeout(start, RETRY_MS); });

    function start() {
      clearTimeout(retry);
      box.src = view.src;
      box.play().catch(() => null); // a muted picture may always play; what stops it is measured below
    }

    function measure() {
      const now = Date.now();
      const moved = box.requestVideoFrameCallback ? seen.frames !== before : box.currentTime !== seen.time;
      before = seen.frames;
      seen.time = box.currentTime;
      if (moved && box.readyState >= 2) {
        seen.at = now;
        seen.failed = false;
        const picture = thumbnail(box, canvas);
        if (differs(picture, seen.picture)) seen.changed = now;
        seen.picture = picture;
      }
      if (seen.at === null) said(seen.failed ? "offline" : "connecting", t(seen.failed ? "video.state.silent" : "video.state.connecting"));
      else if (now - seen.at > STALLED_MS) said("frozen", t("video.state.frozen", { time: clock(seen.at) }));
      else if (now - seen.changed > SAME_MS) said("frozen", t("video.state.same", { time: clock(seen.changed) }));
      else if (view.kind === "mp4") said("still", t("video.state.clip"));
      else said("live", t("video.state.live"));
    }

    start();
    const timer = setInterval(measure, EVERY_MS);
    return {
      element: box,
      renew: (src) => { view.src = src; start(); },
      stop: () => { clearInterval(timer); clearTimeout(retry); box.pause(); box.removeAttribute("src"); box.load(); },
    };
  }

  function still(view, said) {
    const box = h("img", { alt: view.camera.name });
    const got = { at: null, text: null, changed: null, failed: false };
    let stopped = false;

    async function take() {
      try {
        const reply = await fetch(view.src + "?n=" + Date.now(), { cache: "no-store" });
        if (!reply.ok) throw new Error("still answered " + reply.status);
        const blob = await reply.blob();
        const text = await new Promise((done, failed) => {
          const reader = new FileReader();
          reader.onload = () => done(reader.result);
          reader.onerror = () => failed(reader.error);
          reader.readAsDataURL(blob);
        });
        if (stopped) return;
        const now = Date.now();
        if (text !== got.text) got.changed = now;
        Object.assign(got, { text, at: Date.parse(reply.headers.get("x-picture-at")) || null, failed: false });
        if (box.src !== text) box.src = text;
        box.alt = t("video.picture_of", { name: view.camera.name, time: clock(got.at || got.changed) });
      } catch (problem) {
        got.failed = true; // said in words by the next line; the last picture stays with its time
      }
      measure();
    }

    function measure() {
      if (stopped) return;
      const time = got.text && clock(got.at || got.changed);
      if (got.failed) said("offline", t("video.state.silent"));
      else if (!got.text) said("connecting", t("video.state.connecting"));
      else if (view.camera.demo) said("demo", t("video.state.demo") + " · " + time);
      else if (Date.now() - got.changed > SAME_MS) said("frozen", t("video.state.same", { time: clock(got.changed) }));
      else said("still", t("video.state.still", { time }));
    }

    take();
    const timer = setInterval(take, STILL_MS);
    return { element: box, renew: (src) => { view.src = src; }, stop: () => { stopped = true; clearInterval(timer); } };
  }

  Object.assign(window.sijangsil, { cameraPlayer: player });
})();
