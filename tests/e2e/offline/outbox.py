"""What the browser tests ask of a phone whose forms wait."""

from playwright.sync_api import expect

NOTE = "/kenh-ban/lo/ghi/BOT/"
STORED = "Đã lưu trên máy, sẽ gửi khi có mạng"
KEPT = """async pages => (await Promise.all(
    pages.map(page => caches.match(page, {ignoreVary: true})))).every(Boolean)"""
SIGNAL = "dispatchEvent(new Event('online'))"


def note(page, photo):
    page.get_by_label("Được bao nhiêu?").fill("40")
    page.get_by_label("Ảnh của lô").set_input_files(photo)
    page.get_by_role("button", name="Ghi lô").click()


def outbox(page):
    return page.locator("[data-outbox]")


NONE_WAITS = """() => new Promise(done => {
    const asked = indexedDB.open("workspace");
    asked.onerror = () => done(false);
    asked.onsuccess = () => {
        const count = asked.result.transaction("forms").objectStore("forms").count();
        count.onsuccess = () => { asked.result.close(); done(count.result === 0); };
    };
})"""


def all_is_sent(page):
    """Whichever page sent it: the one before may have tried again as its server came back."""
    page.wait_for_function(NONE_WAITS)
    expect(outbox(page)).to_be_hidden()


def wait_for_worker(page):
    page.evaluate(
        "navigator.serviceWorker.ready.then(() => new Promise(r => setTimeout(r, 800)))"
    )
