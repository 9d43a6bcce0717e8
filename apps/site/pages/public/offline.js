// After one visit the site works without a network: what has a digest in its name never changes, pages are fetched anew where they can be.
const store = "anneal-1";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

async function kept(request, response) {
  if (response.ok) await (await caches.open(store)).put(request, response.clone());
  return response;
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const fetched = () => fetch(request).then((response) => kept(request, response));
  event.respondWith(
    pathname.includes("/assets/")
      ? caches.match(request).then((found) => found ?? fetched())
      : fetched().catch(
          async () => (await caches.match(request, { ignoreSearch: true })) ?? Response.error(),
        ),
  );
});
